"""Files that are written whole, folders, locks and scratch space."""
