"""A late penalty is a function of the gradebook's state, whenever it is computed."""

import warnings
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from nbgrader.api import Gradebook
from nbgrader.plugins import LateSubmissionPlugin
from sqlalchemy.exc import SAWarning
from traitlets.config import Config

from nbverdict.errors import StaffError
from nbverdict.gradebook.late import Penalty, settle_penalties
from tests import small_course
from tests.test_class import run

DAY = 86_400


class Half(LateSubmissionPlugin):
    """Takes half a point for each day."""

    def late_submission_penalty(self, student_id: str, score: float, total_seconds_late: float) -> float:  # noqa: ARG002 - nbgrader's
        """Return the penalty."""
        return total_seconds_late / DAY / 2


class Broken(LateSubmissionPlugin):
    """Raises."""

    def late_submission_penalty(self, *_: Any) -> float:
        """Raise."""
        raise KeyError("missing")


@pytest.fixture
def book(tmp_path: Path) -> Any:
    """One assignment worth four points, handed in two days late, with one point so far."""
    with warnings.catch_warnings(), Gradebook(f"sqlite:///{tmp_path}/gradebook.db", "c") as made:
        warnings.simplefilter("ignore", SAWarning)  # nbgrader's own
        made.add_assignment("hw", duedate="2026-01-01 12:00:00")
        made.add_notebook("p", "hw")
        made.add_grade_cell("t", "p", "hw", max_score=4, cell_type="code")
        made.add_student("ada")
        made.add_submission("hw", "ada", timestamp="2026-01-03 12:00:00")
        made.find_grade("t", "p", "hw", "ada").auto_score = 1
        made.db.commit()
        yield made


def penalty(book: Any) -> float | None:
    """Return the penalty that stands."""
    found: float | None = book.find_submission_notebook("p", "hw", "ada").late_submission_penalty
    return found


def policy(plugin: type) -> Config:
    """Return a configuration with this plug-in."""
    return Config({"AssignLatePenalties": {"plugin_class": plugin}})


def test_a_penalty_follows_points_extensions_and_due_dates(book: Any, tmp_path: Path) -> None:
    """Whatever changed since; a second look changes nothing."""
    assert settle_penalties(book, policy(Half), tmp_path) == [Penalty("ada", 1, before=0)]
    assert penalty(book) == 1
    assert settle_penalties(book, policy(Half), tmp_path) == [Penalty("ada", 1, before=1)]
    zero = Config({"LateSubmissionPlugin": {"penalty_method": "zero"}})
    book.find_grade("t", "p", "hw", "ada").manual_score = 3
    settle_penalties(book, zero, tmp_path)
    assert penalty(book) == 3
    book.find_submission("hw", "ada").extension = timedelta(days=3)
    assert settle_penalties(book, zero, tmp_path) == [Penalty("ada", 0, before=3)]
    assert penalty(book) is None


def test_what_would_be_taken_off_is_not_written(book: Any, tmp_path: Path) -> None:
    """A dry run says it."""
    told = settle_penalties(book, policy(Half), tmp_path, write=False)

    assert [str(one) for one in told] == ["ada 1 (was 0)"]
    assert penalty(book) is None


def test_only_the_wanted_assignment_is_settled(book: Any, tmp_path: Path) -> None:
    """Grading one does not touch another."""
    assert settle_penalties(book, policy(Half), tmp_path, ["other"]) == []
    assert penalty(book) is None


def test_a_broken_policy_is_named_and_changes_nothing(book: Any, tmp_path: Path) -> None:
    """It is a fault of staff, with its cause."""
    with pytest.raises(StaffError, match=r"late policy cannot be applied.*KeyError: 'missing'"):
        settle_penalties(book, policy(Broken), tmp_path)
    assert penalty(book) is None


@pytest.mark.slow
def test_a_plug_in_that_cannot_be_imported_is_told_before_anything_is_graded(tmp_path: Path) -> None:
    """By `nbverdict grade`, and by nbgrader's own export, each in one sentence."""
    root = small_course.build(tmp_path)
    small_course.hand_in(root, "ada")
    with (root / "nbgrader_config.py").open("a") as config:
        config.write('\nc.AssignLatePenalties.plugin_class = "late_polcy.TwentyPercentADay"\n')
    done = [run(root, "nbverdict", "grade", "hw"), run(root, "nbgrader", "export")]

    assert [one.returncode for one in done] == [2, 1]
    for one in done:
        assert "the late policy cannot be applied" in one.stderr
        assert "late_polcy.TwentyPercentADay" in one.stderr
        assert "Traceback" not in one.stderr
    assert not (root / "autograded").exists()
