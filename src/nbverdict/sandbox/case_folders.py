"""Folders that a case brings: written from outside to where a process may only read, while it is asked.

What a file is longer than its beginning is a hole, which costs nothing on a disk, also if all of it is read
through a map; in memory each page that is looked at would count. Before its case and after it there is no
such folder.
"""

import json
import shutil
from pathlib import Path
from typing import Any

from nbverdict.text.expressions import Expression

MARK = b'"paths"'  # in each case that brings folders
NAME = Expression(r"[A-Za-z0-9_-][A-Za-z0-9._-]{0,199}")
MOST, MOST_FILES, LARGEST = 50, 200, 1 << 40  # folders of a case, files of one, and bytes of a file


def bring(message: bytes, place: Path) -> bytes:
    """Write the folders that a case brings, and return the case with their paths.

    The place is a folder that the process sees under the same path.

    Raises:
        ValueError: it is no case, or brings what is no folder of plain files.
    """
    case: dict[str, Any] = json.loads(message)
    for one in (*case["arguments"], *case["again"]):
        if one["kind"] == "paths":
            one["paths"] = [_path(path, place) for path in one["paths"][:MOST]]
    return json.dumps({**case, "folder": str(place)}).encode()


def take_away(place: Path) -> None:
    """Remove the folders of a case."""
    for path in place.glob("*"):
        shutil.rmtree(path, ignore_errors=True)


def _path(path: str | dict[str, Any], place: Path) -> str:
    """Return a text, or the path of the folder that it stands for, which others may read."""
    if isinstance(path, str):
        return path
    sizes = [int(file["size"]) for file in path["files"].values()]
    fit = all(map(NAME.fullmatch, (path["name"], *path["files"]))) and len(sizes) <= MOST_FILES
    if not fit or not all(0 <= size <= LARGEST for size in sizes):
        raise ValueError("this is no folder of plain files")
    folder = place / path["name"]
    folder.mkdir(parents=True, exist_ok=True)
    for name, file in path["files"].items():
        _write(folder / name, bytes.fromhex(file["beginning"]), int(file["size"]))
    folder.chmod(0o755)
    return str(folder)


def _write(path: Path, beginning: bytes, size: int) -> None:
    with path.open("wb") as file:
        file.write(beginning)
        file.truncate(max(size, len(beginning)))
    path.chmod(0o644)
