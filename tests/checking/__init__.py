"""Tests of the check of checks."""
