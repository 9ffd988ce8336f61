"""What comes back: the student's page and the staff's tables."""
