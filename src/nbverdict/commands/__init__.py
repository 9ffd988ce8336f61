"""The verbs of `course`, one module each: they print, and the layers below do."""
