"""Finds challenges by name: each is a folder of the course's `graders/` with a module `checks`."""

import importlib.util
from pathlib import Path
from types import ModuleType

from nbverdict.authoring.mistakes import Mistake
from nbverdict.config.course_code import PACKAGE, course_code, import_graders
from nbverdict.errors import StaffError

CHECKS, MISTAKES = "checks", "mistakes"


def load_challenge(name: str) -> ModuleType:
    """Return the checks of a challenge.

    Raises:
        StaffError: there is none of that name.
    """
    if name not in challenge_names():
        raise StaffError(
            f"there is no challenge `{name}`",
            hint=f"a challenge is a module {PACKAGE}/{name}/{CHECKS}.py in the course's folder",
        )
    module: ModuleType = import_graders(f"{name}.{CHECKS}")
    return module


def known_mistakes(module: ModuleType) -> tuple[Mistake, ...]:
    """Return what learners get wrong in a challenge: `MISTAKES` of its module `mistakes`, or its own."""
    challenge = challenge_of(module)
    beside = f"{challenge}.{MISTAKES}"
    found = import_graders(beside) if importlib.util.find_spec(f"{PACKAGE}.{beside}") else module
    return tuple(getattr(found, "MISTAKES", ()))


def challenge_names() -> list[str]:
    """Return the names of all challenges of the course."""
    return sorted(path.parent.name for path in course_code().folder.glob(f"*/{CHECKS}.py"))


def challenge_folder(name: str) -> Path:
    """Return the folder of a challenge."""
    return course_code().folder / name


def challenge_of(module: ModuleType) -> str:
    """Return the name of a challenge's module of checks."""
    return module.__name__.split(".")[-2]
