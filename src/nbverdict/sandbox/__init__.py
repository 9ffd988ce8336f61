"""Runs a student's notebook in a process of its own, and talks to it."""
