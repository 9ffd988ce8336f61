"""The models that the course names: true configurations, pinned revisions, offline stand-ins."""
