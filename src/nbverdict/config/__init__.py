"""A course's configuration: the engine's defaults, what a course may not change, and its settings."""
