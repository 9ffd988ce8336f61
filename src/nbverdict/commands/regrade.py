"""`nbverdict regrade`: corrects the points of a faulty check for everybody."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from nbverdict.commands.foresee import show_foreseen
from nbverdict.commands.grade import grade_class
from nbverdict.config.settings import find_course
from nbverdict.course.assignment import AssignmentFingerprint
from nbverdict.course.grade_class import Classroom
from nbverdict.course.preflight import look_ahead
from nbverdict.errors import StaffError
from nbverdict.judging.discovery import load_challenge
from nbverdict.judging.overrides import OverrideKind, Ruling, Rulings
from nbverdict.judging.scoring import checks_of


def regrade_class(  # noqa: PLR0913 - one for each option
    course_dir: Path,
    assignment: str,
    *,
    drop: str | None = None,
    full_marks: str | None = None,
    undo: str | None = None,
    reason: str = "",
    dry_run: bool = False,
) -> int:
    """Put a ruling about a check in force or undo one, and grade everybody again from the cached evidence.

    Raises:
        StaffError: not exactly one check is named, there is no such check or ruling, or no reason is given
            for a ruling.
    """
    kind, name = _wanted({OverrideKind.DROP: drop, OverrideKind.FULL_MARKS: full_marks, None: undo}, reason)
    root = find_course(course_dir.resolve())
    look_ahead(root, assignment)
    room = Classroom(root)
    students = room.students(assignment)
    rulings = Rulings(room.store, assignment)
    with room.lock():
        room.ensure_released(assignment)
        before = rulings.all()
        if kind is None:
            rulings.undo(_ruled(before, name))
        else:
            challenge, check = _found(room.asked(assignment), name)
            rulings.make(
                Ruling(challenge=challenge, check=check, kind=kind, reason=reason.strip().rstrip("."))
            )
        if dry_run:
            try:
                return show_foreseen(room, assignment, students)
            finally:
                rulings.put(before)
    return grade_class(course_dir, assignment, student=None)


def _wanted(named: Mapping[OverrideKind | None, str | None], reason: str) -> tuple[OverrideKind | None, str]:
    """Return the decision, or None to undo one, and the name of its check.

    Raises:
        StaffError: not exactly one check is named, or no reason is given for a ruling.
    """
    given = [(kind, name) for kind, name in named.items() if name]
    if len(given) == 1 and given[0][0] and not reason.strip():
        raise StaffError("a decision needs a reason", hint='name it with --reason "...": students read it')
    if len(given) != 1:
        raise StaffError(
            "name one check, with --drop or --full-marks and a --reason that students read, or with --undo"
        )
    return given[0]


def _ruled(rulings: Sequence[Ruling], name: str) -> Ruling:
    """Return the ruling in force about the check that `CHECK` or `CHALLENGE.CHECK` names.

    Raises:
        StaffError: there is none, or there are several.
    """
    fitting = [one for one in rulings if name in (one.check, f"{one.challenge}.{one.check}")]
    if len(fitting) == 1:
        return fitting[0]
    known = ", ".join(".".join(filter(None, (one.challenge, one.check))) for one in fitting or rulings)
    what = "several rulings" if fitting else "no ruling"
    raise StaffError(
        f"{what} about `{name}` can be undone",
        hint=f"name one of: {known}" if known else "none is in force for this assignment",
    )


def _found(asked: AssignmentFingerprint, name: str) -> tuple[str, str]:
    """Return the challenge, none for a plain test, and the check that `CHECK` or `CHALLENGE.CHECK` names.

    Raises:
        StaffError: there is no such check in the assignment, or there are several.
    """
    wanted, _, check = name.rpartition(".")
    checks = [
        (challenge, one.__name__.removeprefix("test_"))
        for challenge in asked.challenges
        for one in checks_of(load_challenge(challenge))
    ]
    checks += [("", cell) for cell in asked.plain_tests]
    if not checks:
        raise StaffError(
            f"`{asked.assignment}` has no tests to repair: people grade all of it",
            hint="`nbverdict review` gives points",
        )
    fitting = [one for one in checks if one[1] == check and wanted in ("", one[0])]
    if len(fitting) == 1:
        return fitting[0]
    known = ", ".join(".".join(filter(None, one)) for one in fitting or checks)
    what = "several checks" if fitting else "no check"
    raise StaffError(f"`{asked.assignment}` has {what} named `{name}`", hint=f"name one of: {known}")
