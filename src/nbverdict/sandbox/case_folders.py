"""Folders that belong to a case: written from outside where the process may only read, for that case alone.

Beyond its beginning a file is a hole, which costs nothing on a disk, even if all of it is read through a
map; in memory each page that is read would count. The folder does not exist before its case or after it.
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
    """Write the folders of a case, and return the case with their paths.

    `place` is a folder that the process sees under the same path.

    Raises:
        ValueError: it is not a case, or a folder in it does not hold plain files alone.
    """
    case: dict[str, Any] = json.loads(message)
    left = [MOST]
    for part in ("arguments", "again", "then"):
        case[part] = _brought(case.get(part, []), place, left)
    return json.dumps({**case, "folder": str(place)}).encode()


def _brought(part: Any, place: Path, left: list[int]) -> Any:
    """Write the folders in a part of a case, and return the part with their paths in their places."""
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
    """Write a folder that others may read, and return its path, or that of the file that it names."""
    sizes = [int(file["size"]) for file in path["files"].values()]
    fit = all(map(NAME.fullmatch, (path["name"], *path["files"]))) and len(sizes) <= MOST_FILES
    fit = fit and path["file"] in ("", *path["files"])
    if not fit or not all(0 <= size <= LARGEST for size in sizes):
        raise ValueError("this is not a folder of plain files")
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
