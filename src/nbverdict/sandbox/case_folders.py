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

MARK = b'"folder"'  # in each case that brings folders
NAME = Expression(r"[A-Za-z0-9_-][A-Za-z0-9._-]{0,199}")
MOST, MOST_FILES, LARGEST = 50, 200, 1 << 40  # folders of a case, files of one, and bytes of a file


def bring(message: bytes, place: Path) -> bytes:
    """Write the folders that a case brings, and return the case with their paths.

    The place is a folder that the process sees under the same path.

    Raises:
        ValueError: it is no case, or brings what is no folder of plain files.
    """
    case: dict[str, Any] = json.loads(message)
    left = [MOST]
    for part in ("arguments", "again", "then"):
        case[part] = _brought(case.get(part, []), place, left)
    return json.dumps({**case, "folder": str(place)}).encode()


def _brought(part: Any, place: Path, left: list[int]) -> Any:
    """Return a part of a case in which each folder is the path under which it was written."""
    if isinstance(part, list):
        return [_brought(one, place, left) for one in part]
    if not isinstance(part, dict):
        return part
    if part.get("kind") != "folder":
        return {name: _brought(one, place, left) for name, one in part.items()}
    left[0] -= 1
    if left[0] < 0:
        raise ValueError("a case brings too many folders")
    return {"kind": "plain", "value": _path(part, place)}


def take_away(place: Path) -> None:
    """Remove the folders of a case."""
    for path in place.glob("*"):
        shutil.rmtree(path, ignore_errors=True)


def _path(path: dict[str, Any], place: Path) -> str:
    """Write a folder which others may read, and return its path, or that of the file which it names."""
    sizes = [int(file["size"]) for file in path["files"].values()]
    fit = all(map(NAME.fullmatch, (path["name"], *path["files"]))) and len(sizes) <= MOST_FILES
    fit = fit and path["file"] in ("", *path["files"])
    if not fit or not all(0 <= size <= LARGEST for size in sizes):
        raise ValueError("this is no folder of plain files")
    folder = place / path["name"]
    folder.mkdir(parents=True, exist_ok=True)
    for name, file in path["files"].items():
        _write(folder / name, bytes.fromhex(file["beginning"]), int(file["size"]))
    folder.chmod(0o755)
    return str(folder / path["file"])


def _write(path: Path, beginning: bytes, size: int) -> None:
    with path.open("wb") as file:
        file.write(beginning)
        file.truncate(max(size, len(beginning)))
    path.chmod(0o644)
