"""What of a submission is graded: its files, its cells, and nothing else that it brings."""
