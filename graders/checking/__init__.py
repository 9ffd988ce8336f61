"""Checks of the checks: answers of known worth, graded like a class before an assignment is released."""
