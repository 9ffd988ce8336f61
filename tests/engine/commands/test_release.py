"""A release after grading changes the gradebook's cells, or nothing at all."""

from pathlib import Path

import nbformat
import pytest

from nbverdict.commands.release import release_assignment
from nbverdict.course.grade_class import Classroom
from nbverdict.errors import StaffError
from tests import small_course


def cells(root: Path) -> set[str]:
    """Return the names of the graded cells in the gradebook."""
    with Classroom(root)._gradebook() as book:
        return {cell.name for cell in book.find_notebook("p", "hw").grade_cells}


def copies(root: Path) -> list[Path]:
    """Return the copies of gradebooks that are left."""
    return sorted((root / "evidence").glob("gradebook before release*"))


@pytest.fixture
def graded(tmp_path: Path) -> Path:
    """A course whose only submission was graded, and then a cell was added to its source."""
    root = small_course.build(tmp_path)
    small_course.hand_in(root, "ada")
    list(Classroom(root).grade("hw", ["ada"]))
    source = nbformat.read(root / "source/hw/p.ipynb", as_version=4)
    source.cells.append(small_course.manual("x = 1"))
    nbformat.write(source, root / "source/hw/p.ipynb")
    return root


def test_a_forgotten_cell_is_added(graded: Path) -> None:
    """A copy of the gradebook stays; a release that changes nothing leaves none."""
    release_assignment(graded, "hw")

    assert cells(graded) == {"grade_causal_mask", "why", "manual"}
    assert len(copies(graded)) == 1
    [again] = Classroom(graded).grade("hw", ["ada"])
    assert not again.error
    release_assignment(graded, "hw")
    assert len(copies(graded)) == 1


def test_a_release_that_fails_changes_nothing(graded: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not even the gradebook, which was changed before nbgrader failed."""

    def fail(*_: object) -> None:
        raise StaffError("no", hint="no")

    monkeypatch.setattr(Classroom, "generate", fail)
    with pytest.raises(StaffError):
        release_assignment(graded, "hw")

    assert cells(graded) == {"grade_causal_mask", "why"}
    assert copies(graded) == []
