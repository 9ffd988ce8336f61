"""Grade cells as nbgrader allows them: names, points of any kind, tasks."""

from tools.cases.acts import hand_in
from tools.cases.case import case
from tools.cases.course import Course, says
from tools.cases.notebooks import (
    DOUBLE,
    PLAIN,
    RIGHT,
    WRONG,
    answer,
    code,
    doubles,
    masks,
    notebook,
    solution,
    test,
    told,
)

CELLS = "grade cells as nbgrader allows them"


@case(CELLS, "nbgrader #1331")
def same_ids_in_two_notebooks(course: Course) -> None:
    """Two notebooks use the same ids with other points; each is graded by its own."""
    course.make({"p": masks(), "q": notebook(solution(DOUBLE), test(PLAIN, points=5), answer(points=3))})
    hand_in(course, task=RIGHT)
    hand_in(course, name="q")
    course.grade()
    assert course.score("ada") == (2, False), course.scores()
    assert course.score("ada", notebook="q") == (5, False), course.scores()


@case(CELLS, "nbgrader #1331")
def same_challenge_in_two_notebooks(course: Course) -> None:
    """The same challenge with the same id in both; a wrong and a right answer."""
    course.make({"p": masks(), "q": notebook(solution(RIGHT), test())})
    hand_in(course, task=WRONG)
    hand_in(course, task=RIGHT, name="q")
    course.grade()
    assert course.score("ada", notebook="q") == (2, False), course.scores()
    assert course.score("ada")[0] < 2, course.scores()  # type: ignore[index]


@case(CELLS, "nbgrader #1090")
def tenths(course: Course) -> None:
    """Partial credit that adds three tenths is worth 0.3, and no ValueError."""
    course.make({"p": notebook(solution(DOUBLE), test("0.1 + 0.2 if double(2) == 4 else 0", points=0.3))})
    hand_in(course)
    course.grade()
    assert course.score("ada") == (0.3, False), course.scores()


@case(CELLS, "nbgrader #78")
def two_thirds(course: Course) -> None:
    """A cell worth two thirds of a point is graded and shown."""
    course.make({"p": notebook(solution(DOUBLE), test(PLAIN, points=2 / 3))})
    hand_in(course)
    course.grade()
    assert abs(course.score("ada")[0] - 2 / 3) < 1e-9, course.scores()  # type: ignore[index]


@case(CELLS, "PrairieLearn #15677")
def challenge_worth_a_third(course: Course) -> None:
    """A challenge worth a third: full marks are a third."""
    course.make({"p": notebook(solution(RIGHT), test(points=1 / 3))})
    hand_in(course, task=RIGHT)
    course.grade()
    assert abs(course.score("ada")[0] - 1 / 3) < 1e-9, course.scores()  # type: ignore[index]


@case(CELLS, "earthlab, a public course")
def more_than_it_is_worth(course: Course) -> None:
    """A test returns 3 where it is worth 2: its points are the cap, nothing else suffers, staff are told."""
    course.make({"p": notebook(solution(DOUBLE), test("3 if double(2) == 4 else 0", points=2), answer())})
    hand_in(course)
    said = course.grade()
    assert course.score("ada") == (2, False), course.scores()
    says(said, "3")


@case(CELLS, "earthlab, a public course")
def less_than_nothing(course: Course) -> None:
    """A test returns a negative number: it is worth 0, and nothing else suffers."""
    negative = "2 if double(2) == 4 else -1"
    course.make(
        {"p": notebook(solution(DOUBLE), test(negative, points=2), test("assert double(0) == 0", "other", 3))}
    )
    hand_in(course, task="def double(x):\n    return x")
    course.grade()
    assert course.score("ada") == (0, False), course.scores()
    assert course.score("ada", "other") == (3, False), course.scores()


@case(CELLS, "nbgrader #1233")
def no_points(course: Course) -> None:
    """A test and an answer that are worth nothing are graded."""
    course.make(
        {"p": notebook(solution(DOUBLE), test(PLAIN, points=0), answer(points=0), test(PLAIN, "other", 1))}
    )
    hand_in(course)
    course.grade()
    assert course.score("ada") == (0, False), course.scores()
    assert course.score("ada", "other") == (1, False), course.scores()


@case(CELLS, "nbgrader #1421")
def task_on_code(course: Course) -> None:
    """A task on a code cell is graded by a person, or refused in one sentence."""
    cell = code("# draw something")
    cell.metadata["nbgrader"] = told("task", "draw", 5)
    course.make({"p": notebook(solution(DOUBLE), test(PLAIN), cell)}, release=False)
    course.run("nbverdict", "release", "hw")
    if course.rc:
        says(course.said[-1], "draw")
        return
    hand_in(course)
    said = course.grade(ok=False)
    if course.rc:
        says(said, "draw")
    else:
        assert course.score("ada") == (2, False), course.scores()


@case(CELLS, "nbgrader #1176")
def brackets_in_a_notebook(course: Course) -> None:
    """Square brackets in a notebook's name: graded, or refused in one sentence that says why."""
    course.make({"p[1]": doubles()})
    if course.rc == 0:
        hand_in(course, name="p[1]")
    said = course.grade(ok=False)
    if course.rc:
        says(said, "[")
    else:
        assert course.score("ada", notebook="p[1]") == (2, False), course.scores()


@case(CELLS, "nbgrader #1176")
def brackets_in_an_assignment(course: Course) -> None:
    """Square brackets in an assignment's name: graded, or refused in one sentence that says why."""
    course.assignment = "hw[1]"
    course.make({"p": doubles()}, assignment="hw[1]")
    if course.rc == 0:
        hand_in(course)
    said = course.grade(ok=False)
    if course.rc:
        says(said, "[")
    else:
        assert course.score("ada") == (2, False), course.scores()


@case(CELLS, "nbgrader #1176")
def brackets_in_a_student(course: Course) -> None:
    """Square brackets in a student's name cost nobody anything."""
    course.make({"p": doubles()})
    hand_in(course, "ada")
    hand_in(course, "bob[2]")
    said = course.grade(ok=False)
    assert course.score("ada") == (2, False), course.scores()
    if course.score("bob[2]") != (2, False):
        says(said, "bob[2]")


@case(CELLS, "nbgrader #1322")
def same_id_twice(course: Course) -> None:
    """Two cells of one notebook with the same id are refused, with the id."""
    course.make({"p": notebook(solution(DOUBLE), test(PLAIN), test(PLAIN))}, release=False)
    course.run("nbverdict", "release", "hw")
    assert course.rc, "accepted"
    says(course.said[-1], "test")
