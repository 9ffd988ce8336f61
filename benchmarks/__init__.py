"""How fast the engine is, how long it lasts, and what it does when something breaks."""
