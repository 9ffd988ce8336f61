"""Folders as attacks leave them: closed, or deeper than Python's own functions can follow."""

import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def entries(folder: Path) -> Iterator[Path]:
    """Return all files and links below a folder, and the folders that hold nothing; no other mount."""
    ahead, device = [str(folder)], folder.stat().st_dev if folder.exists() else 0
    while ahead:
        here = ahead.pop()
        try:
            found = list(os.scandir(here))
        except OSError:
            continue  # too deep to be named: one of those above it is told
        if not found and here != str(folder):
            yield Path(here)
        for one in found:
            if one.is_dir(follow_symlinks=False):
                if one.stat(follow_symlinks=False).st_dev == device:
                    ahead.append(one.path)
            else:
                yield Path(one.path)


@contextmanager
def scratch(within: Path | None = None) -> Iterator[Path]:
    """Make a folder that others may enter, and remove it afterwards, whatever is in it."""
    folder = tempfile.mkdtemp(dir=within, prefix="attack-")
    Path(folder).chmod(0o755)
    try:
        yield Path(folder)
    finally:
        subprocess.run(["rm", "-rf", folder], check=False)
