"""Cases, the collector of a student's answers to them, and the plain data that it returns."""
