"""Late work: a function of the state, whoever computes it."""

import csv
from typing import Any

from tools.cases.case import case
from tools.cases.course import Course, says
from tools.cases.notebooks import masks, written

LATE = "late work"


def _late(course: Course, settings: str) -> None:
    course.make({"p": masks()}, settings=settings)
    course.run("nbgrader", "db", "assignment", "add", "hw", "--duedate=2026-01-01 12:00:00 UTC")
    path = course.hand_in("ada", written(course.release()))
    (path.parent / "timestamp.txt").write_text("2026-01-02 12:00:00 UTC", "utf-8")
    course.grade()


def _give(course: Course, cell: str, points: float) -> None:
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{course.root}/gradebook.db", "transformers") as book:
        grade = book.find_grade(cell, "p", "hw", "ada")
        grade.manual_score = points
        grade.needs_manual_grade = False
        book.db.commit()


def _export(course: Course) -> Any:
    course.run("nbgrader", "export", "--to=grades.csv")
    return (course.root / "grades.csv").read_text("utf-8")


@case(LATE, "PrairieLearn #14319")
def points_after_a_penalty(course: Course) -> None:
    """Late by a policy of zero, then a person gives points: the same total, also after `--force`."""
    _late(
        course,
        'c.LateSubmissionPlugin.penalty_method = "zero"\n',
    )
    first = _export(course)
    _give(course, "why", 2)
    once = _export(course)
    course.grade("--force")
    again = _export(course)
    assert once == again, (first, once, again)


@case(LATE, "nbgrader's documentation")
def own_late_plugin(course: Course) -> None:
    """`late.py` in the course's folder, as nbgrader documents it, is used."""
    (course.root / "late.py").write_text(
        "from nbgrader.plugins import BasePlugin\n\n"
        "class SubMarks(BasePlugin):\n"
        "    def late_submission_penalty(self, student_id, score, total_seconds_late):\n"
        "        return round(total_seconds_late / 86400 * 0.5, 2)\n",
        "utf-8",
    )
    _late(course, 'c.AssignLatePenalties.plugin_class = "late.SubMarks"\n')
    assert course.score("ada") == (2, False), course.scores()
    says(_export(course), "0.5")


@case(LATE, "nbgrader #933")
def broken_late_plugin(course: Course) -> None:
    """A late plug-in that raises is named with its cause; old scores stand."""
    plugin = course.root / "late.py"
    plugin.write_text(
        "from nbgrader.plugins import BasePlugin\n\nclass SubMarks(BasePlugin):\n"
        "    def late_submission_penalty(self, student_id, score, total_seconds_late):\n        return 0\n",
        "utf-8",
    )
    _late(course, 'c.AssignLatePenalties.plugin_class = "late.SubMarks"\n')
    plugin.write_text(plugin.read_text("utf-8").replace("return 0", "return missing"), "utf-8")
    said = course.grade("--force", ok=False)
    assert course.rc, "nobody is told"
    says(said, "late.py", "missing")
    assert course.score("ada") == (2, False), course.scores()


@case(LATE, "nbgrader #933")
def due_date_in_a_zone(course: Course) -> None:
    """A due date with an offset or the name of a zone is read right, or refused."""
    course.make({"p": masks()}, settings='c.LateSubmissionPlugin.penalty_method = "zero"\n')
    course.run("nbgrader", "db", "assignment", "add", "hw", "--duedate=2026-06-01 12:00:00 +0200")
    course.hand_in("eve", written(course.release()))
    told = course.grade()
    says(told, "takes an offset such as +0200 for seconds; write the time in UTC")
    course.run("nbgrader", "db", "assignment", "add", "hw", "--duedate=2026-06-01 12:00:00 Europe/Berlin")
    path = course.hand_in("ada", written(course.release()))
    (path.parent / "timestamp.txt").write_text("2026-06-01 09:59:00 UTC", "utf-8")
    path = course.hand_in("bob", written(course.release()))
    (path.parent / "timestamp.txt").write_text("2026-06-01 12:30:00 +0200", "utf-8")
    path = course.hand_in("dan", written(course.release()))
    (path.parent / "timestamp.txt").write_text("2026-06-01 11:30:00 Europe/Berlin", "utf-8")
    path = course.hand_in("fay", written(course.release()))
    (path.parent / "timestamp.txt").write_text("2026-06-01 11:30:00 IST", "utf-8")
    course.hand_in("cleo", written(course.release()))
    told = course.grade()
    rows = csv.DictReader(_export(course).splitlines())
    exported = {row["student_id"]: (float(row["raw_score"]), float(row["score"])) for row in rows}
    full = exported["ada"][0]
    on_time = dict.fromkeys(("ada", "cleo", "dan", "eve", "fay"), (full, full))
    assert full > 0, exported
    assert exported == on_time | {"bob": (full, 0)}, exported
    says(
        told,
        "due 2026-06-01 10:00:00 UTC",
        "nothing says when it was handed in",
        "its time zone is unknown or ambiguous",
    )


@case(LATE, "an instructor of physics")
def extension(course: Course) -> None:
    """Who has an extension is graded as everybody is, and again; the page and the export agree."""
    from datetime import timedelta

    from nbgrader.api import Gradebook

    _late(course, 'c.LateSubmissionPlugin.penalty_method = "zero"\n')
    assert _points_of_ada(course) == 0
    with Gradebook(f"sqlite:///{course.root}/gradebook.db", "transformers") as book:
        book.find_submission("hw", "ada").extension = timedelta(days=2)
        book.db.commit()
    says(course.run("nbverdict", "grade", "hw", "--dry-run"), "for being late: ada 0 (was 2)")
    assert _points_before_export(course) == 0
    for more in ((), ("--force",), ("--student", "ada", "--force")):
        course.grade(*more)
        assert _points_of_ada(course) == 2, more
    path = course.hand_in("ada", written(course.release(), "def causal_mask(n):\n    return None"))
    (path.parent / "timestamp.txt").write_text("2026-01-02 13:00:00 UTC", "utf-8")
    course.grade()
    assert _points_of_ada(course) == 0
    says(course.page("ada"), "0 of 2 points")


def _points_before_export(course: Course) -> float:
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{course.root}/gradebook.db", "transformers") as book:
        [notebook] = book.find_submission("hw", "ada").notebooks
        return float(notebook.score - (notebook.late_submission_penalty or 0.0))


def _points_of_ada(course: Course) -> float:
    rows = csv.DictReader(_export(course).splitlines())
    return float(next(row["score"] for row in rows if row["student_id"] == "ada"))
