"""What the engine asks of this course about its models: what runs depend on, what to look at, what to say."""

import json
import re
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

from nbformat import NotebookNode
from packaging.requirements import Requirement

from graders.models import standins
from graders.models.cache import PROJECT, PROJECT_CACHE
from graders.models.catalogue import catalogue
from graders.models.weights_shown import asked_about, models_loaded
from nbverdict.config.looks import LookResult, Mark, found

PINS = ("requirements.txt", "requirements-torch.txt", "requirements-no-deps.txt")
PIN = re.compile(r"[\w.-]+==")  # not a hash or a comment


def depends_on() -> str:
    """Return what identifies the models that a notebook may load: which commit of each, or which stand-in."""
    folders = {name: standins.snapshot(name) for name in catalogue()}
    commits = {name: folder.name if folder else None for name, folder in folders.items()}
    configs = {name: standins.read_config(name, PROJECT_CACHE) for name in commits}
    return json.dumps([commits, configs], sort_keys=True)


def stand_in_line(cache: Path = PROJECT_CACHE) -> str:
    """Return one line that names the models that are not the real ones."""
    names = standins.stand_ins(cache)
    return f"Stand-ins, not the real models: {', '.join(names)}" if names else "All models are the real ones."


def models_used(notebook: NotebookNode) -> str:
    """Return which models a run of a notebook used, and which of them were stand-ins."""
    made_up = set(standins.stand_ins())
    return ", ".join(
        f"{name} ({'a stand-in with random weights' if name in made_up else 'the real one'})"
        for name in sorted(models_loaded(notebook))
    )


def looks(root: Path, cache: Path = PROJECT_CACHE) -> Iterator[LookResult]:
    """Yield whether packages and models are as the course needs them.

    Raises:
        StaffError: a notebook of the course is damaged.
    """
    yield _packages()
    yield _models(cache)
    for one in asked_about(root, standins.stand_ins(cache)):
        yield LookResult(
            Mark.WARNING,
            f"in {one.notebook} students write about `{one.model}`, and would see a stand-in",
            f"run `python -m graders.models pull {one.model}`",
        )


def _packages() -> LookResult:
    other = [str(one) for one in _pins() if not one.specifier.contains(_installed(one.name))]
    what = (
        f"{len(other)} packages are not as pinned: {', '.join(other[:5])}"
        if other
        else "packages are as pinned"
    )
    return found(what, "run `make setup-grading`", fine=not other)


def _pins() -> list[Requirement]:
    """Return what is pinned for this Python and this system."""
    lines = [line for file in PINS for line in (PROJECT / file).read_text("utf-8").splitlines()]
    pins = [Requirement(line.split(" --hash=")[0].rstrip(" \\")) for line in lines if PIN.match(line)]
    return [pin for pin in pins if not pin.marker or pin.marker.evaluate()]


def _installed(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "0"


def _models(cache: Path) -> LookResult:
    missing = [name for name in catalogue() if not standins.is_prepared(name, cache)]
    what = f"{len(missing)} models are missing from {cache}" if missing else f"models lie in {cache}"
    return found(what, "run `python -m graders.models prepare`", fine=not missing)
