"""Where Jupyter finds the kernel that runs behind walls."""

import os
from collections.abc import MutableMapping
from pathlib import Path
from typing import Any, Self

from traitlets.config.loader import DeferredConfigString

KERNEL = "walled-python"
SHARE = Path(__file__).parent / "share"


def offer_kernel(environment: MutableMapping[str, str]) -> None:
    """Let Jupyter find the kernel `walled-python`; for a configuration file, which may run more than once."""
    paths = environment.get("JUPYTER_PATH", "").split(os.pathsep)
    if str(SHARE) not in paths:
        environment["JUPYTER_PATH"] = os.pathsep.join([str(SHARE), *filter(None, paths)])


class WalledUnlessStaffs(DeferredConfigString):
    """A kernel's name for `nbgrader validate`, which runs whatever notebook it is given, in its folder.

    What lies in a course's `source/` or `release/` runs as staff's own program; everything else is walled.
    """

    own: tuple[Path, ...]

    def __new__(cls, root: Path) -> Self:
        """Return the name for a course in this folder."""
        made: Self = super().__new__(cls, KERNEL)
        made.own = (root / "source", root / "release")
        return made

    def get_value(self, trait: Any) -> Any:  # noqa: ARG002 - as in its base
        """Return the name as it is in the folder that nbgrader has gone to; an empty one is the file's."""
        here = Path.cwd().resolve()
        return "" if any(here.is_relative_to(one.resolve()) for one in self.own) else str(self)

    def __repr__(self) -> str:
        """Return it as any text; traitlets' own never returns for a subclass, and formgrader shows it."""
        return str.__repr__(self)

    def __deepcopy__(self, _: object) -> "WalledUnlessStaffs":
        """Return itself: it never changes."""
        return self
