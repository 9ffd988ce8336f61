"""Runs and judges a notebook between nbgrader's own steps."""
