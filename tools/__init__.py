"""What develops and measures this repository, and grades nobody."""
