"""How far honest computations and known mistakes lie from the reference: what tolerances are derived from."""
