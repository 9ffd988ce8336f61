"""Refuses settings that name something that does not exist, and notebooks of other languages."""

import difflib
from collections.abc import Iterator
from pathlib import Path

from nbformat import NotebookNode
from traitlets.config import Config, Configurable

from nbverdict.config.course_code import called, course_code
from nbverdict.config.settings import Course
from nbverdict.errors import StaffError
from nbverdict.text.expressions import Expression

READERS = ("nbverdict", "nbgrader", "nbconvert", "nbclient")  # packages whose classes a course configures
LIKE = 0.8  # how similar the name of a class must be to be suggested
INSTEAD = {  # of what older versions of nbgrader read
    "db_assignments": "`nbgrader db assignment add NAME --duedate='2026-11-29 12:00:00 UTC'` sets a due date",
    "db_students": "`nbgrader db student import FILE` adds students",
}
# kernels of other languages, by the names that they install themselves under
OTHERS = Expression(r"(ir|bash|(julia|octave|scala|sagemath|javascript|xcpp|gnuplot|matlab).*)$")
FUNCTIONS = ("depends_on", "looks", "notices", "figure_notes")


def ensure_sane(config: Config, root: Path) -> None:
    """Refuse a configuration that names something that does not exist, which traitlets ignores.

    Raises:
        StaffError: it names an unknown trait, or a folder, file or function that does not exist.
    """
    for problem in _problems(config, root):
        raise problem
    course = Course(config=config)
    listed = [name for trait in FUNCTIONS for name in getattr(course, trait)]
    for name in filter(None, [course.choose_device, *listed]):
        called(name)


def _problems(config: Config, root: Path) -> Iterator[StaffError]:
    known = _known()
    for section in config:
        meant = difflib.get_close_matches(section, known, n=1, cutoff=LIKE)
        if section not in known and meant:
            yield StaffError(
                f"the configuration sets `c.{section}`, which nothing reads",
                hint=f"did you mean `c.{meant[0]}`?",
            )
        for trait in config[section] if section in known else ():
            if trait not in known[section]:
                yield StaffError(
                    f"the configuration sets `c.{section}.{trait}`, which does not exist",
                    hint=_meant(trait, known[section]),
                )
    yield from _missing(config.get("Course", {}), root)


def _known() -> dict[str, set[str]]:
    """Return the traits of each class that a course may configure, by the name of the class."""
    found: dict[str, set[str]] = {}
    for kind in _below(Configurable):
        if kind.__module__.partition(".")[0] in READERS:
            found.setdefault(kind.__name__, set()).update(kind.class_trait_names())
    return found


def _below(kind: type[Configurable]) -> Iterator[type[Configurable]]:
    for one in kind.__subclasses__():
        yield one
        yield from _below(one)


def _meant(trait: str, known: set[str]) -> str:
    """Return what to write instead of a trait that does not exist."""
    if trait in INSTEAD:
        return f"take it out: {INSTEAD[trait]}"
    close = difflib.get_close_matches(trait, known, n=1)
    return (
        f"did you mean `{close[0]}`?" if close else "take it out: this version of nbgrader does not read it"
    )


def _missing(course: Config, root: Path) -> Iterator[StaffError]:
    """Yield an error for each folder or file that a configuration names and that does not exist."""
    folder = course_code().folder
    if "graders_directory" in course and not folder.is_dir():
        yield StaffError(
            f"`c.Course.graders_directory` is `{course.graders_directory}`, and there is no folder {folder}",
            hint=f"name the folder that holds the challenges, as seen from {root}, or make it",
        )
    if "builders" in course and not (folder / course.builders).is_file():
        yield StaffError(
            f"`c.Course.builders` is `{course.builders}`, and there is no file {folder / course.builders}",
            hint=f"name the file as seen from {folder}, or write it",
        )


def ensure_python(notebook: NotebookNode, where: str) -> None:
    """Refuse a notebook in another language: it would run in a Python process.

    Raises:
        StaffError: its kernel is not Python's.
    """
    kernel = notebook.metadata.get("kernelspec", {})
    language = kernel.get("language") or notebook.metadata.get("language_info", {}).get("name") or ""
    name = str(kernel.get("name", "")).casefold()
    if str(language).casefold() in ("python", "ipython") or (not language and not OTHERS.match(name)):
        return
    raise StaffError(
        f"{where} is for the kernel `{kernel.get('name', language)}`, and only Python can be graded here",
        hint="grade it with `nbgrader autograde` in a course that is not configured for this engine",
    )
