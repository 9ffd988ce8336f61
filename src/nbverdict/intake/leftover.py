"""Files that are left behind when a submission is collected: they were handed in, and may be reviewed."""

import shutil
from collections import defaultdict
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from functools import cached_property
from pathlib import Path, PurePath

from nbverdict.intake.file_names import LITTER, refused_with_all_in_it
from nbverdict.intake.files import NOTEBOOK, Refused, without_stamp
from nbverdict.store.folders import content_of, ordinary_files
from nbverdict.text.stamps import is_added

PACKED = "it was not unpacked, or not completely"
NOT_COLLECTED = "`nbgrader zip_collect` leaves out files with this ending (`valid_ext`)"
NO_NAME = "`nbgrader zip_collect --strict` leaves out notebooks with this name"
TAKEN = "another has its place"
IGNORED = "nbgrader leaves it out because of the settings `ignore`, `include` or `max_file_size`"


def ignored_of(staged: Path, made: Path) -> tuple[Refused, ...]:
    """Return the files of a submission that nbgrader did not copy."""
    gone = (path.relative_to(staged) for path in ordinary_files(staged))
    return tuple(
        Refused(name, refused_with_all_in_it(name) or IGNORED, content=content_of(staged / name))
        for name in gone
        if not (made / name).is_file() and not is_added(name, staged / name)
    )


def left_behind_of(refused: Iterable[Refused]) -> tuple[Refused, ...]:
    """Return the files left behind that count, notebooks first.

    Tools rewrite their own files all the time, so of these only the names of notebooks count: one of them may
    be the notebook that the student meant to hand in.
    """
    told = (one for one in without_stamp(refused) if one.reason != LITTER or one.notebooks)
    return tuple(sorted(told, key=lambda one: not (one.notebooks or NOTEBOOK.search(one.path.name))))


class Uploads:
    """One student's uploaded files that are not collected, by time of receipt."""

    def __init__(self) -> None:
        """Start empty."""
        self._files: defaultdict[datetime | None, dict[PurePath, tuple[Path, str]]] = defaultdict(dict)

    def add(self, file: Path, place: PurePath, reason: str, at: datetime | None) -> None:
        """Add a file, with its path in the submission and the reason why it is left out."""
        if not is_added(place, file):
            self._files[at][place] = file, refused_with_all_in_it(place) or reason

    @cached_property
    def refused(self) -> dict[datetime | None, tuple[Refused, ...]]:
        """The entries that count, by time, the earliest first."""
        return {
            at: left_behind_of(
                Refused(
                    place,
                    reason,
                    content=content_of(file) if file.is_file() else "",
                    notebooks=_notebooks(file, reason),
                )
                for place, (file, reason) in sorted(self._files[at].items())
            )
            for at in sorted(self._files, key=lambda one: one or datetime.min)  # noqa: DTZ901 - in UTC
        }

    def last(self) -> tuple[Refused, ...]:
        """Return the entries that count now: of two with one path the later."""
        places = {one.path: one for refused in self.refused.values() for one in refused}
        return left_behind_of(places[place] for place in sorted(places))

    def copy(self, to: Path) -> None:
        """Copy the entries that count now to their paths below a folder, unless a path is taken."""
        files = {place: file for at in self.refused for place, (file, _) in self._files[at].items()}
        for one in self.last():
            with suppress(OSError):
                (to / one.path).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(files[one.path], to / one.path)


def _notebooks(file: Path, reason: str) -> tuple[str, ...]:
    """Return the name of a notebook that lies in a tool's folder."""
    return (file.name,) if reason == LITTER and NOTEBOOK.search(file.name) else ()


def may_be_work(refused: Iterable[Refused]) -> bool:
    """Return whether a notebook may be among the files left behind."""
    return any(one.reason == PACKED or NOTEBOOK.search(one.path.name) for one in refused)
