"""Grading a class, by stock nbgrader and by `nbverdict grade`: what each takes, and whether both agree."""
