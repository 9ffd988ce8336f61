"""Files that are written whole or not at all, also where the process that writes them is cut off."""

import os
from pathlib import Path


def write_whole(path: Path, text: str) -> None:
    """Write beside a file, wait until it lies on the disk, and put it in the file's place."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    with beside.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
