"""`check`: a challenge is tried with answers whose grade is known."""
