"""The reply of a confined process: JSON, decoded into plain records of fixed types."""

import json
import math
from collections.abc import Iterable
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from nbverdict.course.task import Done
from nbverdict.errors import CourseError, OperatorError
from nbverdict.gradebook.rows import Page, Row, Rows
from nbverdict.notebook.results import CellResult
from nbverdict.store.typed import Codec
from nbverdict.text.printable import printable
from nbverdict.text.quoted import in_our_words

RESULTS = Codec[tuple[CellResult, ...]](tuple[CellResult, ...])
TIME, SPAN, FAILURE = "$time", "$seconds", "$failure"
MOST_TOLD = 500  # characters of a failure
MOST_ROWS, LONGEST = 20_000, 1_000_000  # rows of a page, and characters of one value
PLAIN = (str, int, float, bool, datetime, timedelta, type(None))


class ForeignRowsError(Exception):
    """The reply of a confined process is about another student, or holds an invalid row."""


def encode_done(done: Done) -> bytes:
    """Return a graded submission as JSON."""
    bare = replace(done, graded=replace(done.graded, results=()))
    told = {"done": asdict(bare), "results": RESULTS.encode(done.graded.results).decode()}
    return json.dumps(told, default=_encoded).encode()


def encode_failure(error: Exception) -> bytes:
    """Return an error as JSON; a message that is not ours may hold a student's words, so it is reduced."""
    if isinstance(error, CourseError):
        return json.dumps({FAILURE: str(error), "hint": error.hint}).encode()
    return json.dumps({FAILURE: in_our_words(error), "hint": None}).encode()


def decode_done(reply: bytes, *, student: str, definition: Rows) -> Done:
    """Decode the graded submission of this student.

    Raises:
        OperatorError: the process reports an error.
        ValueError, TypeError, KeyError: the reply is malformed.
        ForeignRowsError: its rows are about another student.
    """
    told = json.loads(reply, object_hook=_decoded)
    if FAILURE in told:
        raise OperatorError(printable(str(told[FAILURE]))[:MOST_TOLD], hint=told["hint"])
    bare: Done = _adapter().validate_python(told["done"])
    done = replace(bare, graded=replace(bare.graded, results=RESULTS.decode(told["results"])))
    _ensure_own(done.page, student, definition)
    if done.graded.student != student or any(one.student != student for one in done.graded.results):
        raise ForeignRowsError(done.graded.student)
    return done


@cache
def _adapter() -> TypeAdapter[Done]:
    return TypeAdapter(Done)


def _encoded(value: object) -> object:
    if isinstance(value, datetime):
        return {TIME: value.isoformat()}
    if isinstance(value, timedelta):  # an extension
        return {SPAN: value.total_seconds()}
    if isinstance(value, Path):
        return str(value)
    raise TypeError(f"{type(value).__name__} is not a plain value")


def _decoded(told: dict[str, Any]) -> object:
    if set(told) == {SPAN}:
        return _span(told[SPAN])
    return datetime.fromisoformat(told[TIME]) if set(told) == {TIME} else told


def _span(seconds: float) -> timedelta:
    try:
        return timedelta(seconds=seconds)
    except OverflowError as error:
        raise ValueError("no span of time") from error


def _ensure_own(page: Page, student: str, definition: Rows) -> None:
    """Refuse rows that do not belong to this student's page of this assignment.

    Raises:
        ForeignRowsError: a row does not.
    """
    rows = [*page.student, *page.submission, *page.notebooks, *page.grades, *page.comments]
    cells = {row["id"] for row in definition["base_cell"]}
    notebooks = {row["id"] for row in definition["notebook"]}
    assignments = {row["id"] for row in definition["assignment"]}
    submissions, own = _ids(page.submission), _ids(page.notebooks)
    if len(rows) > MOST_ROWS or not all(_is_plain(value) for row in rows for value in row.values()):
        raise ForeignRowsError("not a row of a gradebook")
    good = (
        all(row["id"] == student for row in page.student),
        all(row["student_id"] == student and row["assignment_id"] in assignments for row in page.submission),
        all(
            row["assignment_id"] in submissions and row["notebook_id"] in notebooks for row in page.notebooks
        ),
        all(row["notebook_id"] in own and row["cell_id"] in cells for row in (*page.grades, *page.comments)),
    )
    if not all(good):
        raise ForeignRowsError(student)


def _ids(rows: Iterable[Row]) -> set[Any]:
    return {row["id"] for row in rows}


def _is_plain(value: object) -> bool:
    if isinstance(value, float) and not math.isfinite(value):
        return False
    return isinstance(value, PLAIN) and len(value if isinstance(value, str) else "") <= LONGEST
