"""Checks the author's files before a command starts, so that a command that fails here changes nothing."""

import difflib
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

import nbformat
from nbformat import NotebookNode
from nbgrader.coursedir import CourseDirectory
from nbgrader.nbgraderformat.common import SchemaMismatchError, ValidationError
from nbgrader.nbgraderformat.v3 import MetadataValidatorV3
from nbgrader.preprocessors import ClearMarkScheme, ClearSolutions
from traitlets.config import Config

from nbverdict.config.course_code import hidden_marks
from nbverdict.config.sanity import ensure_python, ensure_sane
from nbverdict.config.settings import read_config
from nbverdict.errors import StaffError
from nbverdict.gradebook.late import ensure_policy
from nbverdict.intake.students import ensure_fit, unfit
from nbverdict.judging.discovery import load_challenge
from nbverdict.judging.rehearsal import ensure_consistent
from nbverdict.notebook.submission import read_grade_cell

ANYBODY = "\N{BULLET}"  # stands for a student in a path; no student's name holds it
LONGEST = 200  # characters of what nbgrader says


def look_ahead(root: Path, assignment: str, student: str | None = None) -> None:
    """Check that an assignment can be graded: its configuration, its challenges and its submissions.

    Raises:
        StaffError: the configuration names something missing, such as a late plug-in, there is no such
            assignment, one of its challenges is missing or cannot be imported, or nobody has handed it in.
    """
    look_at_source(root, assignment)
    config = read_config(root)
    ensure_policy(config, root)
    handed_in(CourseDirectory(config=config), assignment, student)


def look_at_source(root: Path, assignment: str) -> dict[str, list[NotebookNode]]:
    """Check that an assignment can be released, and return the cells of each notebook of its source.

    Raises:
        StaffError: the configuration names something missing, there is no such assignment, a notebook is not
            valid for nbgrader or not Python, or one of its challenges is missing or cannot be imported.
    """
    config = read_config(root)
    ensure_sane(config, root)
    folder = source_of(config, root, assignment)
    notebooks = {path.stem: _read(path) for path in sorted(folder.glob("*.ipynb"))}
    for name, notebook in notebooks.items():
        ensure_python(notebook, f"{assignment}/{name}.ipynb")
        ensure_valid(notebook, f"{assignment}/{name}.ipynb", marks_of(config))
    challenges_of(folder)
    return {name: notebook.cells for name, notebook in notebooks.items()}


def marks_of(config: Config) -> tuple[tuple[str, str], ...]:
    """Return the words that begin and end a solution, a mark scheme and hidden tests in a course."""
    steps = [ClearSolutions(config=config), ClearMarkScheme(config=config)]
    own = (
        (steps[0].begin_solution_delimeter, steps[0].end_solution_delimeter),
        (steps[1].begin_mark_scheme_delimeter, steps[1].end_mark_scheme_delimeter),
    )
    return (*own, hidden_marks())


def ensure_valid(notebook: NotebookNode, where: str, marks: Sequence[tuple[str, str]]) -> None:
    """Refuse a notebook whose cells nbgrader would refuse, or count twice.

    Raises:
        StaffError: two cells have the same id, a task is not locked, or a cell's metadata is not valid.
    """
    for cell in notebook.cells:
        told = cell.metadata.get("nbgrader", {})
        if told.get("task") and not told.get("locked"):
            raise StaffError(
                f"the task `{told.get('grade_id')}` of {where} is not locked, so nbgrader cannot grade it",
                hint="set `locked` of the cell's nbgrader metadata to true, and release the assignment again",
            )
        if mark := _unclosed(cell.source, marks):
            raise StaffError(
                f"the cell `{told.get('grade_id', '')}` of {where} has `{mark[0]}` without `{mark[1]}`",
                hint="write both, each in a line of its own, as nbgrader's documentation spells them",
            )
    try:
        MetadataValidatorV3().validate_nb(notebook)
    except SchemaMismatchError as error:
        raise StaffError(
            f"{where} was written for another version of nbgrader: {error}",
            hint="`nbgrader update` with that file brings an older one up to date",
        ) from error
    except ValidationError as error:
        said = " ".join(str(error.message if hasattr(error, "message") else error).split())[:LONGEST]
        raise StaffError(
            f"{where} is not valid for nbgrader: {said}",
            hint="open it in JupyterLab and repair the cell in nbgrader's `Create Assignment` view",
        ) from error


def _unclosed(source: str, marks: Sequence[tuple[str, str]]) -> tuple[str, str] | None:
    """Return nbgrader's mark that stands alone in a cell, and the one that is missing."""
    for begin, end in marks:
        if source.count(begin) != source.count(end):
            return (begin, end) if source.count(begin) > source.count(end) else (end, begin)
    return None


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
    parts = Path(folders.format_path(folders.submitted_directory, ANYBODY, assignment)).parts
    at = next(n for n, part in enumerate(parts) if ANYBODY in part)
    above, (before, _, after), below = Path(*parts[:at]), parts[at].partition(ANYBODY), parts[at + 1 :]
    names = (
        path.name for path in (above.iterdir() if above.is_dir() else ()) if path.joinpath(*below).is_dir()
    )
    fitting = [n for n in names if n.startswith(before) and n.endswith(after) and not n.startswith(".")]
    return sorted(name.removeprefix(before).removesuffix(after) for name in fitting)


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
        called = [
            one.challenge for cell in _read(path).cells if (one := read_grade_cell(cell)) and one.challenge
        ]
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


def _read(path: Path) -> NotebookNode:
    try:
        notebook: NotebookNode = nbformat.read(path, as_version=4)
    except Exception as error:
        raise StaffError(
            f"{path} cannot be read as a notebook: {type(error).__name__}",
            hint="open it in Jupyter, and save it",
        ) from error
    return notebook
