"""`course doctor`: what is missing on this machine, in plain words."""

import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from rich.console import Console

from graders.commands.models import stand_in_line
from graders.errors import CourseError
from graders.evidence.secret import FINGERPRINT
from graders.grading.settings import Course, find_course, read_config
from graders.models import standins
from graders.models.cache import PROJECT, PROJECT_CACHE
from graders.models.catalogue import catalogue
from graders.reference.device import choose_device


@dataclass(frozen=True)
class Found:
    """What one look found, and what to do where something is missing."""

    fine: bool
    what: str
    remedy: str = ""


def examine(course_dir: Path) -> int:
    """Print one line for each thing that grading needs; return 1 where something is missing."""
    console = Console(soft_wrap=True)
    looks: tuple[Callable[[Path], Found], ...] = (
        _python,
        _packages,
        _alembic,
        _models,
        _course,
        _secret,
        _device,
    )
    found = [look(course_dir.resolve()) for look in looks]
    for one in found:
        console.print(
            f"{'✓' if one.fine else '✗'} {one.what}", style="green" if one.fine else "red", highlight=False
        )
        if not one.fine:
            console.print(f"    {one.remedy}", highlight=False)
    console.print(stand_in_line(), style="dim")
    return 0 if all(one.fine for one in found) else 1


def _python(_course: Path) -> Found:
    version = ".".join(map(str, sys.version_info[:3]))
    return Found(sys.version_info >= (3, 11), f"Python {version}", "install Python 3.11 or newer")


def _packages(_course: Path) -> Found:
    other = [line for line in _pins() if _installed(line.split("==")[0]) != line.split("==")[1]]
    what = (
        f"{len(other)} packages are not as pinned: {', '.join(other[:5])}"
        if other
        else "packages are as pinned"
    )
    return Found(not other, what, "run `make setup`, or pip install -r requirements.txt")


def _pins() -> list[str]:
    lines = (PROJECT / "requirements.txt").read_text("utf-8").splitlines()
    return [line.split("#")[0].strip() for line in lines if "==" in line]


def _installed(name: str) -> str:
    try:
        return metadata.version(name).split("+")[0]
    except metadata.PackageNotFoundError:
        return ""


def _alembic(_course: Path) -> Found:
    found = shutil.which("alembic")
    return Found(
        bool(found),
        "nbgrader finds `alembic`" if found else "nbgrader cannot find `alembic`, which makes its gradebook",
        "activate the environment: source .venv/bin/activate",
    )


def _models(_course: Path) -> Found:
    missing = [name for name in catalogue() if not standins.is_prepared(name)]
    what = (
        f"{len(missing)} models are missing from {PROJECT_CACHE}"
        if missing
        else f"models lie in {PROJECT_CACHE}"
    )
    return Found(not missing, what, "run `course models prepare`")


def _course(folder: Path) -> Found:
    try:
        return Found(True, f"a course lies in {find_course(folder)}")
    except CourseError as error:
        return Found(False, str(error), error.hint or "")


def _secret(folder: Path) -> Found:
    try:
        root = find_course(folder)
    except CourseError:
        return Found(True, "the course secret is looked for once there is a course")
    course = Course(config=read_config(root))
    file, evidence = root / course.secret_file, root / course.evidence_directory / FINGERPRINT
    if file.is_file() or not evidence.is_file():
        return Found(
            True,
            f"the course secret is {file}" if file.is_file() else f"a course secret will be made at {file}",
        )
    return Found(False, f"evidence exists, and its course secret {file} is missing", "put the secret back")


def _device(folder: Path) -> Found:
    try:
        device = choose_device(Course(config=read_config(find_course(folder))).device)
    except CourseError as error:
        return Found(False, str(error), error.hint or "")
    return Found(True, f"the reference computes on {device}")
