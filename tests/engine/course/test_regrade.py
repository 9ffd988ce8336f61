"""Grading again: from what is kept, what people gave stands, and what would move is known before."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from nbformat.v4 import new_markdown_cell
from rich.console import Console

from nbverdict.commands.foresee import print_foreseen
from nbverdict.commands.regrade import regrade_class
from nbverdict.course.dry_run import Foreseen, foresee
from nbverdict.course.grade_class import Classroom
from nbverdict.course.task import Graded
from nbverdict.errors import StaffError
from nbverdict.evidence.cases import Case
from nbverdict.execution import preprocessors as execute
from nbverdict.execution.runner import Runner
from tests.small_course import RIGHT, STRICT, TWOS, build, hand_in, notebook, task

pytestmark = pytest.mark.slow


@pytest.fixture
def room(tmp_path: Path) -> Classroom:
    """A class of three: one is right, one forgets the diagonal, one answers with twos."""
    build(tmp_path)
    for student, mask in (("ada", ""), ("bob", STRICT), ("cy", TWOS)):
        hand_in(tmp_path, student, *([mask] if mask else []), why="Because of later tokens.")
    return Classroom(tmp_path)


def grade(room: Classroom, **options: Any) -> dict[str, Graded]:
    """Grade everybody, and return what came of each."""
    return {one.student: one for one in room.grade("hw", ["ada", "bob", "cy"], **options)}


def points(graded: dict[str, Graded]) -> dict[str, float]:
    """Return what the checks gave each."""
    return {name: one.results[0].earned for name, one in graded.items()}


def looked(room: Classroom) -> Foreseen:
    """Return what a dry run finds."""
    asked = room.asked("hw")
    return foresee(room, asked, room.plan(asked, room.students("hw")), workers=1)


def state(room: Classroom) -> dict[str, bytes]:
    """Return every file of the course but verdicts, which are kept by content."""
    kept = ("evidence/verdicts", "evidence/grading.lock", "evidence/canary", "evidence/.canary")
    files = {str(path.relative_to(room.root)): path for path in room.root.rglob("*") if path.is_file()}
    return {name: path.read_bytes() for name, path in files.items() if not name.startswith(kept)}


def edit_the_checks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make the checks of the course others than those that judged before."""
    for module in ("notebook.keys", "course.assignment"):
        monkeypatch.setattr(f"nbverdict.{module}.checks_digest", lambda name: f"{name}, edited")


def no_run(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nobody's notebook be run."""
    monkeypatch.setattr(Runner, "run", lambda *_: pytest.fail("a notebook was run"))


def give(room: Classroom, student: str, cell: str, score: float) -> None:
    """Give points as formgrader does, and call the answer reviewed."""
    with room._gradebook() as book:
        found = book.find_grade(cell, "p", "hw", student)
        found.manual_score, found.needs_manual_grade = score, False
        book.find_comment("why", "p", "hw", student).manual_comment = "Well said."
        book.db.commit()


def waiting(room: Classroom) -> set[tuple[str, str]]:
    """Return what waits for a person."""
    with room._gradebook() as book:
        grades = [
            (submission.student.id, grade)
            for submission in book.assignment_submissions("hw")
            for grade in submission.notebooks[0].grades
        ]
        return {(student, grade.name) for student, grade in grades if grade.needs_manual_grade}


def test_what_did_not_change_is_not_graded_again(room: Classroom, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither run nor judged, and the summary says what it said."""
    first = grade(room)
    no_run(monkeypatch)
    monkeypatch.setattr(execute.JUDGE_CLIENT, "judge", lambda *_: pytest.fail("judged again"))
    second = grade(room)

    assert points(first) == {"ada": 2, "bob": 1, "cy": 0}
    assert all(one.ran for one in first.values())
    assert {name: replace(one, skipped=False) for name, one in second.items()} == {
        name: replace(one, ran=False) for name, one in first.items()
    }


def test_a_new_ruling_judges_what_is_kept(room: Classroom, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody's notebook runs, everybody reads the reason, and the other points stay."""
    grade(room)
    room.canary(room.asked("hw")).ensure()
    no_run(monkeypatch)
    options = {
        "drop": None,
        "full_marks": "opens_itself_and_earlier_tokens",
        "reason": "the task was unclear",
    }
    assert regrade_class(room.root, "hw", **options) == 0

    assert points(grade(room)) == {"ada": 2, "bob": 2, "cy": 1}
    page = (room.root / "feedback/bob/hw/p.html").read_text("utf-8")
    assert "the course gave these points to everybody: the task was unclear" in page

    assert regrade_class(room.root, "hw", undo="opens_itself_and_earlier_tokens") == 0
    assert points(grade(room)) == {"ada": 2, "bob": 1, "cy": 0}
    assert "the task was unclear" not in (room.root / "feedback/bob/hw/p.html").read_text("utf-8")
    with pytest.raises(StaffError, match="no ruling about `opens_itself_and_earlier_tokens` can be undone"):
        regrade_class(room.root, "hw", undo="opens_itself_and_earlier_tokens")


def test_a_ruling_needs_one_check_and_a_reason(room: Classroom) -> None:
    """It is said in a sentence which checks there are, and nothing is put in force."""
    for drop, full, reason in (
        (None, None, "r"),
        ("values", None, "r"),
        ("a", "b", "r"),
        ("is_a_square_of_zeros_and_ones", None, " "),
    ):
        with pytest.raises(StaffError):
            regrade_class(room.root, "hw", drop=drop, full_marks=full, reason=reason)
    with pytest.raises(StaffError) as refused:
        regrade_class(room.root, "hw", drop="values", full_marks=None, reason="r")

    assert "causal_mask.opens_itself_and_earlier_tokens" in str(refused.value.hint)
    assert not (room.store / "rulings").exists()


def test_a_dry_run_says_who_would_move_and_writes_nothing(
    room: Classroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By how much and because of which check; what a person gave is said beside it."""
    grade(room)
    give(room, "bob", "grade_causal_mask", 1.5)
    room.canary(room.asked("hw")).ensure()
    before = state(room)
    no_run(monkeypatch)
    options = {"drop": None, "full_marks": "opens_itself_and_earlier_tokens", "reason": "r", "dry_run": True}
    console = Console(width=120, record=True)
    monkeypatch.setattr("nbverdict.commands.foresee.Console", lambda: console)
    assert regrade_class(room.root, "hw", **options) == 0
    said = " ".join(console.export_text().split())

    assert "bob │ causal_mask │ 1 │ 2 (kept by hand: 1.5) │ opens_itself_and_earlier_tokens +1" in said
    assert "cy │ causal_mask │ 0 │ 1 │ opens_itself_and_earlier_tokens +1" in said
    assert "ada │" not in said
    assert "would move: 2" in said
    assert "kept by hand: 1; checks now say 2" in said
    assert "no score was written" in said
    assert json.loads(state(room).pop("evidence/rulings/hw.json")) == []
    assert {**state(room), "evidence/rulings/hw.json": b""} == {**before, "evidence/rulings/hw.json": b""}


def test_what_was_never_collected_must_run_and_that_is_said_first(
    room: Classroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A challenge that asks for other cases runs the notebooks concerned, and no others are kept from it."""
    from graders.causal_mask import checks as causal_mask

    grade(room)
    monkeypatch.setattr(causal_mask, "CASES", causal_mask.CASES + 1)
    plan = room.plan(room.asked("hw"), ["ada", "bob", "cy"])
    foreseen = looked(room)

    assert (plan.run, plan.judge, plan.because) == (3, 0, ("what the assignment asks",))
    assert foreseen.must_run == ("ada", "bob", "cy")
    console = Console(width=120, record=True)
    print_foreseen(foreseen, console)
    assert "must run first, so what they will have is not known: 3 (ada, bob, cy)" in console.export_text()
    assert all(one.ran for one in grade(room).values())


def test_cases_that_changed_unseen_are_refused(room: Classroom, monkeypatch: pytest.MonkeyPatch) -> None:
    """Evidence of other cases is never judged as if it were of these."""
    from graders.causal_mask import checks as causal_mask

    grade(room)
    monkeypatch.setattr(causal_mask, "shown_cases", lambda: [Case("shown", "causal_mask", (), known=3)])
    edit_the_checks(monkeypatch)

    assert all("asks for other cases" in one.results[0].ungraded for one in grade(room).values())


def test_what_a_person_reviewed_is_reviewed(room: Classroom) -> None:
    """While the answer is the same, nobody is asked again; a new answer asks again, and keeps the points."""
    grade(room)
    assert waiting(room) == {(student, "why") for student in ("ada", "bob", "cy")}
    for student in ("ada", "bob"):
        give(room, student, "why", 2)
    give(room, "cy", "grade_causal_mask", 1)
    grade(room, force=True)
    assert waiting(room) == {("cy", "why")}

    hand_in(room.root, "ada", why="Because of later tokens.")
    hand_in(room.root, "bob", STRICT, why="I think again.")
    hand_in(room.root, "cy", STRICT, why="Because of later tokens.")
    grade(room)
    assert waiting(room) == {("bob", "why"), ("cy", "why"), ("cy", "grade_causal_mask")}
    with room._gradebook() as book:
        assert book.find_grade("why", "p", "hw", "bob").manual_score == 2
        assert book.find_comment("why", "p", "hw", "bob").comment == "Well said."


def test_a_reviewed_task_is_reviewed_until_another_answer_comes(tmp_path: Path) -> None:
    """By itself nbgrader asks once; ours asks again, even after a notebook that nobody could judge."""
    room = Classroom(build(tmp_path, [task()]))

    def waits_with(answer: str) -> bool:
        hand_in(tmp_path, "ada", RIGHT, "Because.", [task(), new_markdown_cell(answer, id="own")])
        list(room.grade("hw", ["ada"], force=True))
        return ("ada", "task") in waiting(room)

    assert waits_with("A mask.")
    give(room, "ada", "task", 3)
    assert not waits_with("A mask.")
    assert waits_with("Another mask.")
    give(room, "ada", "task", 4)
    (tmp_path / "submitted/ada/hw/p.ipynb").write_text("{ cut off")
    list(room.grade("hw", ["ada"]))
    assert waits_with("A third mask.")


def test_points_belong_to_the_answer_that_a_person_saw(room: Classroom) -> None:
    """Another one waits, however often it comes, and whatever else changes; the one seen does not."""
    cells = {("ada", "why"), ("ada", "grade_causal_mask")}
    seen, other = (STRICT, "Because of later tokens."), (TWOS, "I do not know.")
    hand_in(room.root, "ada", *seen)
    grade(room)
    for student, cell in cells:
        give(room, student, cell, 1.5)
    for mask, why in (other, (STRICT, other[1]), other, (other[0], "I forgot."), other):
        hand_in(room.root, "ada", mask, why)
        list(room.grade("hw", ["ada"]))
        assert waiting(room) >= cells

    hand_in(room.root, "ada", *seen)
    list(room.grade("hw", ["ada"]))
    assert not waiting(room) & cells


def test_points_for_what_nbgrader_graded_are_for_nothing_else(room: Classroom) -> None:
    """A person saw what lay there, whoever graded it; what was graded before is another answer."""
    first = hand_in(room.root, "ada", why="I do not know.")
    list(room.grade("hw", ["ada"]))
    seen = first.read_text()
    hand_in(room.root, "ada", why="Because of later tokens.")
    assert room.api.autograde("hw", "ada", force=True)["success"]
    give(room, "ada", "why", 2)
    first.write_text(seen)
    list(room.grade("hw", ["ada"]))

    assert ("ada", "why") in waiting(room)


def test_extra_credit_waits_with_another_answer(room: Classroom) -> None:
    """By itself nbgrader lets it stand for whatever comes next, and asks nobody."""
    grade(room)
    with room._gradebook() as book:
        book.find_grade("grade_causal_mask", "p", "hw", "ada").extra_credit = 1
        book.db.commit()
    grade(room, force=True)
    assert ("ada", "grade_causal_mask") not in waiting(room)
    hand_in(room.root, "ada", STRICT)
    grade(room)

    assert ("ada", "grade_causal_mask") in waiting(room)


def test_points_that_changed_after_release_are_refused(room: Classroom) -> None:
    """With the commands that put them right, and these do."""
    import nbformat

    nbformat.write(notebook(points=3), room.root / "source/hw/p.ipynb")
    with pytest.raises(StaffError, match="worth 3 points in source/ and 2 in the gradebook") as refused:
        grade(room)
    assert "`nbverdict release hw`" in str(refused.value.hint)
    room.generate("hw")
    assert points(grade(room)) == {"ada": 2, "bob": 1, "cy": 0}


def test_a_page_that_people_change_meanwhile_is_made_again(
    room: Classroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Their points stand, and the student's page shows them."""
    from nbverdict.course.grade_submission import SubmissionGrader

    grade(room)
    begin, given = SubmissionGrader.grade, []

    def grading(submission_grader: SubmissionGrader, task: Any) -> Any:
        done = begin(submission_grader, task)
        if task.student == "ada" and not given:
            given.append(give(room, "ada", "why", 1.5))
        return done

    monkeypatch.setattr(SubmissionGrader, "grade", grading)
    assert not grade(room, force=True)["ada"].error
    with room._gradebook() as book:
        assert book.find_submission("hw", "ada").score == 3.5
    assert "3.5" in (room.root / "feedback/ada/hw/p.html").read_text("utf-8")


def test_a_check_that_changed_gives_what_a_grading_from_nothing_gives(
    room: Classroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From kept evidence and from a new run alike."""
    grade(room)
    edit_the_checks(monkeypatch)
    judged = execute.JUDGE_CLIENT.judge

    def lenient(*told: Any) -> Any:
        return {
            name: replace(verdict, checks=tuple(replace(c, earned=c.worth) for c in verdict.checks))
            for name, verdict in judged(*told).items()
        }

    monkeypatch.setattr(execute.JUDGE_CLIENT, "judge", lenient)
    kept = grade(room)
    afresh = grade(room, force=True)

    assert points(kept) == points(afresh) == {"ada": 2, "bob": 2, "cy": 2}
    assert {one.ran for one in kept.values()} == {False}
    assert {one.ran for one in afresh.values()} == {True}
