"""The challenge `estimate_memory`."""
