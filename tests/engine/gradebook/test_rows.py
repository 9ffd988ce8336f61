"""Pages of the gradebook: out to a worker, and back in one transaction."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from nbgrader.api import Gradebook

from nbverdict.gradebook import rows as module
from nbverdict.gradebook.rows import Book, Page, PageMovedError, add_page, scratch_book

pytestmark = pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")  # nbgrader's own
GRADED = {"auto_score": 1.5, "needs_manual_grade": False}


@pytest.fixture
def url(tmp_path: Path) -> str:
    """A gradebook with one assignment of two cells, and two students, of whom Ada has a page."""
    url = f"sqlite:///{tmp_path}/gradebook.db"
    with Gradebook(url, "course") as book:
        book.add_assignment("hw")
        book.add_notebook("p", "hw")
        for name in ("one", "two"):
            book.add_grade_cell(name, "p", "hw", max_score=2, cell_type="code")
            book.add_source_cell(name, "p", "hw", cell_type="code", source=f"# {name}")
        book.add_assignment("other")
        for student in ("ada", "bob"):
            book.add_student(student)
        book.add_submission("hw", "ada")
    return url


@pytest.fixture
def book(url: str) -> Iterator[Book]:
    """The same, as the writer opens it."""
    one = Book(url, "hw")
    yield one
    one.close()


def give(url: str, points: float) -> None:
    """Give what a person gives."""
    with Gradebook(url, "course") as book:
        book.find_grade("one", "p", "hw", "ada").manual_score = points
        book.db.commit()


def scores(url: str, student: str = "ada") -> list[tuple[float | None, float | None]]:
    """Return automatic and manual points of each cell."""
    with Gradebook(url, "course") as book:
        grades = book.find_submission("hw", student).notebooks[0].grades
        return [(g.auto_score, g.manual_score) for g in sorted(grades, key=lambda grade: grade.name)]


def graded(page: Page) -> Page:
    """Return a page on which every cell is graded."""
    return replace(page, grades=[{**row, **GRADED} for row in page.grades])


def test_a_scratch_book_holds_one_assignment_and_one_page(book: Book, tmp_path: Path) -> None:
    """Nbgrader finds there what it needs, and nothing of anybody else."""
    scratch_book(book.definition(), tmp_path / "scratch.db")
    add_page(f"sqlite:///{tmp_path}/scratch.db", book.page("ada"))
    with Gradebook(f"sqlite:///{tmp_path}/scratch.db", "course") as scratch:
        assert [one.name for one in scratch.assignments] == ["hw"]
        assert [one.id for one in scratch.students] == ["ada"]
        assert scratch.find_grade("two", "p", "hw", "ada").max_score == 2
        assert scratch.find_source_cell("one", "p", "hw").source == "# one"


def test_what_was_graded_is_put_down(url: str, book: Book) -> None:
    """And the other student has no page still."""
    before = book.page("ada")
    book.put("ada", before, graded(before))

    assert scores(url) == [(1.5, None), (1.5, None)]
    assert book.page("bob").submission == []


def test_a_new_page_is_put_down_as_it_was_made(url: str, book: Book, tmp_path: Path) -> None:
    """A worker made it in a gradebook of its own, where ids are others."""
    scratch = f"sqlite:///{tmp_path}/scratch.db"
    scratch_book(book.definition(), tmp_path / "scratch.db")
    with Gradebook(scratch, "course") as made:
        made.add_student("bob")
        made.add_submission("hw", "bob")
    other = Book(scratch, "hw")
    page = graded(other.page("bob"))
    other.close()
    with Gradebook(url, "course") as meanwhile:
        meanwhile.add_submission("hw", "bob")
    book.put("bob", book.page("bob"), page)

    assert scores(url, "bob") == [(1.5, None), (1.5, None)]
    assert len(book.page("bob").grades) == 2


def test_what_people_give_meanwhile_is_overwritten_by_nobody(url: str, book: Book) -> None:
    """The page has moved: nothing is written, and it is made again."""
    before = book.page("ada")
    give(url, 1)
    with pytest.raises(PageMovedError):
        book.put("ada", before, graded(before))
    assert scores(url) == [(None, 1), (None, None)]
    now = book.page("ada")
    book.put("ada", now, graded(now))
    assert scores(url) == [(1.5, 1), (1.5, None)]


def test_half_a_page_is_no_page(url: str, book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    """What breaks off in the middle leaves the page as it was."""
    before = book.page("ada")
    about = module._about

    def breaking(row: module.Row) -> object:
        if row.get("auto_score") == 1.5 and row["cell_id"] == before.grades[-1]["cell_id"]:
            raise RuntimeError
        return about(row)

    monkeypatch.setattr(module, "_about", breaking)
    with pytest.raises(RuntimeError):
        book.put("ada", before, graded(before))
    monkeypatch.undo()
    assert scores(url) == [(None, None), (None, None)]


def test_a_writer_waits_for_a_lock(url: str, book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    """It asks for it when the transaction begins, so that what it read in it still holds."""
    monkeypatch.setattr(module, "PATIENCE", 0.1)
    impatient, before = Book(url, "hw"), book.page("ada")
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(Exception, match="database is locked"):
            impatient.put("ada", before, graded(before))
        other.execute("ROLLBACK")
    impatient.put("ada", before, graded(before))
    impatient.close()
    assert scores(url)[0] == (1.5, None)
