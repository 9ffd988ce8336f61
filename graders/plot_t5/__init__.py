"""The challenge `plot_t5`."""
