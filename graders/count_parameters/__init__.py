"""The challenge `count_parameters`."""
