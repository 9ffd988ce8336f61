"""`course models prepare`."""

import json
import sys
from pathlib import Path

from rich.console import Console

from graders.models import standins
from graders.models.cache import CHOSEN_BY_USER, PROJECT_CACHE

KERNELSPEC = Path(sys.prefix) / "share" / "jupyter" / "kernels" / "python3" / "kernel.json"
LAUNCH = (
    "import os, runpy; any(map(os.environ.get, {chosen})) or os.environ.update(HF_HUB_CACHE={cache!r}, "
    "HF_HUB_OFFLINE='1'); runpy.run_module('ipykernel_launcher', run_name='__main__')"
)


def prepare_models() -> None:
    """Write the stand-ins that are missing, say which models are stand-ins, and point the kernel at them."""
    console = Console()
    for name in standins.prepare():
        console.print(f"writing a stand-in for {name}")
    offer_to_kernel()
    console.print(stand_in_line())


def stand_in_line() -> str:
    """Return one line that names the models that are not the real ones."""
    names = standins.stand_ins()
    return f"Stand-ins, not the real models: {', '.join(names)}" if names else "All models are the real ones."


def offer_to_kernel() -> None:
    """Make this environment's kernel use the project's cache unless its user chose one.

    The launcher is inline, so that a student's process imports nothing of this project.
    """
    if not KERNELSPEC.is_file():
        return
    spec = json.loads(KERNELSPEC.read_text("utf-8"))
    launch = LAUNCH.format(chosen=CHOSEN_BY_USER, cache=str(PROJECT_CACHE))
    spec["argv"] = [sys.executable, "-c", launch, "-f", "{connection_file}"]
    KERNELSPEC.write_text(json.dumps(spec, indent=1), "utf-8")
