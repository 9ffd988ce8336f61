"""nbgrader's gradebook: a student's rows, and what people gave."""
