"""nbgrader's gradebook: the rows of a student, and the manual scores."""
