"""The plan of a fork server: what it shows and hides, and what it imports."""

import os
import sys
from pathlib import Path

from nbverdict.sandbox.cgroup import Accounting, accounting
from nbverdict.sandbox.environment import student_environment
from nbverdict.sandbox.inside.plan import SandboxPlan
from nbverdict.sandbox.settings import Sandbox

COLLECTOR = ("numpy", "safetensors.numpy")  # what it needs, even if a cell cleared the path
KERNEL = (  # what every kernel needs; not matplotlib_inline, which must be loaded in the kernel that draws
    "ipykernel.kernelapp",
    "ipykernel.zmqshell",
    "ipykernel.ipkernel",
    "IPython.extensions.storemagic",
    "IPython.core.completerlib",
    "jedi",
)
INLINE = "module://matplotlib_inline.backend_inline"  # read when matplotlib is imported, so set before
OURS = Path(__file__).resolve().parents[1]
GPU_DEVICES = ("nvidiactl", "nvidia-uvm", "nvidia-uvm-tools", "nvidia-modeset", "nvidia[0-9]*")


def make_plan(settings: Sandbox, tier: str) -> SandboxPlan:
    """Return the plan of a fork server at this tier."""
    devices = [path for name in GPU_DEVICES for path in sorted(Path("/dev").glob(name))]
    return SandboxPlan(
        tier=tier,
        visible=tuple(dict.fromkeys(_visible(settings))),
        hidden=(str(OURS),),
        devices=tuple(map(str, devices)) if settings.gpu else (),
        imports=(*KERNEL, *COLLECTOR, *settings.imports),
        environment={**student_environment(settings.environment), "MPLBACKEND": INLINE},
        limits=settings.limits(),
        counted=accounting() is not Accounting.PROC,
    )


def _visible(settings: Sandbox) -> list[str]:
    """Return the folders of the environment, its interpreter and the course, by name and by real path."""
    named = [sys.prefix, sys.base_prefix, *settings.visible]
    paths = [path for one in named for path in (one, os.path.realpath(one))]
    return [path for path in paths if path != "/usr" and not path.startswith("/usr/") and Path(path).is_dir()]
