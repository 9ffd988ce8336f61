"""A long class: memory, descriptors, mounts and processes stay as they are, and so does the pace."""
