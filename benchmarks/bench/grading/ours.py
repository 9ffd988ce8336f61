"""Our side: the same class through `nbverdict grade`, and a copy in which one check is changed."""

import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from benchmarks.bench.grading.cases import SECRET
from benchmarks.bench.grading.classes import SchoolClass, write_class, write_source
from graders.models.cache import PROJECT
from tools.demo import ASSIGNMENT
from tools.scratch import write_settings

GRADE = ("nbverdict", "grade", ASSIGNMENT)
TOLD = re.compile(
    r"(?P<submissions>\d+) submissions in (?P<seconds>[\d.]+) s: (?P<run>\d+) run, "
    r"(?P<judged>\d+) judged from kept evidence, (?P<unchanged>\d+) unchanged"
)
CHANGED = Path("plot_t5/checks.py")
CONDITION = 'if not any("param" in spaced(text)'
STRICTER = 'if not any("million" in spaced(text)'  # "Parameters (M)" no longer says what is shown


@dataclass(frozen=True)
class Told:
    """What `nbverdict grade` says of a run: from the first submission to the last."""

    submissions: int
    seconds: float
    run: int
    judged: int
    unchanged: int


def build_ours(root: Path, school: SchoolClass) -> None:
    """Write a course with this repository's configuration and the class, in an empty folder."""
    shutil.rmtree(root, ignore_errors=True)
    root.mkdir(parents=True)
    write_settings(root)
    shutil.copy(SECRET, root / "course_secret")
    write_source(school, root / "source")
    write_class(school, root / "submitted")


def use_challenges(root: Path, folder: Path) -> None:
    """Let a nbverdict grade with the challenges of this folder."""
    with (root / "course_config.py").open("a", encoding="utf-8") as config:
        config.write(f"c.Course.graders_directory = {str(folder)!r}\n")


def read_told(output: str) -> Told | None:
    """Return what `nbverdict grade` said of the run, or None where it said nothing."""
    found = TOLD.search(" ".join(output.split()))
    if not found:
        return None
    counts = {name: int(value) for name, value in found.groupdict().items() if name != "seconds"}
    return Told(seconds=float(found["seconds"]), **counts)


def write_changed_checks(folder: Path) -> None:
    """Write a copy of the course's challenges in which one check is stricter.

    Raises:
        ValueError: the line that is to be changed is not there.
    """
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(PROJECT / "graders", folder, ignore=shutil.ignore_patterns("__pycache__"))
    path = folder / CHANGED
    text = path.read_text("utf-8")
    if text.count(CONDITION) != 1:
        raise ValueError(f"{CHANGED} holds `{CONDITION}` {text.count(CONDITION)} times, not once")
    path.write_text(text.replace(CONDITION, STRICTER), "utf-8")
