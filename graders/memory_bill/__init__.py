"""The challenge `memory_bill`."""
