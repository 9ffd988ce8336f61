"""Gradebooks of one page compile their SQL once, and say what any other gradebook says."""

from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook
from sqlalchemy import Engine

from nbverdict.gradebook import dialect
from nbverdict.gradebook.dialect import DRIVER


def fill(path: Path, driver: str) -> list[dict[str, Any]]:
    """Return the students of a new gradebook with two, read back by another engine."""
    for name in ("ada", "ben"):
        with Gradebook(f"{driver}:///{path}") as book:
            book.update_or_create_student(name, last_name=name.upper())
    with Gradebook(f"{driver}:///{path}") as book:
        return [student.to_dict() for student in sorted(book.students, key=lambda one: str(one.id))]


def test_it_is_sqlite_like_any_other(tmp_path: Path) -> None:
    """What is written through it is there, for it and for nbgrader's usual driver."""
    told = fill(tmp_path / "ours.db", DRIVER)

    assert [student["last_name"] for student in told] == ["ADA", "BEN"]
    assert told == fill(tmp_path / "plain.db", "sqlite")
    with Gradebook(f"sqlite:///{tmp_path / 'ours.db'}") as book:
        assert len(book.students) == 2


def test_another_engine_compiles_nothing_again(tmp_path: Path) -> None:
    """The second gradebook of a process finds every statement of the first."""
    fill(tmp_path / "one.db", DRIVER)
    known = len(dialect._compiled)
    fill(tmp_path / "two.db", DRIVER)

    assert known > 0
    assert len(dialect._compiled) == known


def test_other_engines_keep_their_own_statements(tmp_path: Path) -> None:
    """The course's gradebook has nothing to do with it."""
    with Gradebook(f"sqlite:///{tmp_path / 'plain.db'}") as book:
        assert isinstance(book.engine, Engine)
        assert "compiled_cache" not in book.engine.get_execution_options()
