"""One submission, a class, and the nbgrader plug-ins that grade them."""
