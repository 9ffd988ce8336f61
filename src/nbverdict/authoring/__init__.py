"""Decorators for course authors: checks and known mistakes."""
