"""Why a notebook is missing from a submission, and what was handed in instead of it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from nbverdict.intake.file_names import LITTER
from nbverdict.intake.files import CLOSED, LINK, LISTED, NOTEBOOK, Refused, listed
from nbverdict.intake.leftover import PACKED
from nbverdict.intake.others import OtherFile, is_archive
from nbverdict.text.expressions import Expression

MEANT = (OtherFile.NOTEBOOK, OtherFile.UNKNOWN)  # what may be a notebook, whatever it is called
# what may be a notebook under another name, or an unfinished copy of it; an export is none
DISGUISED = Expression(
    r"(^[^.]+|\.(json|txt|bak|old|orig|save|tmp|part|partial|download|crdownload)|\.ipynb.*|~)$",
    any_case=True,
)


@dataclass(frozen=True)
class Missing:
    """Why a notebook is missing, and whether a person must look."""

    reason: str
    pending: bool = False


@dataclass(frozen=True)
class Instead:
    """What a submission holds besides the notebooks that were taken."""

    releases: Collection[str]  # the names of all notebooks
    refused: Sequence[Refused]
    unknown: Sequence[PurePath]  # notebooks of which nothing is known
    others: Mapping[PurePath, OtherFile]  # files that are not taken for notebooks, and not the course's

    def of(self, name: str, similar: Sequence[PurePath], elsewhere: str) -> Missing:
        """Return why a notebook is missing; a person must look if anything may have been meant to be it.

        `similar` are notebooks that could each be it; `elsewhere` says that a notebook belongs elsewhere.
        """
        own = f"hand in the notebook itself, as `{name}.ipynb`"
        if similar:
            reason = f"{listed(similar)} could each be `{name}.ipynb`: hand in one, under that name"
        elif turned_away := _turned_away(name, self.releases, self.refused) or elsewhere:
            reason = turned_away
        elif self.unknown:
            reason = f"`{name}.ipynb` was not handed in, and {_are(self.unknown)} not known to be it"
        elif packed := [path for path, kind in self.others.items() if kind is OtherFile.ARCHIVE]:
            reason = f"`{name}.ipynb` was not handed in, and {_are(packed)} not unpacked: {own}"
        elif meant := [path for path, kind in self.others.items() if kind in MEANT or _is_meant(path, name)]:
            reason = f"`{name}.ipynb` was not handed in, and {_are(meant)} not read as a notebook: {own}"
        else:
            return Missing(f"`{name}.ipynb` was not handed in: {own}")
        return Missing(reason, pending=True)


def _is_meant(path: PurePath, name: str) -> bool:
    """Return whether a file may be a notebook that was saved under another ending."""
    return named_as(path, (name,)) == name and DISGUISED.search(path.name) is not None


def another(name: str, held: str | None, foreign: Sequence[str]) -> str:
    """Return a note that a file has the name of one notebook and the cells of another, or an empty string."""
    if held not in (None, name):
        foreign = [f"`{name}.ipynb` holds the cells of `{held}.ipynb`"]
    return f"{foreign[0]}: hand in your own `{name}.ipynb`" if foreign else ""


def named_as(path: PurePath, releases: Iterable[str]) -> str | None:
    """Return the notebook whose name is part of a file's name."""
    letters = _letters(path.stem)
    return max((name for name in releases if _letters(name) in letters), key=len, default=None)


def _are(paths: Sequence[PurePath]) -> str:
    return f"{listed(paths)} {'is' if len(paths) == 1 else 'are'}"


def _turned_away(name: str, releases: Iterable[str], refused: Sequence[Refused]) -> str:
    """Return why a file that may be a notebook, or may hold it, was refused, or an empty string."""
    for one in refused:
        if not one.path.parts:
            return f"what was handed in was refused: {one.reason}"
        if _may_be(name, one, releases):
            return f"{listed([one.path])} was refused: {one.reason}"
        if _may_hold(name, one, releases):
            return f"{listed([one.path])} was refused, and a notebook may be in it: {one.reason}"
    return ""


def _may_be(name: str, refused: Refused, releases: Iterable[str]) -> bool:
    if refused.reason == LITTER:
        return False
    meant = named_as(refused.path, releases)
    is_notebook = NOTEBOOK.search(refused.path.name) and meant in (name, None)
    return bool(is_notebook) or _is_meant(refused.path, name)


def _may_hold(name: str, refused: Refused, releases: Iterable[str]) -> bool:
    """Return whether a refused entry may be, or hold, a notebook.

    Tools' folders hold other people's notebooks, and copies of each that was ever opened, so there only a
    notebook of the exact name counts.
    """
    inside = [PurePath(NOTEBOOK.replaced(one, lambda _: ".ipynb")) for one in refused.notebooks]
    if refused.reason == LITTER:
        return any(_letters(one.stem) == _letters(name) for one in inside)
    unseen = (
        refused.reason in (LISTED, PACKED)
        or is_archive(refused.path)
        or (refused.reason in (LINK, CLOSED) and not refused.path.suffix)
    )
    return unseen or any(named_as(one, releases) in (name, None) for one in inside)


def _letters(name: str) -> str:
    return "".join(filter(str.isalnum, name)).casefold()
