"""The challenge `causal_mask`."""
