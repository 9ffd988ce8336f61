"""Notebooks as data: cells, submissions, what was recorded in them, and keys of what decides a result."""
