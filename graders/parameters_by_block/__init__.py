"""The challenge `parameters_by_block`."""
