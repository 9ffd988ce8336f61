"""What a course holds at one moment: rows, notebooks, feedback pages and evidence, as plain data."""

import hashlib
import json
import re
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.faults.course import ASSIGNMENT

GRADES = """
SELECT sa.student_id, 'grade ' || n.name || '/' || c.name, g.id,
       g.auto_score, g.manual_score, g.extra_credit, g.needs_manual_grade
FROM grade g JOIN submitted_notebook sn ON g.notebook_id = sn.id JOIN notebook n ON sn.notebook_id = n.id
JOIN submitted_assignment sa ON sn.assignment_id = sa.id JOIN base_cell c ON g.cell_id = c.id"""
COMMENTS = """
SELECT sa.student_id, 'comment ' || n.name || '/' || c.name, g.id, g.auto_comment, g.manual_comment
FROM comment g JOIN submitted_notebook sn ON g.notebook_id = sn.id JOIN notebook n ON sn.notebook_id = n.id
JOIN submitted_assignment sa ON sn.assignment_id = sa.id JOIN base_cell c ON g.cell_id = c.id"""
OF_NOTEBOOKS = """
SELECT sa.student_id, 'notebook ' || n.name, sn.id, sn.flagged, sn.late_submission_penalty
FROM submitted_notebook sn JOIN notebook n ON sn.notebook_id = n.id
JOIN submitted_assignment sa ON sn.assignment_id = sa.id"""
SUBMISSIONS = "SELECT student_id, 'submission', id, timestamp, extension FROM submitted_assignment"
PEOPLE = "SELECT id, 'student', id, first_name, last_name, email FROM student"
QUERIES = (GRADES, COMMENTS, OF_NOTEBOOKS, SUBMISSIONS, PEOPLE)
TABLES = ("grade", "comment", "submitted_notebook", "submitted_assignment", "student")
DIFFERS = re.compile(  # with each grading: random ids, and what tells when cells ran
    rb'cell-id=\w+|<meta name="made-from" content="\w+">'
)

Row = tuple[Any, ...]


@dataclass(frozen=True)
class Gradebook:
    """Rows by student and by what they are about, without their ids, which lie beside them."""

    rows: Mapping[str, Mapping[str, Row]]
    ids: Mapping[str, str]
    counts: Mapping[str, int]
    doubled: tuple[str, ...]
    integrity: str


@dataclass(frozen=True)
class State:
    """A whole course; each mapping leads from a name to a digest of what lies there."""

    book: Gradebook
    autograded: Mapping[str, Mapping[str, str]]
    feedback: Mapping[str, Mapping[str, str]]
    runs: Mapping[str, str]
    verdicts: Mapping[str, str]
    versions: Mapping[str, str]
    graded: Mapping[str, str]  # of each student whose entry in the ledger holds


def read_state(course: Path) -> State:
    """Read a course in which nobody is at work.

    Raises:
        ValueError: a file is half written.
    """
    store = course / "evidence"
    return State(
        read_book(course / "gradebook.db"),
        dict(_folders(course / "autograded", "*.ipynb", _notebook)),
        dict(_folders(course / "feedback", "*.html", _page)),
        dict(_runs(store / "runs")),
        {path.stem: _told(path) for path in store.glob("verdicts/??/[!.]*.json")},
        {
            str(path.parent.relative_to(store)): _version(path)
            for path in store.glob("versions/*/*/[0-9]*/version.json")
        },
        dict(_entries(store / "graded" / ASSIGNMENT)),
    )


def read_book(path: Path) -> Gradebook:
    """Read the gradebook; opening it rolls back what was cut off, as the next grader does."""
    with closing(sqlite3.connect(path, timeout=10)) as book:
        rows: dict[str, dict[str, Row]] = {}
        ids: dict[str, str] = {}
        doubled = []
        for query in QUERIES:
            for student, about, key, *values in book.execute(query):
                page = rows.setdefault(student, {})
                if about in page:
                    doubled.append(f"{student}: {about}")
                page[about], ids[f"{student} {about}"] = tuple(values), key
        counts = {name: book.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in TABLES}  # noqa: S608 - names of ours
        said = "; ".join(str(row[0]) for row in book.execute("PRAGMA integrity_check"))
        orphans = book.execute("PRAGMA foreign_key_check").fetchall()
    return Gradebook(
        rows, ids, counts, tuple(doubled), f"rows without a parent: {orphans}" if orphans else said
    )


def _folders(above: Path, pattern: str, read: Any) -> Iterator[tuple[str, dict[str, str]]]:
    for folder in sorted(above.glob(f"*/{ASSIGNMENT}")):
        yield folder.parent.name, {path.name: read(path) for path in sorted(folder.glob(pattern))}


def _runs(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield each kept run: the digests of its evidence, and what its cells put out."""
    for run in sorted(folder.glob("??/[!.]*")):
        yield run.name, _digest({path.name: _run_file(path) for path in sorted(run.iterdir())})


def _run_file(path: Path) -> Any:
    if path.suffix != ".json":
        return hashlib.sha256(path.read_bytes()).hexdigest()
    told = json.loads(path.read_text("utf-8"))
    return told["digest"] if path.name != "cells.json" else told["cells"]


def _entries(folder: Path) -> Iterator[tuple[str, str]]:
    for path in sorted(folder.glob("[!.]*.json")):
        told = json.loads(path.read_text("utf-8"))
        if told.pop("holds"):
            yield path.stem, _digest(told | {"seconds": sorted(told["seconds"])})


def _version(path: Path) -> str:
    """Return a version without its place in the order of gradings, which a second grading moves."""
    told = json.loads(path.read_text("utf-8"))
    files = {
        str(one.relative_to(path.parent)): one.read_bytes().hex() for one in path.parent.rglob("*.ipynb")
    }
    return _digest([told | {"order": None}, files])


def _notebook(path: Path) -> str:
    """Return a notebook's scores, messages and outputs, without when its cells were run."""
    told = json.loads(path.read_text("utf-8"))
    for cell in told["cells"]:
        cell["metadata"].pop("execution", None)
        cell.pop("id", None)  # drawn by lot where a notebook is missing
    return _digest(told)


def _page(path: Path) -> str:
    text = path.read_bytes()
    if b"</html>" not in text[-100:]:
        raise ValueError(f"{path} has no end")
    return hashlib.sha256(DIFFERS.sub(b"", text)).hexdigest()[:16]


def _told(path: Path) -> str:
    return _digest(json.loads(path.read_text("utf-8")))


def _digest(told: Any) -> str:
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:16]


def digest_of_files(folder: Path) -> str:
    """Return what identifies all Python files below a folder."""
    return _digest({str(path): path.read_text("utf-8") for path in sorted(folder.rglob("*.py"))})
