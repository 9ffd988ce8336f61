"""Refuses settings that name something that does not exist, and notebooks of other languages."""

import difflib
from collections.abc import Iterator, Mapping
from pathlib import Path

from nbformat import NotebookNode
from traitlets.config import Config, Configurable

from nbverdict.config.course_code import called, course_code
from nbverdict.config.settings import Course
from nbverdict.errors import StaffError
from nbverdict.sandbox.settings import Sandbox
from nbverdict.text.expressions import Expression

OURS: Mapping[str, type[Configurable]] = {"Course": Course, "Sandbox": Sandbox}
LIKE = 0.8  # how similar a name must be to be suggested
# kernels of other languages, by the names that they install themselves under
OTHERS = Expression(r"(ir|bash|(julia|octave|scala|sagemath|javascript|xcpp|gnuplot|matlab).*)$")
FUNCTIONS = ("depends_on", "looks", "notices", "figure_notes")


def ensure_sane(config: Config, root: Path) -> None:
    """Refuse a configuration that names something that does not exist, which traitlets ignores.

    Raises:
        StaffError: it names an unknown trait of ours, or a folder, file or function that does not exist.
    """
    for problem in _problems(config, root):
        raise problem
    course = Course(config=config)
    listed = [name for trait in FUNCTIONS for name in getattr(course, trait)]
    for name in filter(None, [course.choose_device, *listed]):
        called(name)


def _problems(config: Config, root: Path) -> Iterator[StaffError]:
    for section in config:
        if section not in OURS and (meant := difflib.get_close_matches(section, OURS, n=1, cutoff=LIKE)):
            yield StaffError(
                f"the configuration sets `c.{section}`, which nothing reads",
                hint=f"did you mean `c.{meant[0]}`?",
            )
    for section, kind in OURS.items():
        known = kind.class_trait_names(config=True)
        for trait in config.get(section, {}):
            if trait not in known:
                meant = difflib.get_close_matches(trait, known, n=1)
                hint = f"did you mean `{meant[0]}`?" if meant else f"there are {', '.join(sorted(known))}"
                yield StaffError(
                    f"the configuration sets `c.{section}.{trait}`, which does not exist", hint=hint
                )
    yield from _missing(config.get("Course", {}), root)


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
