"""Atomic writes: a file is written whole or not at all, even if the process is killed."""

import os
from pathlib import Path


def write_whole(path: Path, text: str) -> None:
    """Write a file atomically: to a temporary file beside it, then fsync and rename."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    with temporary.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
