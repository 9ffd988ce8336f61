"""What is wrong with a course after a fault, and after the run that completed it."""

import re
import shutil
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from benchmarks.faults.course import COURSE_ID, NOTEBOOKS
from benchmarks.faults.state import Row, State

LOST, DOUBLED, CHANGED, HALF, LEFT = "lost", "doubled", "changed", "half", "left_behind"
KINDS = (LOST, DOUBLED, CHANGED, HALF, LEFT)
NAMES = re.compile(r"tmp\w{8}|(?<=half-)\w+")  # drawn by lot
MEMORY = Path("/dev/shm")  # noqa: S108 - where scratch gradebooks lie


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong: its kind, and a line that names it."""

    kind: str
    what: str


def after_fault(
    now: State, before: State, old: State, new: State, *, withdrawn: bool = False
) -> list[Problem]:
    """Return what is wrong after a fault: each student must wholly be as they were, or as they are to be.

    With `withdrawn`, a page may also say of every cell that it could not be graded and waits for a person.
    """
    found = [Problem(DOUBLED, row) for row in now.book.doubled]
    if now.book.integrity != "ok":
        found.append(Problem(CHANGED, f"integrity_check: {now.book.integrity}"))
    for table, count in before.book.counts.items():
        if now.book.counts[table] < count:
            found.append(Problem(LOST, f"{table}: {count} rows became {now.book.counts[table]}"))
    for about, key in before.book.ids.items():
        if now.book.ids.get(about) != key:
            found.append(Problem(LOST, f"{about}: row {key} is now {now.book.ids.get(about)}"))
    for student in sorted({*now.book.rows, *old.book.rows}):
        found += _page(student, now, old, new, withdrawn=withdrawn)
    for name in ("autograded", "feedback"):
        if not withdrawn:
            found += _folders(name, *(getattr(state, name) for state in (now, old, new)))
    for name in ("runs", "verdicts", "versions"):
        found += _kept(name, getattr(now, name), getattr(before, name), known=(old, new))
    return found


def after_end(now: State, expected: State) -> list[Problem]:
    """Return what differs after a run that completed the class."""
    found = [Problem(DOUBLED, row) for row in now.book.doubled]
    if now.book.integrity != "ok":
        found.append(Problem(CHANGED, f"integrity_check: {now.book.integrity}"))
    found += differences("rows", now.book.rows, expected.book.rows)
    found += differences("number of", now.book.counts, expected.book.counts)
    for field in fields(State):
        if field.name != "book":
            found += differences(field.name, getattr(now, field.name), getattr(expected, field.name))
    return found


def differences(name: str, now: Any, expected: Any) -> Iterator[Problem]:
    """Yield what is lost, doubled or changed in nested mappings."""
    if not isinstance(now, Mapping):
        if now != expected:
            yield Problem(CHANGED, f"{name}: {now} instead of {expected}")
        return
    for key in sorted({*now, *expected}):
        if key not in now:
            yield Problem(LOST, f"{name} {key}")
        elif key not in expected:
            yield Problem(DOUBLED, f"{name} {key}: nobody expected it")
        else:
            yield from differences(f"{name} {key}", now[key], expected[key])


def left_behind(course: Path, temporary: Path) -> list[Problem]:
    """Return, and remove, what runs left in places that nobody will clear; it belongs to students."""
    store = course / "evidence"
    found = [*temporary.iterdir(), *store.glob(".scratch/*"), *store.rglob(".half-*")]
    found += [path for path in store.rglob(".*.json*") if path.is_file()]
    found += list(course.glob("gradebook.db-*"))
    in_memory = [path for path in MEMORY.glob("tmp*/gradebook.db") if _is_ours(path)]
    for path in in_memory:
        shutil.rmtree(path.parent, ignore_errors=True)
    found += in_memory
    return [Problem(LEFT, NAMES.sub("*", str(path).removeprefix(f"{course.parent}/"))) for path in found]


def _is_ours(path: Path) -> bool:
    try:
        with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as book:
            return (COURSE_ID,) in book.execute("SELECT id FROM course").fetchall()
    except sqlite3.Error:
        return False


def _page(student: str, now: State, old: State, new: State, *, withdrawn: bool) -> Iterator[Problem]:
    """Say whether a page is wholly the old one or wholly the new one."""
    page, was, will = (state.book.rows.get(student, {}) for state in (now, old, new))
    if page in (was, will) or (withdrawn and _withdrawn(page, was, will)):
        return
    for about in was.keys() - page.keys():
        yield Problem(LOST, f"{student}: {about}")
    strange = [about for about, row in page.items() if row not in (was.get(about), will.get(about))]
    for about in strange:
        yield Problem(CHANGED, f"{student}: {about} is {page[about]}")
    if not strange:
        yield Problem(HALF, f"{student}: {len(page)} rows, some old and some new")


def _withdrawn(page: Mapping[str, Row], was: Mapping[str, Row], will: Mapping[str, Row]) -> bool:
    """Say whether each notebook is as it was, as it is to be, or waits for a person in every cell."""

    def of(name: str, rows: Mapping[str, Row]) -> dict[str, Row]:
        return {about: row for about, row in rows.items() if f" {name}" in about}

    grades = {name: [row for about, row in of(name, page).items() if "grade " in about] for name in NOTEBOOKS}
    return all(
        of(name, page) in (of(name, was), of(name, will)) or all(row[0] == 0 and row[3] for row in rows)
        for name, rows in grades.items()
    )


def _folders(name: str, now: Any, old: Any, new: Any) -> Iterator[Problem]:
    """Say whether each folder is wholly the old one or wholly the new one, and not gone."""
    for student in sorted({*now, *old}):
        found = now.get(student)
        if found is None:
            yield Problem(LOST, f"{name} of {student}")
        elif found not in (old.get(student), new.get(student)):
            yield Problem(HALF, f"{name} of {student} is neither old nor new")


def _kept(name: str, now: Any, before: Any, *, known: tuple[State, State]) -> Iterator[Problem]:
    """Say whether what is kept by content is what it was, or what it is to be."""
    for key in before.keys() - now.keys():
        yield Problem(LOST, f"{name} {key}")
    if name != "versions":  # what people gave is noted in them on the way
        for key, value in now.items():
            if value not in [getattr(state, name).get(key) for state in known]:
                yield Problem(CHANGED, f"{name} {key}")
