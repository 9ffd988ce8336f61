"""Damaged and hostile notebooks, thousands of them, from the first byte to the page and the report."""
