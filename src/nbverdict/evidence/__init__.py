"""Cases, what collects a student's answers to them, and the plain data that comes back."""
