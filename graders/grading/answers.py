"""What was answered in each grade cell: what a person decided about it stands while it is the same."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from graders.grading.intake.cells import nbgrader_metadata
from graders.grading.intake.folders import content_of, ordinary_files
from graders.grading.intake.match import Release
from graders.grading.intake.stamps import is_stamp
from graders.grading.keys import digest
from graders.grading.record import KEY, RECORD
from graders.grading.submission import student_sources

Files = Sequence[tuple[str, str]]  # of a student's own: names and contents


def own_files(folder: Path, released: Path) -> Files:
    """Return the files of a submission that are no notebooks, and not as they were released."""
    names = (path.relative_to(folder) for path in ordinary_files(folder))
    others = [name for name in names if name.suffix != ".ipynb" and not is_stamp(name)]
    own = [(str(name), content_of(folder / name)) for name in others]
    ours = {(str(path.relative_to(released)), content_of(path)) for path in ordinary_files(released)}
    return [file for file in own if file not in ours]


def answer_digests(autograded: Path, releases: Mapping[str, Release], files: Files = ()) -> dict[str, str]:
    """Return what identifies the answer to each grade cell of one student's notebooks.

    To a test it is all that decides what the notebook does. What a person judges is its cell with all that
    they may be led to from there: whatever in the notebook and beside it is neither the release's nor the
    code of another task; and all of the notebook if the answer may stand elsewhere.
    """
    found: dict[str, str] = {}
    for path in sorted(autograded.glob("*.ipynb")):
        notebook = nbformat.read(path, as_version=4)
        whole = notebook.metadata.get(KEY) or digest(student_sources(notebook))
        around = [_around(notebook.cells, releases.get(path.stem, Release(()))), list(files)]
        for cell in notebook.cells:
            told = nbgrader_metadata(cell)
            if told.get("grade"):
                own = [around, *_written(cell, notebook.cells, whole)] if _is_judged(told) else None
                found[f"{path.stem}/{told['grade_id']}"] = digest(own) if own else whole
    return found


def _is_judged(told: Mapping[str, Any]) -> bool:
    """Say whether a person judges a grade cell, whatever tests do."""
    return bool(told.get("solution") or told.get("task"))


def _written(cell: NotebookNode, cells: Sequence[NotebookNode], whole: str) -> list[Any]:
    """Return what was written in the cell of an answer; what code shows depends on all that runs."""
    if cell.metadata.get(RECORD, {}).get("pending"):
        return [_text(one) for one in cells]
    return [_text(cell), whole if cell.cell_type == "code" or nbgrader_metadata(cell).get("task") else ""]


def _around(cells: Sequence[NotebookNode], release: Release) -> list[Any]:
    """Return what stands around answers: the release's cells by name or text, a student's own as seen."""
    ours = {str(nbgrader_metadata(cell).get("grade_id", "")) for cell in release.cells} - {""}
    texts = [_text(cell) for cell in release.cells]
    found: list[Any] = []
    for cell in cells:
        name = nbgrader_metadata(cell).get("grade_id")
        found.append(name if name in ours else _text(cell) if _text(cell) in texts else _seen(cell))
    return found


def _text(cell: NotebookNode) -> list[Any]:
    return [cell.cell_type, cell.source.strip(), cell.get("attachments", {})]


def _seen(cell: NotebookNode) -> list[Any]:
    """Return all that is seen of a cell; counts and metadata say nothing."""
    outputs = [{**output, "execution_count": None, "metadata": None} for output in cell.get("outputs", ())]
    return [*_text(cell), outputs]
