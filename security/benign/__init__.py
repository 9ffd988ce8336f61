"""Ordinary notebooks, which must score and show the same inside the walls as in a plain kernel."""
