"""Atomic files, typed records, folders, locks and scratch space."""
