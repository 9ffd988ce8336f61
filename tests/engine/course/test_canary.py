"""The canary: a course whose own solution fails here grades nobody, nor one in which most fail alike."""

from pathlib import Path

import nbformat
import pytest

from nbverdict.commands.grade import grade_class
from nbverdict.course import canary
from nbverdict.course.canary import Canary, failing_alike, held_back
from nbverdict.course.grade_class import Classroom
from nbverdict.course.scheduler import TaskOutcome
from nbverdict.course.task import Done, Graded, Task
from nbverdict.errors import StaffError
from nbverdict.judging.verdict import CheckStatus
from tests.results import judged, result, ungraded
from tests.small_course import STRICT, build, hand_in, notebook, plain

ENDED = "gave no answer: your notebook's process ended"


def graded(student: str, *, earned: float = 0, mistakes: tuple[str, ...] = ()) -> Graded:
    """Return a submission with one challenge, whose process ended."""
    told = {"challenge": "causal_mask", "sentence": ENDED, "mistakes": mistakes, "form": 0.0}
    record = judged(CheckStatus.ENDED, earned=earned, **told)  # type: ignore[arg-type]
    return Graded(student, (result(student=student, record=record),))


def test_the_solution_is_graded_first_and_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The next run only looks it up, and another machine does not believe it."""
    hand_in(build(tmp_path), "ada")
    said = []
    for machine in ("here", "here", "there"):
        monkeypatch.setattr(canary.platform, "node", lambda machine=machine: machine)
        assert grade_class(tmp_path, "hw", student=None, force=True, workers=1) == 0
        said.append("own solution first" in capsys.readouterr().out)

    assert said == [True, False, True]
    left = {path.name for path in (tmp_path / "evidence" / canary.SCRATCH).iterdir()}
    assert left == set(canary.KEPT)


def test_where_the_solution_fails_nobody_is_graded(tmp_path: Path) -> None:
    """Staff read what it lost, why, and where to look; who insists goes on."""
    root = build(tmp_path)
    hand_in(root, "ada")
    nbformat.write(notebook(STRICT), root / "source/hw/p.ipynb")

    with pytest.raises(StaffError, match="causal_mask has 1 of 2") as told:
        grade_class(root, "hw", student=None, workers=1)

    assert "nbverdict doctor" in (told.value.hint or "")
    assert not (root / "autograded/ada").exists()
    assert Path((told.value.hint or "").split("lie in ")[1].split(";")[0]).is_dir()
    assert grade_class(root, "hw", student=None, workers=1, go_on=True) == 0


def test_an_error_in_a_hidden_test_is_told_to_staff_alone(tmp_path: Path) -> None:
    """They wrote that line; a student reads that there is one."""
    test = plain("### BEGIN HIDDEN TESTS\nassert npp.array([1]) == 1\n### END HIDDEN TESTS")
    root = build(tmp_path, [test])
    hand_in(root, "ada", more=[test])

    with pytest.raises(StaffError) as told:
        grade_class(root, "hw", student=None, workers=1)
    assert "`assert npp.array([1]) == 1` raises NameError: name 'npp' is not defined" in str(told.value)
    assert grade_class(root, "hw", student=None, workers=1, go_on=True) == 0
    page = (root / "feedback/ada/hw/p.html").read_text("utf-8")
    assert "raises NameError in a test that you cannot see" in page
    assert "npp" not in page


def test_the_lines_that_mark_a_solution_are_not_handed_in(tmp_path: Path) -> None:
    """A magic writes the solution alone into its file, as a student's does."""
    root = build(tmp_path)
    plain = notebook()
    plain.cells[0].source = "%%writefile towns.sql\n### BEGIN SOLUTION\nSELECT 1;\n### END SOLUTION"
    plain.cells[1].source = "assert open('towns.sql').read() == 'SELECT 1;\\n'"
    nbformat.write(plain, root / "source/hw/p.ipynb")
    hand_in(root, "ada")

    assert grade_class(root, "hw", student=None, workers=1) == 0


def test_a_course_without_challenges_has_a_canary_too(tmp_path: Path) -> None:
    """Its tests run on its solution; what a person judges is asked of nobody."""
    root = build(tmp_path)
    plain = notebook()
    plain.cells[1].source = "assert causal_mask(2).sum() == 3"
    nbformat.write(plain, root / "source/hw/p.ipynb")
    room = Classroom(root)
    room.generate("hw")
    asked = room.asked("hw")

    assert asked.challenges == ()
    assert room.canary(asked).grade_solution().lost == ()
    assert Canary(root, room.store, asked, root / "source/hw").is_known()


@pytest.mark.parametrize(
    ("alike", "others", "stops"),
    [(6, 2, True), (5, 3, False), (5, 0, False)],
    ids=["three of four", "fewer", "a class too small to tell"],
)
def test_most_of_a_class_that_fails_alike_is_a_fault(alike: int, others: int, stops: bool) -> None:  # noqa: FBT001 - a parameter
    """Where it is told, it is told which challenge, how many, and what they read."""
    found = failing_alike([graded("a")] * alike + [graded("b", earned=2)] * others)

    assert bool(found) == stops
    if stops:
        assert found == f"`causal_mask` fails alike in 6 of the first 8 submissions ({ENDED})"


def test_a_mistake_that_is_known_is_no_fault_of_ours() -> None:
    """A whole class may make it."""
    assert not failing_alike([graded("a", mistakes=("strict",))] * 8)


def test_nothing_is_passed_on_before_the_look() -> None:
    """So nothing of such a class is written down."""
    done = TaskOutcome[Task, Done](task=None, result=_Done(graded("a")))  # type: ignore[arg-type]

    with pytest.raises(StaffError, match=r"nothing was written: .* in 8 of the first 8"):
        next(held_back(iter([done] * 20), 20))
    assert len(list(held_back(iter([done] * 5), 5))) == 5


class _Done:
    """What a worker returns, as far as it is looked at."""

    def __init__(self, graded: Graded) -> None:
        self.graded = graded


def test_what_was_not_handed_in_is_no_fault_of_ours() -> None:
    """Most of a class may leave out one notebook of two."""
    missing = Graded("a", (result(record=ungraded("not handed in", pending=False)),))

    assert not failing_alike([missing] * 8)
