"""Puts what a worker made where nbgrader looks for it, each folder in one step.

Staff open notebooks there, and start kernels, servers and tests: what a student handed in beside a notebook
lies there to be read, under a name that no tool loads.
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

EXCHANGE, HERE = 2, -100  # renameat2's flag, and the folder that paths are relative to
INERT = "_"  # ends the name of a file of a student's
DATA = (  # endings of what is opened by whoever wants that file, and by nothing for its name
    *(".csv", ".tsv", ".xlsx", ".parquet", ".feather", ".npy", ".npz", ".safetensors"),
    *(".png", ".jpg", ".jpeg", ".gif"),
)


def put_in_place(
    made: Path, coursedir: CourseDirectory, assignment: str, student: str
) -> tuple[PurePath, ...]:
    """Put a student's autograded notebooks and feedback in the place of older ones.

    Return what does not lie beside the notebooks, for no name was found for it that nothing loads.
    """
    left_out: tuple[PurePath, ...] = ()
    released = Path(coursedir.format_path(coursedir.release_directory, ".", assignment))
    for name in ("autograded", "feedback"):
        new = made / name / student / assignment
        place = Path(coursedir.format_path(getattr(coursedir, f"{name}_directory"), student, assignment))
        if new.exists():
            if name == "feedback":
                _keep_pages(new)
            else:
                left_out = rename_files(new, released)
            place.parent.mkdir(parents=True, exist_ok=True)
            _replace(new, place)
        elif name == "autograded":
            shutil.rmtree(place, ignore_errors=True)  # of an older version, while this one cannot be graded
    shutil.rmtree(made, ignore_errors=True)
    return left_out


def _keep_pages(folder: Path) -> None:
    """Leave pages alone: nbgrader copies what lies beside the notebooks."""
    for path in folder.iterdir():
        if path.is_dir():
            shutil.rmtree(path)
        elif path.suffix != ".html" and not is_stamp(path.relative_to(folder)):
            path.unlink()


def rename_files(folder: Path, released: Path) -> tuple[PurePath, ...]:
    """Give what a student handed in beside the notebooks names that nothing loads; such names stay.

    Students choose the names, so one that cannot be changed stops nothing: its file is removed, and returned.
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
    """Yield the files below a folder, and remove hidden folders, which no tool of ours puts there."""
    for at, folders, files in os.walk(folder):
        for hidden in [name for name in folders if name.startswith(".")]:
            folders.remove(hidden)
            shutil.rmtree(Path(at, hidden))
        yield from (Path(at, name) for name in files)


def _free(path: Path) -> Path:
    """Return an inert name for a file at which nothing lies, neither a file nor a folder."""
    names = (path.with_name(f"{path.name}{INERT * number}") for number in count(1))
    return next(one for one in names if not os.path.lexists(one))


def _may_keep_its_name(name: PurePath, folder: Path, released: Path) -> bool:
    if is_stamp(name) or (len(name.parts) == 1 and name.suffix == ".ipynb"):
        return True
    if name.name.endswith(INERT):  # from a run before, of another notebook
        return True
    ours = released / name
    return name.suffix.lower() in DATA or (ours.is_file() and filecmp.cmp(ours, folder / name, shallow=False))


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
