"""Notebooks as data: cells, submissions, the records in them, and cache keys of results."""
