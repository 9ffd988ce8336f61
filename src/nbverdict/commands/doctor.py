"""`nbverdict doctor`: reports what this machine lacks for grading."""

import os
import shutil
import sys
from collections.abc import Iterator
from ctypes.util import find_library
from pathlib import Path

from rich.console import Console

from nbverdict.config.course_code import called
from nbverdict.config.defaults import SUBMISSIONS
from nbverdict.config.device import device_of
from nbverdict.config.guard import objections
from nbverdict.config.loading import CONFIG, merged, sources_of
from nbverdict.config.looks import LookResult, Mark
from nbverdict.config.looks import found as looked
from nbverdict.config.sanity import ensure_sane
from nbverdict.config.settings import Course, find_course, read_config
from nbverdict.course.grade_class import Classroom
from nbverdict.course.preflight import challenges_of, source_of
from nbverdict.errors import CourseError
from nbverdict.evidence.secret import FINGERPRINT
from nbverdict.sandbox.cgroup import Accounting, accounting
from nbverdict.sandbox.inside.plan import LANDLOCK, NAMESPACES
from nbverdict.sandbox.servers import look
from nbverdict.sandbox.settings import Sandbox

WALLED = "`nbverdict grade`: students' code runs behind walls: {}"
OPT_IN = (
    f"use `nbverdict grade`, or write `import nbverdict` and `nbverdict.configure(c)` into {CONFIG}, "
    "after `c = get_config()`"
)
ALIKE = "grades in the same sandbox; docs/nbgrader.md lists what only `nbverdict grade` does"
REMEDIES = {  # for a missing sandbox
    NAMESPACES: "allow user namespaces (docs/sandbox.md tells how), or grade as root",
    LANDLOCK: "use Linux 6.12 or newer with Landlock; elsewhere, a virtual machine that runs Linux",
}


LATER = LookResult(Mark.FINE, "this is looked at once a course can be graded here")


def examine(course_dir: Path) -> int:
    """Print one line for each requirement of grading; return 1 if one is missing."""
    console = Console(soft_wrap=True)
    found = [one for one in _looks(course_dir.resolve()) if one is not LATER]
    for one in found:
        sign, colour = one.mark.value
        console.print(f"{sign} {one.what}", style=colour, highlight=False)
        if one.mark is not Mark.FINE:
            console.print(f"    {one.remedy}", highlight=False)
    return int(any(one.mark is Mark.MISSING for one in found))


def _looks(course: Path) -> Iterator[LookResult]:
    yield from (
        _python(),
        _libseccomp(),
        _alembic(),
        _course(course),
        _configuration(course),
        _secret(course),
    )
    yield _device(course)
    yield from _sandbox(course)
    yield from _plain_nbgrader(course)
    yield _accounting()
    yield from _user()
    yield from _challenges(course)
    yield from _of_the_course(course)
    yield from _solutions(course)


def _python() -> LookResult:
    version = ".".join(map(str, sys.version_info[:3]))
    return looked(f"Python {version}", "install Python 3.11 or newer", fine=sys.version_info >= (3, 11))


def _libseccomp() -> LookResult:
    found = find_library("seccomp")
    what = "libseccomp is here" if found else "libseccomp is missing, which the sandbox needs"
    return looked(
        what, "install it from your system's packages (Debian, Ubuntu: libseccomp2)", fine=bool(found)
    )


def _alembic() -> LookResult:
    found = shutil.which("alembic")
    return looked(
        "nbgrader finds `alembic`" if found else "nbgrader cannot find `alembic`, which makes its gradebook",
        "activate the environment: source .venv/bin/activate",
        fine=bool(found),
    )


def _course(folder: Path) -> LookResult:
    try:
        return looked(f"a course lies in {find_course(folder)}", fine=True)
    except CourseError as error:
        return looked(str(error), error.hint or "", fine=False)


def _configuration(folder: Path) -> LookResult:
    """Report the files that configure the course, or why its commands cannot run."""
    try:
        root = find_course(folder)
    except CourseError:
        return LATER
    try:
        ensure_sane(read_config(root), root)
    except CourseError as error:
        return looked(f"no command will run here: {error}", error.hint or "", fine=False)
    files = ", ".join(str(one.path) for one in sources_of(root))
    return looked(f"in force: the engine's own configuration{', then ' if files else ''}{files}", fine=True)


def _plain_nbgrader(folder: Path) -> Iterator[LookResult]:
    """Report whether nbgrader's own commands use the sandbox here: they read only these files."""
    try:
        config = merged(sources_of(find_course(folder)))
        against = next(objections(config), None)
    except CourseError:
        return
    if against is None:
        yield looked(f"plain `nbgrader autograde` here {ALIKE}", fine=True)
    elif config.Autograde.get("exporter_class") != SUBMISSIONS:  # else they refuse what we refuse above
        what = (
            "nbgrader's own commands here have none of this configuration: `nbgrader autograde` would run "
            "students' code as you, `nbgrader generate_feedback` shows hidden tests, and `nbgrader export` "
            "has late penalties as the last `nbverdict grade` left them"
        )
        yield LookResult(Mark.WARNING, what, OPT_IN)


def _secret(folder: Path) -> LookResult:
    try:
        root = find_course(folder)
        course = Course(config=read_config(root))
    except CourseError:
        return LATER
    file, evidence = root / course.secret_file, root / course.evidence_directory / FINGERPRINT
    if file.is_file() or not evidence.is_file():
        return looked(
            f"the course secret is {file}" if file.is_file() else f"a course secret will be made at {file}",
            fine=True,
        )
    return looked(
        f"evidence exists, and its course secret {file} is missing", "put the secret back", fine=False
    )


def _sandbox(folder: Path) -> Iterator[LookResult]:
    """Test the sandbox from inside, and report which layers this machine has."""
    try:
        settings, walled = Sandbox(config=read_config(find_course(folder))), WALLED
    except CourseError:
        settings, walled = Sandbox(), "this machine has walls: {}; nothing is graded here"
    tried = look(settings)
    for one in tried:
        if one.against:
            worse = Mark.WARNING if one is not tried[-1] or settings.unsafe_no_sandbox else Mark.MISSING
            yield LookResult(worse, f"no sandbox with {one.tier}: {one.against}", REMEDIES[one.tier])
        else:
            yield looked(walled.format(one.tier), fine=True)


def _accounting() -> LookResult:
    """Report whether the system measures a notebook's processes, or we do, several times a second."""
    found = accounting()
    return LookResult(
        Mark.WARNING if found is Accounting.PROC else Mark.FINE,
        f"what students' code uses is {found}"
        if found is Accounting.PROC
        else f"what students' code uses is counted and bounded by the system: {found}",
        "grade as root, or in `systemd-run --user --scope -p Delegate=yes`: then the system does it",
    )


def _user() -> Iterator[LookResult]:
    """Report what students' processes share with the grading user, unless that is root."""
    if os.getuid() != 0:
        what = "students' code runs as you, behind walls: what Linux counts for each user you share with it"
        yield LookResult(Mark.WARNING, what, "grade as root, or as a user who runs nothing else")


def _device(folder: Path) -> LookResult:
    try:
        course = Course(config=read_config(find_course(folder)))
    except CourseError:
        return LATER
    try:
        device = device_of(course)
    except CourseError as error:
        return looked(str(error), error.hint or "", fine=False)
    return looked(f"the reference computes on {device}", fine=True)


def _challenges(folder: Path) -> Iterator[LookResult]:
    """Report whether each assignment's challenges can be imported, unless the configuration is faulty."""
    try:
        root = find_course(folder)
        ensure_sane(config := read_config(root), root)
    except CourseError:
        return
    for assignment in _assignments(root):
        try:
            found = challenges_of(source_of(config, root, assignment))
        except CourseError as error:
            yield looked(str(error), error.hint or "", fine=False)
            continue
        if names := [f"`{name}`" for modules in found.values() for name in modules]:
            yield looked(f"`{assignment}` calls {', '.join(names)}", fine=True)


def _assignments(root: Path) -> list[str]:
    return sorted(path.name for path in root.glob("source/*") if path.is_dir())


def _of_the_course(folder: Path) -> Iterator[LookResult]:
    """Run the course's own looks; another look reports a missing course."""
    try:
        root = find_course(folder)
        names = Course(config=read_config(root)).looks
    except CourseError:
        return
    try:
        for name in names:
            yield from called(name)(root)
    except CourseError as error:
        yield looked(str(error), error.hint or "", fine=False)


def _solutions(folder: Path) -> Iterator[LookResult]:
    """Grade the course's own solution of each assignment with submissions, as `nbverdict grade` would.

    If its challenges cannot be imported, another look reports that.
    """
    try:
        root = find_course(folder)
        ensure_sane(config := read_config(root), root)
        submitted = config.CourseDirectory.get("submitted_directory", "submitted")
    except CourseError:
        return
    try:
        for assignment in _assignments(root):
            if any(root.glob(f"{submitted}/*/{assignment}")) and _is_importable(root, assignment):
                yield _solution(Classroom(root), assignment)
    except CourseError as error:
        yield looked(f"no solution can be graded: {error}", error.hint or "", fine=False)


def _is_importable(root: Path, assignment: str) -> bool:
    try:
        challenges_of(source_of(read_config(root), root, assignment))
    except CourseError:
        return False
    return True


def _solution(room: Classroom, assignment: str) -> LookResult:
    with room.lock():
        room.ensure_released(assignment)
        try:
            room.canary(room.asked(assignment)).ensure()
        except CourseError as error:
            return looked(str(error), error.hint or "", fine=False)
    return looked(f"the course's own solution of `{assignment}` has full marks here", fine=True)
