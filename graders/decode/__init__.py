"""The challenge `decode`."""
