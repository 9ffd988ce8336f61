"""Where Jupyter finds the kernel that runs behind walls."""

import os
from collections.abc import MutableMapping
from pathlib import Path

KERNEL = "walled-python"
SHARE = Path(__file__).parent / "share"


def offer_kernel(environment: MutableMapping[str, str]) -> None:
    """Let Jupyter find the kernel `walled-python`; for a configuration file, which may run more than once."""
    paths = environment.get("JUPYTER_PATH", "").split(os.pathsep)
    if str(SHARE) not in paths:
        environment["JUPYTER_PATH"] = os.pathsep.join([str(SHARE), *filter(None, paths)])
