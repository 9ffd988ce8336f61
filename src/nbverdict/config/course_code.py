"""The code of a course: its folder of challenges, and other functions of the course that the engine calls.

Challenges are the packages of one folder, imported as `graders` wherever that folder lies; the course's root
is not put on Python's path for them.
"""

import importlib
import importlib.util
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nbverdict.errors import StaffError

PACKAGE = "graders"
MARKS = ("BEGIN HIDDEN TESTS", "END HIDDEN TESTS")  # nbgrader's own


@dataclass(frozen=True)
class CourseCode:
    """Where the code of this process's course lies."""

    folder: Path
    builders: Path | None = None  # builds a course's own kinds of arguments, in a student's process
    visible: tuple[str, ...] = ()  # other folders that its references and notebooks read


_found: CourseCode | None = None
_marks = MARKS


def use_marks(config: Any) -> None:
    """Use the words that a configuration has for the beginning and the end of hidden tests."""
    global _marks  # noqa: PLW0603 - as below
    own = config.get("ClearHiddenTests", {})
    # with nbgrader's spelling of delimiters
    begin, end = own.get("begin_test_delimeter"), own.get("end_test_delimeter")
    _marks = (
        begin if isinstance(begin, str) and begin else MARKS[0],
        end if isinstance(end, str) and end else MARKS[1],
    )


def hidden_marks() -> tuple[str, str]:
    """Return the words at the beginning and at the end of hidden tests in this process's course."""
    return _marks


def use(code: CourseCode) -> None:
    """Import challenges from this code from now on."""
    global _found  # noqa: PLW0603 - a process works for one course, as it has one `sys.modules`
    if _found is not None and _found.folder != code.folder:
        _forget_modules()
    _found = code


def course_code() -> CourseCode:
    """Return the code of this process's course.

    Raises:
        StaffError: no course has been opened.
    """
    if _found is None:
        raise StaffError("no course has been opened here", hint="open one with `read_config`")
    return _found


def import_graders(name: str = "") -> Any:
    """Return a module of the course's package, by its name below the package.

    Raises:
        ModuleNotFoundError: there is no such module.
    """
    folder = course_code().folder
    if PACKAGE not in sys.modules or _lies_elsewhere(folder):
        _import_package(folder)
    return importlib.import_module(f"{PACKAGE}.{name}" if name else PACKAGE)


def called(name: str) -> Callable[..., Any]:
    """Return a function of the course by its dotted name in a configuration.

    Raises:
        StaffError: it cannot be imported.
    """
    module, _, function = name.rpartition(".")
    package, _, below = module.partition(".")
    try:
        code = import_graders(below) if package == PACKAGE else importlib.import_module(module)
        made: Callable[..., Any] = getattr(code, function)
    except Exception as error:
        raise StaffError(
            f"the configuration names `{name}`, which cannot be imported: {type(error).__name__}: {error}",
            hint=f"a function of the course's own is called {PACKAGE}.MODULE.FUNCTION",
        ) from error
    return made


def _forget_modules() -> None:
    """Forget the imported modules of the package: the next import may be of another course."""
    for name in [one for one in sys.modules if one.partition(".")[0] == PACKAGE]:
        del sys.modules[name]


def _lies_elsewhere(folder: Path) -> bool:
    paths = list(getattr(sys.modules[PACKAGE], "__path__", ()))
    return paths != [str(folder)]


def _import_package(folder: Path) -> None:
    """Import the package itself, whose `__init__.py` may be missing."""
    _forget_modules()
    spec = importlib.util.spec_from_file_location(
        PACKAGE, folder / "__init__.py", submodule_search_locations=[str(folder)]
    )
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[PACKAGE] = module
    if (folder / "__init__.py").is_file():
        spec.loader.exec_module(module)
