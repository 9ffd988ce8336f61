"""What a course author writes with: marks of checks, and known mistakes."""
