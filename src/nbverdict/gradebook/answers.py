"""Digests of the answer in each grade cell: a manual score stands as long as its answer is the same."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from nbverdict.notebook.cells import nbgrader_metadata
from nbverdict.notebook.keys import digest
from nbverdict.notebook.record import KEY, read_record
from nbverdict.notebook.submission import student_sources
from nbverdict.store.folders import digest_of, ordinary_files
from nbverdict.text.stamps import is_stamp

WORDS = "."  # before the digest of an answer's text, which other students may share


def answer_digests(autograded: Path, handed_in: Path, beside: str = "") -> dict[str, str]:
    """Return a digest of the answer to each grade cell of one student's notebooks.

    For a test it covers all that decides what the notebook does. A manually graded answer may point anywhere,
    to an output, another notebook or a file, so its digest covers the whole submission, with refused files
    and those that tools left there (`beside`); a second digest covers its own text.
    """
    files = (path for path in ordinary_files(handed_in) if not is_stamp(path.relative_to(handed_in)))
    everything = digest_of(handed_in, files) + beside
    found: dict[str, str] = {}
    for path in sorted(autograded.glob("*.ipynb")):
        notebook = nbformat.read(path, as_version=4)
        whole = notebook.metadata.get(KEY) or digest(student_sources(notebook))
        for cell in notebook.cells:
            cell_meta = nbgrader_metadata(cell)
            if cell_meta.get("grade") or cell_meta.get("task"):  # nbgrader does not call a task a grade cell
                answer = f"{everything}{WORDS}{_words(cell)}" if _is_judged(cell_meta) else whole
                found[f"{path.stem}/{cell_meta['grade_id']}"] = answer
    return found


def words_of(answer: str) -> str:
    """Return the digest of a manually graded answer's text, or an empty string if it stands elsewhere."""
    return answer.partition(WORDS)[2]


def _is_judged(cell_meta: Mapping[str, Any]) -> bool:
    """Return whether a grade cell is graded by a person."""
    return bool(cell_meta.get("solution") or cell_meta.get("task"))


def _words(cell: NotebookNode) -> str:
    """Return the digest of a cell's text; empty for a task, whose answer stands in other cells."""
    record = read_record(cell)
    if (record and record.pending) or nbgrader_metadata(cell).get("task"):
        return ""
    return digest([cell.cell_type, cell.source.strip(), cell.get("attachments", {})])
