"""The challenge `compare_t5`."""
