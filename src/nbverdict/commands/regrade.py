"""`nbverdict regrade`: corrects the points of a faulty check for everybody."""

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


def regrade_class(
    course_dir: Path,
    assignment: str,
    *,
    drop: str | None,
    full_marks: str | None,
    reason: str,
    dry_run: bool = False,
) -> int:
    """Put a ruling about a check in force, and grade everybody again from the cached evidence.

    Raises:
        StaffError: not exactly one check is named, there is no such check, or no reason is given.
    """
    named = [
        (kind, name)
        for kind, name in ((OverrideKind.DROP, drop), (OverrideKind.FULL_MARKS, full_marks))
        if name
    ]
    if len(named) != 1 or not reason.strip():
        raise StaffError("name one check, with --drop or --full-marks, and a --reason that students read")
    kind, name = named[0]
    root = find_course(course_dir.resolve())
    look_ahead(root, assignment)
    room = Classroom(root)
    students = room.students(assignment)
    rulings = Rulings(room.store, assignment)
    with room.lock():
        room.ensure_released(assignment)
        before = rulings.all()
        challenge, check = _found(room.asked(assignment), name)
        rulings.make(Ruling(challenge=challenge, check=check, kind=kind, reason=reason.strip().rstrip(".")))
        if dry_run:
            try:
                return show_foreseen(room, assignment, students)
            finally:
                rulings.put(before)
    return grade_class(course_dir, assignment, student=None)


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
