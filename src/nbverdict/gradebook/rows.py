"""Rows of the gradebook as plain data: a student's page goes to a worker, and back to the only writer.

A worker lets nbgrader write in a scratch gradebook that holds one assignment and one page. Its rows are then
merged into the course's gradebook in one transaction, which never overwrites manual scores.
"""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nbgrader.api import Base
from sqlalchemy import Connection, Engine, and_, create_engine, event, insert, select, text, update
from sqlalchemy.exc import OperationalError

from nbverdict.errors import OperatorError

Row = Mapping[str, Any]
Rows = Mapping[str, Sequence[Row]]  # by table

DEFINITION = ("course", "assignment", "notebook", "base_cell")  # and the tables that refer to them
OF_CELLS = ("grade_cells", "solution_cells", "task_cells")
BY_PEOPLE = ("manual_score", "extra_credit", "needs_manual_grade", "manual_comment", "extension", "flagged")
OLDER = "if an older nbgrader made it, `nbgrader db upgrade` brings it up to date, after a backup of its own"
PATIENCE = 120.0  # seconds that a writer waits for another's lock


@dataclass(frozen=True)
class Page:
    """The rows of one student's submission in a gradebook; all tables are empty if there is none."""

    student: Sequence[Row] = ()
    submission: Sequence[Row] = ()
    notebooks: Sequence[Row] = ()
    grades: Sequence[Row] = ()
    comments: Sequence[Row] = ()

    def by_people(self) -> dict[Any, Any]:
        """Return the columns that people decide, by cell, notebook or submission."""
        rows = [*self.submission, *self.notebooks, *self.grades, *self.comments]
        return {_about(row): {name: row[name] for name in BY_PEOPLE if name in row} for row in rows}


class PageMovedError(Exception):
    """Somebody changed a page while its submission was graded."""


class Book:
    """A gradebook, opened for one assignment."""

    def __init__(self, url: str, assignment: str) -> None:
        """Connect to it; nothing is read yet."""
        self.assignment = assignment
        self.engine = _engine(url)

    def close(self) -> None:
        """Close the connection."""
        self.engine.dispose()

    def definition(self) -> Rows:
        """Return the rows that define the assignment, and the version of the tables."""
        with _usable(), self.engine.connect() as connection:
            rows = _definition(connection, self.assignment)
            version = connection.execute(text("SELECT version_num FROM alembic_version")).scalars().all()
        return {**rows, "alembic_version": [{"version_num": one} for one in version]}

    def page(self, student: str) -> Page:
        """Return one student's page."""
        with _usable(), self.engine.connect() as connection:
            return _page(connection, self.assignment, student)

    def put(self, student: str, before: Page, after: Page) -> None:
        """Write a changed page in one transaction.

        Raises:
            PageMovedError: people changed it since it was read; nothing is written.
        """
        with _usable(), self.engine.begin() as connection:
            now = _page(connection, self.assignment, student)
            if now.by_people() != before.by_people():
                raise PageMovedError(student)
            _merge(connection, now, after)


def tests_of(definition: Rows) -> list[tuple[Any, str]]:
    """Return the cells that the machine grades: notebook by its id, and name."""
    places = {row["id"]: (row["notebook_id"], row["name"]) for row in definition["base_cell"]}
    solutions = {places[row["id"]] for row in definition["solution_cells"]}
    code = [places[row["id"]] for row in definition["grade_cells"] if row["cell_type"] == "code"]
    return [place for place in code if place not in solutions]


def scratch_book(definition: Rows, path: Path) -> None:
    """Make a gradebook of one assignment without students."""
    engine = _engine(f"sqlite:///{path}")
    with _usable(), engine.begin() as connection:
        Base.metadata.create_all(connection)
        connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)"))
        for row in definition["alembic_version"]:
            connection.execute(text("INSERT INTO alembic_version VALUES (:version_num)"), row)
        for name in ("course", "assignment", "notebook", "base_cell", *OF_CELLS, "source_cell"):
            _add(connection, name, definition[name])
    engine.dispose()


def add_page(url: str, page: Page) -> None:
    """Add a page to a gradebook that has none of this student."""
    engine = _engine(url)
    with engine.begin() as connection:
        _merge(connection, Page(), page)
    engine.dispose()


@contextmanager
def _usable() -> Iterator[None]:
    """Turn an error of the database into one sentence.

    Raises:
        OperatorError: it was locked for too long, or there is no space left.
    """
    try:
        yield
    except OperationalError as error:
        older = "no such table" in str(error.orig) or "no such column" in str(error.orig)
        raise OperatorError(
            f"the gradebook cannot be used: {error.orig}",
            hint=OLDER if older else "once that is mended, run the same command again: nothing is lost",
        ) from error


def _engine(url: str) -> Engine:
    """Connect; SQLite takes its lock when a transaction begins, so that rows read in it cannot change."""
    if not url.startswith("sqlite"):
        return create_engine(url)
    engine = create_engine(url, connect_args={"timeout": PATIENCE})

    @event.listens_for(engine, "connect")  # type: ignore[untyped-decorator]  # the follow_imports above
    def leave_transactions_to_us(connection: sqlite3.Connection, _: object) -> None:
        connection.isolation_level = None

    @event.listens_for(engine, "begin")  # type: ignore[untyped-decorator]  # the same
    def take_the_lock(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def _definition(connection: Connection, assignment: str) -> Rows:
    found = {"assignment": _rows(connection, "assignment", name=[assignment])}
    found["course"] = _rows(connection, "course", id=[row["course_id"] for row in found["assignment"]])
    ids = [row["id"] for row in found["assignment"]]
    found["notebook"] = _rows(connection, "notebook", assignment_id=ids)
    notebooks = [row["id"] for row in found["notebook"]]
    found["base_cell"] = _rows(connection, "base_cell", notebook_id=notebooks)
    found["source_cell"] = _rows(connection, "source_cell", notebook_id=notebooks)
    cells = [row["id"] for row in found["base_cell"]]
    return found | {name: _rows(connection, name, id=cells) for name in OF_CELLS}


def _page(connection: Connection, assignment: str, student: str) -> Page:
    ids = [row["id"] for row in _rows(connection, "assignment", name=[assignment])]
    submission = _rows(connection, "submitted_assignment", assignment_id=ids, student_id=[student])
    notebooks = _rows(connection, "submitted_notebook", assignment_id=[row["id"] for row in submission])
    own = [row["id"] for row in notebooks]
    return Page(
        _rows(connection, "student", id=[student]),
        submission,
        notebooks,
        _rows(connection, "grade", notebook_id=own),
        _rows(connection, "comment", notebook_id=own),
    )


def _merge(connection: Connection, now: Page, after: Page) -> None:
    """Change a page into another; rows about the same thing keep their ids."""
    if not now.student:
        _add(connection, "student", after.student)
    renamed: dict[Any, Any] = {}
    for name, column, old, new in (
        ("submitted_assignment", None, now.submission, after.submission),
        ("submitted_notebook", "assignment_id", now.notebooks, after.notebooks),
        ("grade", "notebook_id", now.grades, after.grades),
        ("comment", "notebook_id", now.comments, after.comments),
    ):
        known = {_about(row): row for row in old}
        for row in new:
            own = dict(row) if column is None else {**row, column: renamed.get(row[column], row[column])}
            found = known.get(_about(row))
            renamed[row["id"]] = found["id"] if found else row["id"]
            if found is None:
                _add(connection, name, [own])
            elif changed := {key: value for key, value in own.items() if key != "id" and found[key] != value}:
                table = Base.metadata.tables[name]
                connection.execute(update(table).where(table.c.id == found["id"]).values(changed))


def _about(row: Row) -> Any:
    """Return the identity of a row, which is the same in every gradebook of a course."""
    if "cell_id" in row:
        return ("comment" if "auto_comment" in row else "grade", row["cell_id"])
    return ("notebook", row["notebook_id"]) if "notebook_id" in row else ("submission", row["student_id"])


def _rows(connection: Connection, kind: str, **wanted: Sequence[Any]) -> list[Row]:
    table = Base.metadata.tables[kind]
    where = and_(*(table.c[column].in_(values) for column, values in wanted.items()))
    return [dict(row) for row in connection.execute(select(table).where(where)).mappings()]


def _add(connection: Connection, name: str, rows: Sequence[Row]) -> None:
    if rows:
        connection.execute(insert(Base.metadata.tables[name]), [dict(row) for row in rows])
