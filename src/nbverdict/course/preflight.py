"""Checks the author's files before a command starts, so that a command that fails here changes nothing."""

import difflib
from pathlib import Path
from types import ModuleType
from typing import Any

import nbformat
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config

from nbverdict.config.sanity import ensure_sane
from nbverdict.config.settings import read_config
from nbverdict.errors import StaffError
from nbverdict.intake.students import ensure_fit, unfit
from nbverdict.judging.discovery import load_challenge
from nbverdict.judging.rehearsal import ensure_consistent
from nbverdict.notebook.submission import read_grade_cell


def look_ahead(root: Path, assignment: str, student: str | None = None) -> None:
    """Check that an assignment can be graded: its configuration, its challenges and its submissions.

    Raises:
        StaffError: the configuration names something missing, there is no such assignment, one of its
            challenges is missing or cannot be imported, or nobody has handed it in.
    """
    config = read_config(root)
    ensure_sane(config, root)
    challenges_of(source_of(config, root, assignment))
    handed_in(CourseDirectory(config=config), assignment, student)


def handed_in(folders: CourseDirectory, assignment: str, wanted: str | None = None) -> list[str]:
    """Return the students who handed in an assignment, or only the wanted one, without invalid names.

    Raises:
        StaffError: nobody did.
    """
    if wanted is not None:
        ensure_fit(wanted)
    found = [student for student in names_in(folders, assignment) if not unfit(student)]
    chosen = [student for student in found if wanted in (None, student)]
    if not chosen:
        who = f"{wanted} has not handed in" if wanted else "nobody has handed in"
        folder = folders.format_path(folders.submitted_directory, "*", assignment)
        raise StaffError(f"{who} `{assignment}`", hint=f"submissions lie in {folder}")
    return chosen


def names_in(folders: CourseDirectory, assignment: str) -> list[str]:
    """Return the names of the folders that hold a submission of an assignment."""
    folder = Path(folders.format_path(folders.submitted_directory, "*", assignment))
    found = folder.parent.parent.glob(f"[!.]*/{assignment}")  # as nbgrader does
    return sorted(path.parent.name for path in found if path.is_dir())


def source_of(config: Config, root: Path, assignment: str) -> Path:
    """Return the source folder of an assignment.

    Raises:
        StaffError: there is none.
    """
    folders = CourseDirectory(config=config)
    folder = Path(folders.format_path(folders.source_directory, ".", assignment))
    if folder.is_dir():
        return folder
    every = sorted(path.name for path in folder.parent.glob("[!.]*/") if any(path.glob("*.ipynb")))
    meant = difflib.get_close_matches(assignment, every, n=1)
    where = folder.parent.relative_to(root) if folder.is_relative_to(root) else folder.parent
    listed = f"in {where}/ there is {', '.join(every)}" if every else f"{where}/ holds no assignment yet"
    raise StaffError(
        f"there is no assignment `{assignment}`" + (f"; did you mean `{meant[0]}`?" if meant else ""),
        hint=listed,
    )


def challenges_of(source: Path) -> dict[str, dict[str, ModuleType]]:
    """Return the challenges of each notebook of an assignment, imported.

    Raises:
        StaffError: a notebook cannot be read, or a challenge that it calls is missing or cannot be imported.
    """
    found: dict[str, dict[str, ModuleType]] = {}
    for path in sorted(source.glob("*.ipynb")):
        called = [one.challenge for cell in _cells(path) if (one := read_grade_cell(cell)) and one.challenge]
        found[path.stem] = {name: _loaded(name, path) for name in called}
    return found


def _loaded(name: str, notebook: Path) -> ModuleType:
    try:
        module = load_challenge(name)
    except StaffError as error:
        if error.__cause__ is not None:  # the error lies in the challenge's own code, and says where
            raise
        where = f"{notebook.parent.name}/{notebook.name}"
        raise StaffError(f'{where} calls `grade("{name}")`, and {error}', hint=error.hint) from error
    ensure_consistent(module)
    return module


def _cells(path: Path) -> list[Any]:
    try:
        cells: list[Any] = nbformat.read(path, as_version=4).cells
    except Exception as error:
        raise StaffError(
            f"{path} cannot be read as a notebook: {type(error).__name__}",
            hint="open it in Jupyter, and save it",
        ) from error
    return cells
