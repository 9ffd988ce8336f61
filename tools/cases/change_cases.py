"""What instructors change after a class was graded."""

import nbformat

from tools.cases.acts import change_source, hand_in
from tools.cases.case import case
from tools.cases.course import Course, says
from tools.cases.notebooks import DOUBLE, PLAIN, RIGHT, doubles, manual, masks, notebook, solution, test

CHANGES = "changes after grading"


@case(CHANGES, "nbgrader #1322")
def cell_added(course: Course) -> None:
    """A graded cell is added after grading: everybody gets its points, or staff are told how."""
    course.make({"p": notebook(solution(DOUBLE), test(PLAIN))})
    hand_in(course)
    course.grade()
    change_source(course, notebook(solution(DOUBLE), test(PLAIN), test("assert double(3) == 6", "more", 3)))
    said = course.grade(ok=False)
    if course.score("ada", "more") != (3, False):
        says(said, "more", "nbverdict grade")


@case(CHANGES, "nbgrader #1322")
def cell_added_without_release(course: Course) -> None:
    """A graded cell is added to the source, which is not released again: staff are told, with the command."""
    course.make({"p": notebook(solution(DOUBLE), test(PLAIN))})
    hand_in(course)
    course.grade()
    more = notebook(solution(DOUBLE), test(PLAIN), test("assert double(3) == 6", "more", 3))
    nbformat.write(more, course.root / "source/hw/p.ipynb")
    said = course.grade(ok=False)
    if course.score("ada", "more") != (3, False):
        says(said, "nbverdict release hw")


@case(CHANGES, "nbgrader #1646")
def cell_removed(course: Course) -> None:
    """A graded cell is removed after grading: its points are gone, the rest stands."""
    course.make({"p": notebook(solution(DOUBLE), test(PLAIN), test("assert double(3) == 6", "more", 3))})
    hand_in(course)
    course.grade()
    change_source(course, notebook(solution(DOUBLE), test(PLAIN)))
    course.grade(ok=False)
    assert course.score("ada") == (2, False), (course.scores(), course.said[-1])


@case(CHANGES, "nbgrader #1646")
def cell_renamed(course: Course) -> None:
    """A graded cell is renamed after grading: the new one has the points."""
    course.make({"p": notebook(solution(DOUBLE), test(PLAIN))})
    hand_in(course)
    course.grade()
    change_source(course, notebook(solution(DOUBLE), test(PLAIN, "renamed")))
    said = course.grade(ok=False)
    if course.score("ada", "renamed") != (2, False):
        says(said, "renamed", "nbverdict grade")


@case(CHANGES, "nbgrader #1699")
def worth_changed(course: Course) -> None:
    """A cell is worth more after grading: right answers earn what it is worth now."""
    course.make({"p": notebook(solution(DOUBLE), test(PLAIN, points=2))})
    hand_in(course)
    hand_in(course, "bob", "def double(x):\n    return x")
    course.grade()
    change_source(course, notebook(solution(DOUBLE), test(PLAIN, points=6)))
    course.grade(ok=False)
    assert course.score("ada") == (6, False), (course.scores(), course.said[-1])
    assert course.score("bob") == (0, False), course.scores()


@case(CHANGES, "nbgrader #1699")
def answer_becomes_test(course: Course) -> None:
    """A cell that people graded becomes a test: it is graded by the test, or staff are told."""
    course.make({"p": notebook(solution(DOUBLE), manual("x = double(2)", "free", 2))})
    hand_in(course)
    course.grade()
    change_source(course, notebook(solution(DOUBLE), test(PLAIN, "free", 2)))
    said = course.grade(ok=False)
    if course.score("ada", "free") != (2, False):
        says(said, "free")


@case(CHANGES, "nbgrader #1646")
def notebook_added(course: Course) -> None:
    """A second notebook is added after grading: who handed it in is graded, who did not is told so."""
    course.make({"p": doubles()})
    hand_in(course)
    course.grade()
    change_source(course, masks(), "q")
    hand_in(course, task=RIGHT, name="q")
    course.grade()
    assert course.score("ada", notebook="q") == (2, False), course.scores()
