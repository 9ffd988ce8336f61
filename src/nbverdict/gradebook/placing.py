"""Publishes a worker's folders where nbgrader looks for them, each by an atomic exchange.

Staff open notebooks there, and start kernels, servers and tests, so a student's other files get names that
no tool loads.
"""

import ctypes
import filecmp
import os
import shutil
from collections.abc import Iterator
from itertools import count
from pathlib import Path, PurePath

from nbgrader.coursedir import CourseDirectory

from nbverdict.text.stamps import is_stamp

EXCHANGE, HERE = 2, -100  # RENAME_EXCHANGE and AT_FDCWD, for renameat2
INERT = "_"  # suffix of a student's file
DATA = (  # suffixes of data files, which no tool opens because of their names
    *(".csv", ".tsv", ".xlsx", ".parquet", ".feather", ".npy", ".npz", ".safetensors"),
    *(".png", ".jpg", ".jpeg", ".gif"),
)


def put_in_place(
    made: Path, coursedir: CourseDirectory, assignment: str, student: str
) -> tuple[PurePath, ...]:
    """Replace a student's autograded notebooks and feedback.

    Return the files that were left out because no safe name was free.
    """
    left_out: tuple[PurePath, ...] = ()
    released = Path(coursedir.format_path(coursedir.release_directory, ".", assignment))
    for name in ("autograded", "feedback"):
        new = folder_of(coursedir, made, name, assignment, student)
        place = Path(coursedir.format_path(getattr(coursedir, f"{name}_directory"), student, assignment))
        if new.exists():
            if name == "feedback":
                _keep_pages(new)
            else:
                left_out = rename_files(new, released)
            place.parent.mkdir(parents=True, exist_ok=True)
            _replace(new, place)
        elif name == "autograded":
            shutil.rmtree(place, ignore_errors=True)  # an older version's, if this one cannot be graded
    shutil.rmtree(made, ignore_errors=True)
    return left_out


def folder_of(coursedir: CourseDirectory, made: Path, step: str, assignment: str, student: str) -> Path:
    """Return a student's folder of a step below the folder in which a worker made it."""
    return Path(coursedir.format_path(str(made / step), student, assignment))


def _keep_pages(folder: Path) -> None:
    """Remove all but the pages: nbgrader also copies the files beside the notebooks."""
    for path in folder.iterdir():
        if path.is_dir():
            shutil.rmtree(path)
        elif path.suffix != ".html" and not is_stamp(path.relative_to(folder)):
            path.unlink()


def rename_files(folder: Path, released: Path) -> tuple[PurePath, ...]:
    """Rename a student's files beside the notebooks so that no tool loads them; safe names stay.

    A file that cannot be renamed is removed, and returned.
    """
    removed = []
    for path in _beside_notebooks(folder):
        name = path.relative_to(folder)
        try:
            if not _may_keep_its_name(name, folder, released):
                path.rename(_free(path))
        except OSError:
            path.unlink()
            removed.append(name)
    return tuple(sorted(removed))


def _beside_notebooks(folder: Path) -> Iterator[Path]:
    """Yield the files below a folder, and remove hidden folders, which the grader never makes."""
    for at, folders, files in os.walk(folder):
        for hidden in [name for name in folders if name.startswith(".")]:
            folders.remove(hidden)
            shutil.rmtree(Path(at, hidden))
        yield from (Path(at, name) for name in files)


def _free(path: Path) -> Path:
    """Return an inert name for a file that no other file or folder has."""
    names = (path.with_name(f"{path.name}{INERT * number}") for number in count(1))
    return next(one for one in names if not os.path.lexists(one))


def _may_keep_its_name(name: PurePath, folder: Path, released: Path) -> bool:
    if is_stamp(name) or (len(name.parts) == 1 and name.suffix == ".ipynb"):
        return True
    if name.name.endswith(INERT):  # from an earlier run, of another notebook
        return True
    ours = released / name
    return name.suffix.lower() in DATA or (ours.is_file() and filecmp.cmp(ours, folder / name, shallow=False))


def _replace(new: Path, place: Path) -> None:
    """Replace a folder with another, atomically if both lie on one disk."""
    if not place.exists():
        shutil.move(new, place)
    elif not _exchange(new, place):
        shutil.rmtree(place)
        shutil.move(new, place)


def _exchange(one: Path, other: Path) -> bool:
    """Exchange two folders atomically; return whether this machine could."""
    libc = ctypes.CDLL(None, use_errno=True)
    return hasattr(libc, "renameat2") and not libc.renameat2(
        HERE, os.fsencode(one), HERE, os.fsencode(other), EXCHANGE
    )
