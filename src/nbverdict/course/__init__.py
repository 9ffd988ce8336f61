"""A class graded: plan, workers, one writer."""
