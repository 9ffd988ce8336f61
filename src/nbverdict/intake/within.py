"""Finds notebooks in folders that are refused as a whole, by name alone, without following links."""

import os
from collections import deque
from itertools import islice
from pathlib import Path

from nbverdict.text.expressions import Expression

MOST_NAMED = 20  # notebooks of one folder


class Within:
    """A search of one submission's refused folders, with a limit on the cost."""

    def __init__(self, most_listed: int, notebook: Expression) -> None:
        """Set the limits; `notebook` matches the names."""
        self.left, self.notebook = most_listed, notebook

    def notebooks(self, folder: Path) -> tuple[str, ...]:
        """Return the names of the notebooks below a folder, those nearest to its top first."""
        names, waiting = dict[str, None](), deque([folder])
        while waiting and self.left > 0 and len(names) < MOST_NAMED:
            try:
                if waiting[0].is_symlink():
                    continue
                with os.scandir(waiting[0]) as entries:
                    found = list(islice(entries, self.left))
            except OSError:  # it is not a folder, or closed
                continue
            finally:
                waiting.popleft()
            self.left -= len(found)
            names |= {one.name: None for one in found if self.notebook.search(one.name)}
            waiting += sorted(Path(one.path) for one in found if one.is_dir(follow_symlinks=False))
        return tuple(sorted(names)[:MOST_NAMED])
