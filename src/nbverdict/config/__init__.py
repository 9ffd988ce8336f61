"""A course's configuration: the engine's own below it, what may not be taken away, and what it says."""
