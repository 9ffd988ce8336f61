"""The challenge `attention_weights`."""
