"""Faults: whatever is killed, full, locked or interrupted while a class is graded, nothing is lost by it."""
