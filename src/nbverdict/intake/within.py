"""Which notebooks lie in folders that nobody walks into: by their names alone, and no link is followed."""

import os
from collections import deque
from itertools import islice
from pathlib import Path

from nbverdict.text.expressions import Expression

MOST_NAMED = 20  # notebooks of one folder


class Within:
    """What lies in the folders that are refused whole of one submission: looking costs a bounded time."""

    def __init__(self, most_listed: int, notebook: Expression) -> None:
        """Have looked at nothing yet; `notebook` finds the names."""
        self.left, self.notebook = most_listed, notebook

    def notebooks(self, folder: Path) -> tuple[str, ...]:
        """Return the names of the notebooks below a folder, those that lie nearest to the top of it first."""
        names, waiting = dict[str, None](), deque([folder])
        while waiting and self.left > 0 and len(names) < MOST_NAMED:
            try:
                if waiting[0].is_symlink():
                    continue
                with os.scandir(waiting[0]) as entries:
                    found = list(islice(entries, self.left))
            except OSError:  # it is no folder, or closed
                continue
            finally:
                waiting.popleft()
            self.left -= len(found)
            names |= {one.name: None for one in found if self.notebook.search(one.name)}
            waiting += sorted(Path(one.path) for one in found if one.is_dir(follow_symlinks=False))
        return tuple(sorted(names)[:MOST_NAMED])
