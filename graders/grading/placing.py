"""Puts what a worker made where nbgrader looks for it, each folder in one step.

Staff open notebooks there, and start kernels, servers and tests: what a student handed in beside a notebook
lies there to be read, under a name that no tool loads.
"""

import ctypes
import filecmp
import os
import shutil
from pathlib import Path, PurePath

from nbgrader.coursedir import CourseDirectory

from graders.grading.intake.stamps import is_stamp

EXCHANGE, HERE = 2, -100  # renameat2's flag, and the folder that paths are relative to
INERT = "_"  # ends the name of a file of a student's
DATA = (  # endings of what is opened by whoever wants that file, and by nothing for its name
    *(".csv", ".tsv", ".xlsx", ".parquet", ".feather", ".npy", ".npz", ".safetensors"),
    *(".png", ".jpg", ".jpeg", ".gif"),
)


def put_in_place(made: Path, coursedir: CourseDirectory, assignment: str, student: str) -> None:
    """Put a student's autograded notebooks and feedback in the place of older ones."""
    released = Path(coursedir.format_path(coursedir.release_directory, ".", assignment))
    for name in ("autograded", "feedback"):
        new = made / name / student / assignment
        place = Path(coursedir.format_path(getattr(coursedir, f"{name}_directory"), student, assignment))
        if new.exists():
            if name == "feedback":
                _keep_pages(new)
            else:
                rename_files(new, released)
            place.parent.mkdir(parents=True, exist_ok=True)
            _replace(new, place)
        elif name == "autograded":
            shutil.rmtree(place, ignore_errors=True)  # of an older version, while this one cannot be graded
    shutil.rmtree(made, ignore_errors=True)


def _keep_pages(folder: Path) -> None:
    """Leave pages alone: nbgrader copies what lies beside the notebooks."""
    for path in folder.iterdir():
        if path.is_dir():
            shutil.rmtree(path)
        elif path.suffix != ".html" and not is_stamp(path.relative_to(folder)):
            path.unlink()


def rename_files(folder: Path, released: Path) -> None:
    """Give what a student handed in beside the notebooks names that nothing loads; such names stay."""
    for at, folders, files in os.walk(folder):
        for hidden in [name for name in folders if name.startswith(".")]:
            folders.remove(hidden)
            shutil.rmtree(Path(at, hidden))
        for path in (Path(at, name) for name in files):
            if not _may_keep_its_name(path.relative_to(folder), folder, released):
                path.rename(path.with_name(f"{path.name}{INERT}"))


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
