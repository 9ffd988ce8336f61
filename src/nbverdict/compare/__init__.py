"""Comparisons of numbers, tables, tensors and figures. Knows nothing of notebooks."""
