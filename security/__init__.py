"""Attacks, honest notebooks, a browser and a generator: what the walls are tried with."""
