"""`course doctor`: what is missing on this machine, in plain words."""

import os
import shutil
import sys
from collections.abc import Iterator
from ctypes.util import find_library
from dataclasses import dataclass
from enum import Enum
from importlib import metadata
from pathlib import Path

from rich.console import Console

from graders.commands.models import stand_in_line
from graders.errors import CourseError
from graders.evidence.secret import FINGERPRINT
from graders.grading.classroom import Classroom
from graders.grading.configured import CONFIG, merged, sources_of
from graders.grading.guard import objections
from graders.grading.settings import Course, find_course, read_config
from graders.grading.weights_shown import asked_about
from graders.models import standins
from graders.models.cache import PROJECT, PROJECT_CACHE
from graders.models.catalogue import catalogue
from graders.reference.device import choose_device
from graders.sandbox.cgroup import Accounting, accounting
from graders.sandbox.inside.plan import LANDLOCK, NAMESPACES
from graders.sandbox.servers import look
from graders.sandbox.settings import Sandbox

WALLED = "`course grade`: students' code runs behind walls: {}"
OPT_IN = (
    "use `course grade`, or write `from graders.grading.defaults import configure; configure(c)` "
    f"into {CONFIG}, after `c = get_config()`"
)
REMEDIES = {  # of a sandbox that cannot be had
    NAMESPACES: "allow user namespaces (docs/sandbox.md tells how), or grade as root",
    LANDLOCK: "use Linux 6.12 or newer with Landlock; elsewhere, the container of docs/sandbox.md",
}


class Mark(Enum):
    """What a look came to: its sign, and the sign's colour."""

    FINE = ("✓", "green")
    WARNING = ("!", "yellow")  # grading works, and a person should know
    MISSING = ("✗", "red")


@dataclass(frozen=True)
class Found:
    """What one look found, and what to do where something is missing."""

    mark: Mark
    what: str
    remedy: str = ""


LATER = Found(Mark.FINE, "this is looked at once a course can be graded here")


def examine(course_dir: Path, *, cache: Path = PROJECT_CACHE) -> int:
    """Print one line for each thing that grading needs; return 1 where something is missing."""
    console = Console(soft_wrap=True)
    found = [one for one in _looks(course_dir.resolve(), cache) if one is not LATER]
    for one in found:
        sign, colour = one.mark.value
        console.print(f"{sign} {one.what}", style=colour, highlight=False)
        if one.mark is not Mark.FINE:
            console.print(f"    {one.remedy}", highlight=False)
    console.print(stand_in_line(cache), style="dim")
    return int(any(one.mark is Mark.MISSING for one in found))


def _looks(course: Path, cache: Path) -> Iterator[Found]:
    yield from (
        _python(),
        _packages(),
        _libseccomp(),
        _alembic(),
        _models(cache),
        _course(course),
        _configuration(course),
        _secret(course),
    )
    yield _device(course)
    yield from _sandbox(course)
    yield from _plain_nbgrader(course)
    yield _accounting()
    yield from _user()
    yield from _stand_ins_beside_answers(course, cache)
    yield from _solutions(course)


def _found(fine: bool, what: str, remedy: str = "") -> Found:  # noqa: FBT001 - reads as "found fine"
    return Found(Mark.FINE if fine else Mark.MISSING, what, remedy)


def _python() -> Found:
    version = ".".join(map(str, sys.version_info[:3]))
    return _found(sys.version_info >= (3, 11), f"Python {version}", "install Python 3.11 or newer")


def _packages() -> Found:
    other = [line for line in _pins() if _installed(line.split("==")[0]) != line.split("==")[1]]
    what = (
        f"{len(other)} packages are not as pinned: {', '.join(other[:5])}"
        if other
        else "packages are as pinned"
    )
    return _found(not other, what, "run `make setup`")


def _pins() -> list[str]:
    files = ("requirements.txt", "requirements-no-deps.txt")
    lines = [line for file in files for line in (PROJECT / file).read_text("utf-8").splitlines()]
    return [line.split()[0] for line in lines if "==" in line]


def _installed(name: str) -> str:
    try:
        return metadata.version(name).split("+")[0]
    except metadata.PackageNotFoundError:
        return ""


def _libseccomp() -> Found:
    found = find_library("seccomp")
    what = "libseccomp is here" if found else "libseccomp is missing, which the sandbox needs"
    return _found(bool(found), what, "install it from your system's packages (Debian, Ubuntu: libseccomp2)")


def _alembic() -> Found:
    found = shutil.which("alembic")
    return _found(
        bool(found),
        "nbgrader finds `alembic`" if found else "nbgrader cannot find `alembic`, which makes its gradebook",
        "activate the environment: source .venv/bin/activate",
    )


def _models(cache: Path) -> Found:
    missing = [name for name in catalogue() if not standins.is_prepared(name, cache)]
    what = f"{len(missing)} models are missing from {cache}" if missing else f"models lie in {cache}"
    return _found(not missing, what, "run `course models prepare`")


def _course(folder: Path) -> Found:
    try:
        return _found(True, f"a course lies in {find_course(folder)}")
    except CourseError as error:
        return _found(False, str(error), error.hint or "")


def _configuration(folder: Path) -> Found:
    """Say which files configure the course, or why none of its commands will run."""
    try:
        root = find_course(folder)
    except CourseError:
        return LATER
    try:
        read_config(root)
    except CourseError as error:
        return _found(False, f"no command will run here: {error}", error.hint or "")
    files = ", ".join(str(one.path) for one in sources_of(root))
    return _found(True, f"in force: the engine's own configuration{', then ' if files else ''}{files}")


def _plain_nbgrader(folder: Path) -> Iterator[Found]:
    """Say whether nbgrader's own commands have walls here: they read these files, and nothing of ours."""
    try:
        against = next(objections(merged(sources_of(find_course(folder)))), None)
    except CourseError:
        return
    if against is None:
        yield _found(True, "plain `nbgrader autograde` here does as `course grade` does")
    else:
        what = (
            "plain `nbgrader autograde` here has none of this configuration: students' code would run as you"
        )
        yield Found(Mark.WARNING, what, OPT_IN)


def _secret(folder: Path) -> Found:
    try:
        root = find_course(folder)
        course = Course(config=read_config(root))
    except CourseError:
        return LATER
    file, evidence = root / course.secret_file, root / course.evidence_directory / FINGERPRINT
    if file.is_file() or not evidence.is_file():
        return _found(
            True,
            f"the course secret is {file}" if file.is_file() else f"a course secret will be made at {file}",
        )
    return _found(False, f"evidence exists, and its course secret {file} is missing", "put the secret back")


def _sandbox(folder: Path) -> Iterator[Found]:
    """Try the walls from inside, and say which of them this machine has."""
    try:
        settings, walled = Sandbox(config=read_config(find_course(folder))), WALLED
    except CourseError:
        settings, walled = Sandbox(), "this machine has walls: {}; nothing is graded here"
    looked = look(settings)
    for one in looked:
        if one.against:
            worse = Mark.WARNING if one is not looked[-1] or settings.unsafe_no_sandbox else Mark.MISSING
            yield Found(worse, f"no sandbox with {one.tier}: {one.against}", REMEDIES[one.tier])
        else:
            yield _found(True, walled.format(one.tier))


def _accounting() -> Found:
    """Say who counts what a notebook's processes use: the system, or we, a few times a second."""
    found = accounting()
    return Found(
        Mark.WARNING if found is Accounting.PROC else Mark.FINE,
        f"what students' code uses is {found}"
        if found is Accounting.PROC
        else f"what students' code uses is counted and bounded by the system: {found}",
        "grade as root, or in `systemd-run --user --scope -p Delegate=yes`: then the system does it",
    )


def _user() -> Iterator[Found]:
    """Say what students' processes share with whoever grades, if that is not root."""
    if os.getuid() != 0:
        what = "students' code runs as you, behind walls: what Linux counts for each user you share with it"
        yield Found(Mark.WARNING, what, "grade as root, or as a user who runs nothing else")


def _device(folder: Path) -> Found:
    try:
        course = Course(config=read_config(find_course(folder)))
    except CourseError:
        return LATER
    try:
        device = choose_device(course.device)
    except CourseError as error:
        return _found(False, str(error), error.hint or "")
    return _found(True, f"the reference computes on {device}")


def _stand_ins_beside_answers(folder: Path, cache: Path) -> Iterator[Found]:
    """Warn where students write about real weights and would see a stand-in's."""
    if _course(folder).mark is not Mark.FINE:
        return
    try:
        shown = asked_about(find_course(folder), standins.stand_ins(cache))
    except CourseError as error:
        yield _found(False, str(error), error.hint or "")
        return
    for one in shown:
        yield Found(
            Mark.WARNING,
            f"in {one.notebook} students write about `{one.model}`, and would see a stand-in",
            f"run `course models pull {one.model}`",
        )


def _solutions(folder: Path) -> Iterator[Found]:
    """Grade the course's own solution of each assignment that students have handed in, as a grading would."""
    try:
        root = find_course(folder)
        submitted = read_config(root).CourseDirectory.get("submitted_directory", "submitted")
        for assignment in sorted(path.name for path in root.glob("source/*") if path.is_dir()):
            if any(root.glob(f"{submitted}/*/{assignment}")):
                yield _solution(Classroom(root), assignment)
    except CourseError as error:
        yield _found(False, f"no solution can be graded: {error}", error.hint or "")


def _solution(room: Classroom, assignment: str) -> Found:
    with room.lock():
        room.ensure_released(assignment)
        try:
            room.canary(room.asked(assignment)).ensure()
        except CourseError as error:
            return _found(False, str(error), error.hint or "")
    return _found(True, f"the course's own solution of `{assignment}` has full marks here")
