"""How far the checks can be trusted, in figures: every variant, and answers of people who saw no check."""
