"""What people gave, to whom and for what: without each wall it goes to an answer that nobody read."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from nbverdict.course import grade_submission as submission_grader
from nbverdict.course.grade_class import Classroom
from nbverdict.evidence.decode import CallOutcome
from nbverdict.feedback.tasks import read_tasks
from nbverdict.gradebook import answers
from nbverdict.judging import overrides as rulings
from nbverdict.judging.overrides import OverrideKind, Rulings
from nbverdict.judging.verdict import CheckStatus, CheckVerdict, Verdict
from nbverdict.notebook import titles
from nbverdict.report import class_results, readings
from nbverdict.report.class_results import gather_class
from nbverdict.report.course_files import CourseFiles
from nbverdict.report.page import write_report
from nbverdict.report.queue import AnswerGroup, Reason, Share, groups_of
from nbverdict.report.readings import Readings
from nbverdict.report.reviews import Reviews
from tests import small_course
from tests.engine.course.test_regrade import give, waiting
from tests.engine.execution.test_preprocessors import PLOT, run
from tests.engine.gradebook.test_answers import answers as identified
from tests.engine.judging.test_overrides import FORM, VALUES, ruling
from tests.engine.report.test_report import given, review, told
from tests.test_class import run as command

__all__ = ["run"]  # a fixture

Patch = pytest.MonkeyPatch
ENDS = "import os\ndef causal_mask(n):\n    os._exit(0)"
WITHOUT_WALLS = """
from nbverdict.sandbox.kernelspec import WalledUnlessStaffs
WalledUnlessStaffs.get_value = lambda *_: ""
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A small course of which nobody handed in anything."""
    (tmp_path / "course").mkdir()
    return small_course.build(tmp_path / "course")


def grade(root: Path, student: str, why: str, mask: str = small_course.RIGHT) -> None:
    """Grade a student's code and answer."""
    small_course.hand_in(root, student, mask, why)
    assert all(not one.error for one in Classroom(root).grade("hw", [student]))


def written(room: CourseFiles, student: str) -> AnswerGroup:
    """Return a student's part of the group of written answers."""
    groups = groups_of(gather_class(room, "hw"))
    group = next(one for one in groups if one.reason is Reason.WRITTEN)
    return replace(group, answers=tuple(one for one in group.answers if one.student == student))


def test_the_answer_that_was_seen(root: Path, monkeypatch: Patch) -> None:
    """If points that wait counted as given to what came last, it would have them when it comes again."""

    def settles(student: str) -> bool:
        grade(root, student, "Good.")
        give(Classroom(root), student, "why", 2)
        grade(root, student, "Bad.")
        assert all(not one.error for one in Classroom(root).grade("hw", [student], force=True))
        return (student, "why") not in waiting(Classroom(root))

    assert not settles("ada")
    monkeypatch.setattr(submission_grader, "seen_answers", lambda _page, last, _names: last)
    assert settles("eve")


def test_undone_reviews(root: Path, monkeypatch: Patch) -> None:
    """If nothing was taken back of what was laid aside, an older version would bring its points back."""
    room = CourseFiles(root)

    def brought_back(student: str) -> float | None:
        grade(root, student, "Good.")
        reviews = Reviews(room, "hw")
        review = reviews.give(written(room, student), score=2, comment=None, by="tess")
        grade(root, student, "Bad.")
        reviews.undo(review.number)
        grade(root, student, "Good.")
        return given(room, student)[0]

    assert brought_back("ada") is None
    monkeypatch.setattr(Reviews, "_take_back_laid_aside", lambda *_: None)
    assert brought_back("eve") == 2


def test_all_that_was_handed_in(tmp_path: Path, monkeypatch: Patch) -> None:
    """Without it answers of one text are the same, wherever they lead, and can be exchanged."""
    others = [{"printed": "I do not know."}, {"files": {"notes.txt": "I do not know."}}]
    before = identified(tmp_path)["p/why"]
    assert all(identified(tmp_path, **other)["p/why"] != before for other in others)
    monkeypatch.setattr(answers, "digest_of", lambda *_: "")
    before = identified(tmp_path)["p/why"]
    assert all(identified(tmp_path, **other)["p/why"] == before for other in others)


def test_names_of_groups(root: Path, monkeypatch: Patch) -> None:
    """If a name could be taken twice, its command would give to those whom another report showed."""
    room = CourseFiles(root)
    monkeypatch.setattr(readings, "SHORT", 1)
    grade(root, "ada", "Good.")
    group, kept = written(room, "ada"), Readings(room, "hw")
    others = [replace(group, answers=(replace(group.answers[0], read=str(n)),)) for n in range(20)]
    assert len({kept.keep(one).name for one in others}) == 20
    monkeypatch.setattr(readings, "_is_free", lambda *_: True)
    assert len({kept.keep(one).name for one in others}) < 20


def test_answers_as_they_were_shown(root: Path, monkeypatch: Patch) -> None:
    """If what there is to read were not compared, the report's command would give to another version."""
    room = CourseFiles(root)

    def gave_to_another() -> bool:
        grade(root, "ada", "Good.")
        write_report(room, "hw")
        name = told(room)
        grade(root, "ada", "Bad.")
        review(room, name, "--score", "2", "--give")
        return given(room, "ada")[0] == 2

    assert not gave_to_another()
    monkeypatch.setattr(class_results, "digest", lambda _: "")
    assert gave_to_another()


def test_one_share_of_a_group(root: Path, monkeypatch: Patch) -> None:
    """If a name stood for all that wait for the same, one reader's command would give to the whole class."""
    room = CourseFiles(root)
    for student in ("ada", "ben"):
        grade(root, student, "Good.")
    write_report(room, "hw", Share(1, 2))
    name = told(room, "hw-1-of-2")

    def all_of(
        self: Readings, name: str, found: Sequence[Any], _: Sequence[str] = ()
    ) -> tuple[AnswerGroup, list[str]]:
        return replace(next(one for one in groups_of(found) if self._read(name).is_of(one)), name=name), []

    assert "ben" not in review(room, name, "--score", "2")
    monkeypatch.setattr(Readings, "find", all_of)
    assert "ben" in review(room, name, "--score", "2")


def test_what_stands_behind_others(tmp_path: Path, monkeypatch: Patch) -> None:
    """If a ruling freed only what stands right behind, the last of three would stay skipped, for nothing."""
    last = CheckVerdict("last", "It comes last", 1, 0, CheckStatus.SKIPPED, "", behind="form")
    verdict = Verdict(
        "mask", (last, replace(FORM, status=CheckStatus.SKIPPED, earned=0, behind="values"), VALUES)
    )
    decided = Rulings(tmp_path, "hw")
    decided.make(ruling("values", OverrideKind.DROP))

    def directly(checks: Sequence[CheckVerdict], ruled: set[str]) -> list[CheckVerdict]:
        return [rulings._freed(one, waits=False) if one.behind in ruled else one for one in checks]

    assert decided.applied(verdict).checks[0].status is not CheckStatus.SKIPPED
    monkeypatch.setattr(rulings, "_all_freed", directly)
    assert decided.applied(verdict).checks[0].status is CheckStatus.SKIPPED


def test_titles(monkeypatch: Patch) -> None:
    """If headings of a student's own gave titles, a page and the report would say them as ours."""
    asked, own = new_markdown_cell("## Asked"), new_markdown_cell("# Full marks")
    test = new_code_cell("1")
    test.metadata["nbgrader"] = {"grade_id": "test", "grade": True, "score": 0.0, "points": 2.0}
    submitted = new_notebook(cells=[asked, own, test])

    def title() -> str:
        titles.put_titles(submitted, [asked, test])
        return read_tasks(submitted)[0].title

    assert title() == "Asked"
    found = titles._titles
    monkeypatch.setattr(titles, "_titles", lambda _: found(submitted.cells))
    assert title() == "Full marks"


def test_validating(root: Path) -> None:
    """Without a walled kernel `nbgrader validate` runs a submission's cells as whoever starts it."""
    mark = root.parent / "outside"
    small_course.hand_in(root, "eve", f"open({str(mark)!r}, 'w')\n{small_course.RIGHT}")
    command(root, "nbgrader", "validate", "submitted/eve/hw/p.ipynb")
    assert not mark.exists()
    config = root / "course_config.py"
    config.write_text(WITHOUT_WALLS + config.read_text("utf-8"))
    command(root, "nbgrader", "validate", "submitted/eve/hw/p.ipynb")
    assert mark.exists()


def test_time_of_all_runs(run: Any, monkeypatch: Patch) -> None:
    """If runs were begun for which no time is left, whoever ends the first would have it twice."""

    def is_run_again() -> bool:
        _, evidence = run(
            *("import time; time.sleep(7)", ENDS, PLOT),
            challenges=("causal_mask", "plot_t5"),
            timeout=9,
            notebook_seconds=10,
        )
        return any(one.calls[0].outcome is CallOutcome.ANSWER for one in evidence)

    run("1 + 1")  # the server starts
    assert not is_run_again()
    monkeypatch.setattr("nbverdict.execution.runner.RUNS", 3)
    assert is_run_again()
