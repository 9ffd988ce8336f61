"""Reference implementations: slow, obvious, and written without what the lesson teaches."""
