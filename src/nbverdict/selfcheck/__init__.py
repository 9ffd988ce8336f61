"""`check`: tests a challenge with answers whose grade is known."""
