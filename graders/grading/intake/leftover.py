"""What is left behind while a submission is collected: it was handed in, and a person may be sent to it."""

from collections.abc import Iterable
from pathlib import Path, PurePath

from graders.grading.intake.files import NOTEBOOK, Refused, without_stamp
from graders.grading.intake.folders import content_of, ordinary_files
from graders.grading.intake.names import LITTER, refused_with_all_in_it
from graders.grading.intake.stamps import STAMP, is_stamp, refused_as_stamp

IGNORED = "nbgrader leaves it out by the settings `ignore`, `include` or `max_file_size`"


def ignored_of(staged: Path, made: Path) -> tuple[Refused, ...]:
    """Return which files of a submission nbgrader has not copied."""
    gone = (path.relative_to(staged) for path in ordinary_files(staged))
    return tuple(
        Refused(name, refused_with_all_in_it(name) or IGNORED, content=content_of(staged / name))
        for name in gone
        if not (made / name).is_file() and not is_added(name, staged / name)
    )


def is_added(name: PurePath, path: Path) -> bool:
    """Say whether a file is what the exchange adds, which differs each time that the same is handed in."""
    return name == PurePath(STAMP) or (is_stamp(name) and not refused_as_stamp(name, path))


def left_behind_of(refused: Iterable[Refused]) -> tuple[Refused, ...]:
    """Return what counts of what was left behind, notebooks first.

    Tools write what they leave behind anew all the time, and nobody could be sent to it: of that it counts
    alone which notebooks lie in it, for one of them may be what was meant to be handed in.
    """
    told = (one for one in without_stamp(refused) if one.reason != LITTER or one.notebooks)
    return tuple(sorted(told, key=lambda one: not (one.notebooks or NOTEBOOK.search(one.path.name))))
