"""The challenge `reach`."""
