"""What was answered in each grade cell: what a person decided about it stands while it is the same."""

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

WORDS = "."  # before what identifies the words of an answer, which may be other students' too


def answer_digests(autograded: Path, handed_in: Path, beside: str = "") -> dict[str, str]:
    """Return what identifies the answer to each grade cell of one student's notebooks.

    To a test it is all that decides what the notebook does. What a person judges may lead them anywhere, into
    an output, another notebook or a file, so it is all that was handed in, with what was refused of it
    and what tools left there (`beside`); its own words are told apart.
    """
    files = (path for path in ordinary_files(handed_in) if not is_stamp(path.relative_to(handed_in)))
    everything = digest_of(handed_in, files) + beside
    found: dict[str, str] = {}
    for path in sorted(autograded.glob("*.ipynb")):
        notebook = nbformat.read(path, as_version=4)
        whole = notebook.metadata.get(KEY) or digest(student_sources(notebook))
        for cell in notebook.cells:
            told = nbgrader_metadata(cell)
            if told.get("grade") or told.get("task"):  # to nbgrader a task is no grade cell
                answer = f"{everything}{WORDS}{_words(cell)}" if _is_judged(told) else whole
                found[f"{path.stem}/{told['grade_id']}"] = answer
    return found


def words_of(answer: str) -> str:
    """Return what identifies the words of an answer that a person judges; nothing if they stand elsewhere."""
    return answer.partition(WORDS)[2]


def _is_judged(told: Mapping[str, Any]) -> bool:
    """Say whether a person judges a grade cell, whatever tests do."""
    return bool(told.get("solution") or told.get("task"))


def _words(cell: NotebookNode) -> str:
    """Return what identifies what stands in a cell; nothing of a task, whose answer is cells of its own."""
    record = read_record(cell)
    if (record and record.pending) or nbgrader_metadata(cell).get("task"):
        return ""
    return digest([cell.cell_type, cell.source.strip(), cell.get("attachments", {})])
