"""Removes folders that students leave: even without permissions, or deeper than Python's functions follow."""

import os
import shutil
import subprocess
from contextlib import suppress

COMMANDS = (["chmod", "-R", "u+rwX"], ["rm", "-rf"])


def remove(folder: str) -> None:
    """Remove a folder and all that is in it; never follow a link out of it."""
    with suppress(OSError, RecursionError):
        shutil.rmtree(folder)
        return
    for command in COMMANDS:
        subprocess.run([*command, folder], env={"PATH": os.defpath}, capture_output=True, check=False)  # noqa: S603 - two fixed commands
