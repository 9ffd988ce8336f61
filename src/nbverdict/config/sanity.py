"""What a configuration names that there is not: a trait, a folder, a file, a function."""

import difflib
from collections.abc import Iterator, Mapping
from pathlib import Path

from traitlets.config import Config, Configurable

from nbverdict.config.course_code import called, course_code
from nbverdict.config.settings import Course
from nbverdict.errors import StaffError
from nbverdict.sandbox.settings import Sandbox

OURS: Mapping[str, type[Configurable]] = {"Course": Course, "Sandbox": Sandbox}
LIKE = 0.8  # how much a name is like the one that was meant
FUNCTIONS = ("depends_on", "looks", "notices", "figure_notes")


def ensure_sane(config: Config, root: Path) -> None:
    """Refuse a configuration that names what there is not: nothing else would say so.

    Raises:
        StaffError: it names an unknown trait of ours, or a folder, file or function that is not there.
    """
    for problem in _problems(config, root):
        raise problem
    course = Course(config=config)
    named = [*([course.choose_device] if course.choose_device else [])]
    for name in [*named, *(one for trait in FUNCTIONS for one in getattr(course, trait))]:
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
                    f"the configuration sets `c.{section}.{trait}`, which there is not", hint=hint
                )
    yield from _missing(config.get("Course", {}), root)


def _missing(told: Config, root: Path) -> Iterator[StaffError]:
    """Yield the folder and the file that a configuration names, if they are not there."""
    folder = course_code().folder
    if "graders_directory" in told and not folder.is_dir():
        yield StaffError(
            f"`c.Course.graders_directory` is `{told.graders_directory}`, and there is no folder {folder}",
            hint=f"name the folder that holds the challenges, as seen from {root}, or make it",
        )
    if "builders" in told and not (folder / told.builders).is_file():
        yield StaffError(
            f"`c.Course.builders` is `{told.builders}`, and there is no file {folder / told.builders}",
            hint=f"name the file as seen from {folder}, or write it",
        )
