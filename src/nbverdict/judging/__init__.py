"""Checks judge evidence, outside the student's process: findings, diagnosis, points."""
