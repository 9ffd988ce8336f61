"""Hidden model folders: written from outside to where a process may only read, while their case is asked.

Their weights are holes, which cost nothing on a disk, also where all of them is read through a map; in memory
each page that is looked at would count. Before its case and after it there is no such folder.
"""

import json
import shutil
from pathlib import Path
from typing import Any

from graders.evidence.collector import write_folder
from graders.expressions import Expression

MARK = b'"names"'  # in each case that brings folders
NAME = Expression(r"[A-Za-z0-9_-][A-Za-z0-9._-]{0,199}")
MOST, LARGEST = 50, 1 << 40  # folders of a case, and bytes of the weights of one


def bring(message: bytes, place: Path) -> bytes:
    """Write the folders that a case brings, and return the case with their paths.

    The place is a folder that the process sees under the same path.

    Raises:
        ValueError: it is no case, or brings what is no model folder.
    """
    case: dict[str, Any] = json.loads(message)
    for one in (*case["arguments"], *case["again"]):
        if one["kind"] == "names":
            one["names"] = [_path(name, place) for name in one["names"][:MOST]]
    return json.dumps({**case, "folder": str(place)}).encode()


def take_away(place: Path) -> None:
    """Remove the folders of a case."""
    for path in place.glob("*"):
        shutil.rmtree(path, ignore_errors=True)


def _path(name: str | dict[str, Any], place: Path) -> str:
    """Return a name, or the path of the folder that it stands for, which others may read."""
    if isinstance(name, str):
        return name
    if not NAME.fullmatch(name["name"]) or not 0 <= int(name["size"]) <= LARGEST:
        raise ValueError("this is no model folder")
    folder = Path(write_folder(name, str(place)))
    for path in folder.iterdir():
        path.chmod(0o644)
    folder.chmod(0o755)
    return str(folder)
