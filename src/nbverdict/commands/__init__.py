"""The commands of `nbverdict`, one module each: they print, and the layers below do the work."""
