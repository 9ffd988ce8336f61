"""The grader of a course that grades itself."""
