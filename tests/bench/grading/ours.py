"""Our side: the same class through `course grade`, and a copy of the engine in which one check is changed."""

import os
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from graders.commands.demo import ASSIGNMENT
from graders.models.cache import PROJECT
from tests.bench.grading.cases import SECRET
from tests.bench.grading.classes import SchoolClass, write_class, write_source

GRADE = ("course", "grade", ASSIGNMENT)
TOLD = re.compile(
    r"(?P<submissions>\d+) submissions in (?P<seconds>[\d.]+) s: (?P<run>\d+) run, "
    r"(?P<judged>\d+) judged from kept evidence, (?P<unchanged>\d+) unchanged"
)
CHANGED = Path("challenges/plot_t5.py")
CONDITION = 'if not any("param" in spaced(text)'
STRICTER = 'if not any("million" in spaced(text)'  # "Parameters (M)" no longer says what is shown


@dataclass(frozen=True)
class Told:
    """What `course grade` says of a run: from the first submission to the last."""

    submissions: int
    seconds: float
    run: int
    judged: int
    unchanged: int


def build_ours(root: Path, school: SchoolClass) -> None:
    """Write a course with this repository's configuration and the class, in an empty folder."""
    shutil.rmtree(root, ignore_errors=True)
    root.mkdir(parents=True)
    for name in ("course_config.py", "nbgrader_config.py"):
        shutil.copy(PROJECT / name, root / name)
    shutil.copy(SECRET, root / "course_secret")
    write_source(school, root / "source")
    write_class(school, root / "submitted")


def read_told(output: str) -> Told | None:
    """Return what `course grade` said of the run, or None where it said nothing."""
    found = TOLD.search(" ".join(output.split()))
    if not found:
        return None
    counts = {name: int(value) for name, value in found.groupdict().items() if name != "seconds"}
    return Told(seconds=float(found["seconds"]), **counts)


def write_changed_engine(folder: Path) -> None:
    """Write a copy of our package in which one check is stricter; first on the path, it is the one imported.

    Raises:
        ValueError: the line that is to be changed is not there.
    """
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(PROJECT / "graders", folder / "graders", ignore=shutil.ignore_patterns("__pycache__"))
    # models are found beside the package: links cost no disk, and are files like any other
    shutil.copytree(PROJECT / ".models", folder / ".models", copy_function=os.link)
    path = folder / "graders" / CHANGED
    text = path.read_text("utf-8")
    if text.count(CONDITION) != 1:
        raise ValueError(f"{CHANGED} holds `{CONDITION}` {text.count(CONDITION)} times, not once")
    path.write_text(text.replace(CONDITION, STRICTER), "utf-8")
