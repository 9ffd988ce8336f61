"""Grading a class, by stock nbgrader and by `course grade`: what each takes, and whether both agree."""
