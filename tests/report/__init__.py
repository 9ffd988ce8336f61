"""Tests of what staff read of a class."""
