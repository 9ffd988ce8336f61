"""Feedback: the student's page, and formgrader's pages for staff."""
