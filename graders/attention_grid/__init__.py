"""The challenge `attention_grid`."""
