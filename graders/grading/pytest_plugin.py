"""`pytest graders/challenges --submission PATH`."""
