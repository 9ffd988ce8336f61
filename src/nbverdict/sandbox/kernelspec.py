"""Tells Jupyter where the kernel that runs behind walls lies."""

import os
from collections.abc import MutableMapping
from pathlib import Path
from typing import Any, Self

from traitlets.config.loader import DeferredConfigString

KERNEL = "walled-python"
SHARE = Path(__file__).parent / "share"


def offer_kernel(environment: MutableMapping[str, str]) -> None:
    """Let Jupyter find the kernel `walled-python`; a configuration file may call this more than once."""
    paths = environment.get("JUPYTER_PATH", "").split(os.pathsep)
    if str(SHARE) not in paths:
        environment["JUPYTER_PATH"] = os.pathsep.join([str(SHARE), *filter(None, paths)])


class WalledUnlessStaffs(DeferredConfigString):
    """The kernel's name for `nbgrader validate`, which runs a notebook in the notebook's own folder.

    Notebooks in a course's `source/` or `release/` run without walls, as staff's own; all others are walled.
    """

    own: tuple[Path, ...]

    def __new__(cls, root: Path) -> Self:
        """Return the name for a course in this folder."""
        made: Self = super().__new__(cls, KERNEL)
        made.own = (root / "source", root / "release")
        return made

    def get_value(self, trait: Any) -> Any:  # noqa: ARG002 - as in its base
        """Return the name for the current folder; an empty one stands for the notebook's own kernel."""
        here = Path.cwd().resolve()
        return "" if any(here.is_relative_to(folder.resolve()) for folder in self.own) else str(self)

    def __repr__(self) -> str:
        """Return it as a plain string; traitlets' own method never returns here, and formgrader shows it."""
        return str.__repr__(self)

    def __deepcopy__(self, _: object) -> "WalledUnlessStaffs":
        """Return itself: it is immutable."""
        return self
