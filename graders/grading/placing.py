"""Puts what a worker made where nbgrader looks for it, each folder in one step."""

import ctypes
import os
import shutil
from pathlib import Path

from nbgrader.coursedir import CourseDirectory

EXCHANGE, HERE = 2, -100  # renameat2's flag, and the folder that paths are relative to


def put_in_place(made: Path, coursedir: CourseDirectory, assignment: str, student: str) -> None:
    """Put a student's autograded notebooks and feedback in the place of older ones."""
    for name in ("autograded", "feedback"):
        new = made / name / student / assignment
        place = Path(coursedir.format_path(getattr(coursedir, f"{name}_directory"), student, assignment))
        if new.exists():
            place.parent.mkdir(parents=True, exist_ok=True)
            _replace(new, place)
        elif name == "autograded":
            shutil.rmtree(place, ignore_errors=True)  # of an older version, while this one cannot be graded
    shutil.rmtree(made, ignore_errors=True)


def _replace(new: Path, place: Path) -> None:
    """Put a folder in another's place; where both lie on one disk, there is no moment without one."""
    if not place.exists():
        shutil.move(new, place)
    elif not _exchange(new, place):
        shutil.rmtree(place)
        shutil.move(new, place)


def _exchange(one: Path, other: Path) -> bool:
    """Exchange two folders at once; return whether this machine could."""
    libc = ctypes.CDLL(None, use_errno=True)
    return hasattr(libc, "renameat2") and not libc.renameat2(
        HERE, os.fsencode(one), HERE, os.fsencode(other), EXCHANGE
    )
