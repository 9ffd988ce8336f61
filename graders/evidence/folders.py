"""Hidden model folders: written from outside to where a process may only read, while their case is asked.

Their weights are holes, which cost nothing on a disk, also where all of them is read through a map; in memory
each page that is looked at would count. Before its case and after it there is no such folder.
"""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from graders.evidence.collector import write_folder


@contextmanager
def written(message: bytes, place: Path) -> Iterator[bytes]:
    """Write the folders that a case brings, and yield the case with their paths; then remove them.

    The place is a folder that the process sees under the same path.
    """
    case: dict[str, Any] = json.loads(message)
    given = [one for one in (*case["arguments"], *case["again"]) if one["kind"] == "names"]
    try:
        for one in given:
            one["names"] = [_path(name, place) for name in one["names"]]
        yield json.dumps({**case, "folder": str(place)}).encode()
    finally:
        for path in place.glob("*"):
            shutil.rmtree(path, ignore_errors=True)


def _path(name: str | dict[str, Any], place: Path) -> str:
    """Return a name, or the path of the folder that it stands for, which others may read."""
    if isinstance(name, str):
        return name
    folder = Path(write_folder(name, str(place)))
    for path in folder.iterdir():
        path.chmod(0o644)
    folder.chmod(0o755)
    return str(folder)
