"""What `python -m graders.models` does: prepares stand-ins, and pulls real models."""

import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from graders.models import standins
from graders.models.cache import CHOSEN_BY_USER, PROJECT_CACHE, go_online
from graders.models.catalogue import Model, catalogue
from graders.models.hooks import stand_in_line
from graders.models.weights_shown import weights_loaded
from nbverdict.config.settings import find_course
from nbverdict.errors import OperatorError

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


def pull_models(names: Sequence[str], course_dir: Path) -> None:
    """Fetch real models; without names, those whose weights the notebooks of the course load.

    Raises:
        OperatorError: a name is unknown, or a model could not be fetched or verified.
    """
    console = Console(soft_wrap=True)
    models = [_known(name) for name in names or _of_the_course(course_dir)]
    go_online(os.environ)
    from graders.models.pull import pull

    for model in models:
        for sentence in pull(model):
            console.print(sentence, highlight=False)
    console.print(stand_in_line(), style="dim")


def _known(name: str) -> Model:
    if name not in catalogue():
        raise OperatorError(
            f"the catalogue has no model `{name}`", hint=f"its models are {', '.join(catalogue())}"
        )
    return catalogue()[name]


def _of_the_course(course_dir: Path) -> list[str]:
    loaded = weights_loaded(find_course(course_dir.resolve()))
    found = [name for name in catalogue() if name in loaded]
    if not found:
        raise OperatorError(
            "no notebook of this course loads the weights of a model of the catalogue",
            hint="name what to fetch: python -m graders.models pull NAME",
        )
    return found


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
