"""An assignment that cannot be graded is refused in a sentence, before anything is."""

from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell

from nbverdict.config.sanity import ensure_python
from nbverdict.course.grade_class import Classroom
from nbverdict.course.preflight import ensure_valid
from nbverdict.errors import StaffError
from tests import small_course
from tools.cases.notebooks import PLAIN, doubles, notebook, solution, text
from tools.cases.notebooks import test as graded

MARKS = (("BEGIN SOLUTION", "END SOLUTION"),)


def kernel(**spec: str) -> NotebookNode:
    """Return a notebook for a kernel."""
    made = doubles()
    made.metadata.kernelspec = spec
    return made


@pytest.mark.parametrize(
    "spec",
    [
        {"name": "python3"},
        {"name": "conda-env-stats-py", "language": "python"},
        {"name": "iris-env", "display_name": "Iris"},
        {"name": "bashful"},
        {},
    ],
)
def test_a_python_kernel_has_any_name(spec: dict[str, str]) -> None:
    """An environment may be called after a flower."""
    ensure_python(kernel(**spec), "hw/p.ipynb")


@pytest.mark.parametrize(
    "spec", [{"name": "ir"}, {"name": "julia-1.11"}, {"name": "bash"}, {"name": "mine", "language": "R"}]
)
def test_another_language_is_refused(spec: dict[str, str]) -> None:
    """With the kernel's name."""
    with pytest.raises(StaffError, match=f"hw/p.ipynb is for the kernel `{spec['name']}`"):
        ensure_python(kernel(**spec), "hw/p.ipynb")


def old_schema() -> NotebookNode:
    """Return a source as an older nbgrader wrote it."""
    made = doubles()
    for cell in made.cells:
        if "nbgrader" in cell.metadata:
            cell.metadata.nbgrader.schema_version = 1
    return made


def unlocked() -> NotebookNode:
    """Return a source with a task that is not locked."""
    made = doubles()
    made.cells[-1].metadata.nbgrader |= {"task": True, "grade": False, "solution": False, "locked": False}
    return made


def twice() -> NotebookNode:
    """Return a source with two tests of the same name."""
    made = notebook(solution("x"), graded(PLAIN), graded(PLAIN, "other"))
    made.cells[-1].metadata.nbgrader.grade_id = "test"
    return made


@pytest.mark.parametrize(
    ("made", "why"),
    [
        (old_schema(), "another version of nbgrader"),
        (unlocked(), "the task `why` of hw/p.ipynb is not locked"),
        (twice(), "Duplicate grade id: test"),
        (notebook(text("### BEGIN SOLUTION")), "has `BEGIN SOLUTION` without `END SOLUTION`"),
        (notebook(text("### END SOLUTION")), "has `END SOLUTION` without `BEGIN SOLUTION`"),
    ],
    ids=["schema", "task", "twice", "open", "close"],
)
def test_a_source_that_nbgrader_would_refuse_is_named(made: Any, why: str) -> None:
    """By its notebook and its cell."""
    with pytest.raises(StaffError, match=why) as refused:
        ensure_valid(made, "hw/p.ipynb", MARKS)
    assert "hw/p.ipynb" in str(refused.value)
    assert refused.value.hint


def test_words_that_mark_nothing_in_this_course_are_words() -> None:
    """A course with marks of its own may write about nbgrader's."""
    ensure_valid(notebook(text("### BEGIN SOLUTION")), "hw/p.ipynb", (("LOESUNG", "ENDE"),))


def test_a_valid_source_passes(tmp_path: Path) -> None:
    """As it comes from a file."""
    nbformat.write(doubles(), tmp_path / "p.ipynb")
    ensure_valid(nbformat.read(tmp_path / "p.ipynb", as_version=4), "hw/p.ipynb", MARKS)


def test_a_cell_that_was_changed_and_not_released_is_named(tmp_path: Path) -> None:
    """A test, and one that students only read, such as the imports: the released text is what runs."""
    told = {**small_course.TOLD, "locked": True, "grade_id": "imports"}
    given = [new_code_cell("import math", id="imports", metadata={"nbgrader": told})]
    root = small_course.build(tmp_path, given)
    room = Classroom(root)
    assert room.not_released(room.asked("hw")) == []
    path = root / "source/hw/p.ipynb"
    path.write_text(path.read_text("utf-8").replace("import math", "import cmath"), "utf-8")

    [said] = room.not_released(room.asked("hw"))
    assert said.startswith("changed in source/ and not released: p: imports; ")
