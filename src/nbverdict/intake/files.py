"""Which files are allowed in a submission: each entry is kept, or refused with a reason.

Archives are data like any other: nothing here unpacks them.
"""

import filecmp
import hashlib
import os
import stat
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path, PurePath

from nbverdict.cleaning.quiet import quiet_text
from nbverdict.intake.file_names import (
    HIDDEN,
    LITTER,
    LOADED,
    LONG,
    LOOKED,
    module_of,
    refused_by_name,
    refused_whole,
    refused_with_all_in_it,
)
from nbverdict.intake.identity import Identities
from nbverdict.intake.reserved import RESERVED, Reserved
from nbverdict.intake.within import Within
from nbverdict.store.folders import digest_of
from nbverdict.store.typed import NamesCodec
from nbverdict.text.expressions import Expression
from nbverdict.text.quoted import LONGEST, one_line
from nbverdict.text.stamps import NO_ZONE, STAMP, is_stamp, refused_as_stamp

NOTEBOOK = Expression(r"\.ipynb(\.txt|\.json)?$", any_case=True)  # a browser may add an ending

LARGEST, LARGEST_NOTEBOOK = 50_000_000, 25_000_000  # bytes of one file
TOGETHER, MOST = 100_000_000, 1_000  # bytes, and files, of one submission
DEEPEST = 10  # folders within each other

MOST_LISTED = 20_000  # entries of a submission that are examined
LISTED = f"the submission holds more than {MOST_LISTED} files and folders"
LINK = "it is a link, and links are not followed"
NO_FILE = "it is not a regular file"
CLOSED = "it cannot be read"
DEEP = f"it lies more than {DEEPEST} folders deep"
LARGE = f"it is larger than {LARGEST // 10**6} MB"
LARGE_NOTEBOOK = f"it is larger than {LARGEST_NOTEBOOK // 10**6} MB: clear its outputs and save it"
TOO_MUCH = f"the files before it are {TOGETHER // 10**6} MB together"
TOO_MANY = f"there are {MOST} files before it"
OF_NOTEBOOKS = (  # why a notebook, or its folder, may be refused
    *(LINK, NO_FILE, CLOSED, LARGE_NOTEBOOK, TOO_MUCH, TOO_MANY, HIDDEN, LOADED, LONG, RESERVED, LISTED),
)

MARKDOWN, MOST_MARKDOWN = ".md", 1_000_000  # an ending, and bytes
LOADS = (
    "it has linked pictures, drawings, HTML, formulas of more than symbols, or characters by their "
    "numbers (`&#...;`): hand it in as `.txt`"
)
MOST_LETTERS, MOST_MARKS = 3_000_000, 40_000  # in the Markdown of one submission
MARKS = ("<", "!", "```", "~~~", "\\", "&")  # of Markdown that is checked: tags, pictures, code, formulas …
TOO_MUCH_TEXT = "the Markdown files are too large together to be checked: hand it in as `.txt`"
MOST_PATH = 4_096  # bytes; in an archive a name may be longer than any path
NAMED = 3  # files named in one sentence


@dataclass(frozen=True)
class Refused:
    """An entry of a submitted folder that is not taken in, and why."""

    path: PurePath  # relative to the folder; "." for the folder itself
    reason: str  # a sentence about it, "it ..."
    what: str = ""  # its type, if it has no content to be kept
    content: str = ""  # digest of its content, if known
    notebooks: tuple[str, ...] = ()  # names of the notebooks in it, for a folder

    @property
    def known(self) -> tuple[str, str]:
        """The path and the digest that identify it."""
        return str(self.path), self.content

    @property
    def texts(self) -> list[str]:
        """Its stored form."""
        return [str(self.path), self.reason, self.what, self.content, "/".join(self.notebooks)]


@dataclass(frozen=True)
class Examined:
    """A submitted folder: its regular files within the limits, and the refused entries."""

    folder: Path
    kept: tuple[Path, ...]
    refused: tuple[Refused, ...] = ()
    moved: tuple[Refused, ...] = ()  # handed in with it, but left behind or moved out

    @property
    def digest(self) -> str:
        """The digest of the work: of its kept files, and of the refused ones, which a person may look at."""
        return _together(digest_of(self.folder, self.kept), self.turned_away)

    @property
    def turned_away(self) -> str:
        """The digest of the refused entries of the work; empty if there are none."""
        return _digest(text for one in self.told for text in one.known)

    @property
    def beside(self) -> str:
        """The digest of all refused entries, tools' files included; empty if there are none."""
        return _together(self.turned_away, _digest(text for one in self._left_behind for text in one.known))

    @property
    def state(self) -> str:
        """The digest of the folder in its present state, with the reasons of its refused entries."""
        why = _digest(text for one in self.told for text in (one.reason, one.what, *one.notebooks))
        left_behind = _digest(text for one in self._litter for text in (*one.known, *one.notebooks))
        return _together(_together(self.digest, why), left_behind)

    @property
    def turned_down(self) -> tuple[Refused, ...]:
        """All refused entries, tools' files included."""
        return (*self.refused, *self.moved)

    @property
    def told(self) -> tuple[Refused, ...]:
        """The refused entries of the work, whether they still lie in the folder or not."""
        return _told(self.turned_down)

    @property
    def _litter(self) -> Iterator[Refused]:
        litter = (one for one in self.turned_down if one.reason == LITTER)
        return (one for one in litter if one.path.name.casefold() not in LOOKED)

    @property
    def _left_behind(self) -> Iterator[Refused]:
        return (one for one in self._litter if one.content)  # uncollected ones have no digest


TEXTS = NamesCodec[list[list[str]]](list[list[str]])


def told_of(texts: Iterable[Sequence[str]]) -> tuple[Refused, ...]:
    """Decode refused entries from their stored form."""
    return tuple(_of_texts(*map(str, one)) for one in texts)


def _of_texts(path: str, reason: str, what: str, content: str, notebooks: str = "") -> Refused:
    return Refused(PurePath(path), reason, what, content, tuple(filter(None, notebooks.split("/"))))


def without_stamp(refused: Iterable[Refused]) -> tuple[Refused, ...]:
    """Return the refused entries without an unreadable time stamp; anything else in its place counts."""
    return tuple(one for one in refused if (one.path, one.reason) != (PurePath(STAMP), NO_ZONE))


def _told(refused: Iterable[Refused]) -> tuple[Refused, ...]:
    """Return the refused entries without tools' files, which are not work."""
    return tuple(one for one in refused if one.reason != LITTER)


def _together(kept: str, refused: str) -> str:
    return f"{kept}-{refused}" if refused else kept


def _digest(texts: Iterable[str]) -> str:
    """Return the digest of a sequence of texts; empty if there are none."""
    told = b"\0".join(map(os.fsencode, texts))
    return hashlib.sha256(told).hexdigest() if told else ""


@dataclass(frozen=True)
class _Entry:
    path: PurePath
    size: int = 0
    reason: str = ""
    what: str = ""


def examine(folder: Path, release: Path | None = None, *, deepest: int = DEEPEST) -> Examined:
    """Decide for each file below a folder whether it is kept; changes nothing, and follows no links.

    A file identical to the release's may have any type. If the limits are exceeded, notebooks come
    first, and then the files nearest to the top.
    """
    identities = Identities(MOST_LISTED)
    if folder.is_symlink():
        return Examined(folder, (), (Refused(PurePath(), LINK, _target(folder), identities.of(folder)),))
    reserved = Reserved.of(release)
    entries = sorted(_entries(folder, deepest, release, reserved), key=_weight)
    if any(one.reason == LISTED for one in entries):
        return Examined(folder, (), (Refused(PurePath(), LISTED, content=identities.of(folder)),))
    tops, packages = _imported_from(one.path for one in entries)
    kept: list[Path] = []
    refused: list[Refused] = []
    together, texts = 0, _Texts()
    for one in entries:
        path = folder / one.path
        reason = one.reason or _refused_as_it_is(one, path, reserved)
        reason = reason or _refused_for_room(one, len(kept), together)  # the last check
        if not reason and not _is_released(path, release and release / one.path):
            reason = refused_by_name(_as_notebook(one.path), tops, packages) or texts.refused(one, path)
        if reason:
            refused.append(Refused(one.path, reason, one.what))
        else:
            kept.append(path)
            together += one.size
    return Examined(folder, tuple(sorted(kept)), identified(folder, refused))


def identified(folder: Path, refused: Sequence[Refused], *, litter: bool = True) -> tuple[Refused, ...]:
    """Return the refused entries with their digests, and with the notebooks in them.

    Tools' files are read last; without `litter` they are only searched for notebooks.
    """
    identities, within = Identities(MOST_LISTED), Within(MOST_LISTED, NOTEBOOK)
    known: dict[PurePath, Refused] = {}
    for one in sorted(refused, key=lambda one: one.reason == LITTER):
        path, is_read = folder / one.path, litter or one.reason != LITTER
        content = one.content or (identities.of(path) if is_read else "")
        known[one.path] = replace(one, content=content, notebooks=within.notebooks(path))
    return tuple(known[one.path] for one in refused)


def kept_by_name(paths: Collection[PurePath]) -> Iterator[PurePath]:
    """Yield the paths of a submission whose names are allowed."""
    tops, packages = _imported_from(paths)
    return (path for path in paths if not refused_by_name(_as_notebook(path), tops, packages))


def _imported_from(paths: Iterable[PurePath]) -> tuple[set[PurePath], set[PurePath]]:
    """Return the folders that Python searches for modules, and those that are packages."""
    paths = tuple(paths)
    tops = {PurePath()} | {path.parent for path in paths if NOTEBOOK.search(path.name)}
    return tops, {path.parent for path in paths if module_of(path.name) == "__init__"}


def refusals(refused: Collection[Refused]) -> tuple[str, ...]:
    """Return one line about the refused entries, or nothing."""
    told = _told(refused)
    return (f"refused {listed([one.path for one in told], [one.reason for one in told])}",) if told else ()


class _Texts:
    """The texts of one submission: the cost of checking them is limited for all together."""

    def __init__(self) -> None:
        self.letters, self.marks = MOST_LETTERS, MOST_MARKS

    def refused(self, entry: _Entry, path: Path) -> str:
        """Return why a text is refused that Jupyter would show as more than text, or an empty string."""
        if path.suffix.casefold() != MARKDOWN:
            return ""
        if entry.size > MOST_MARKDOWN:
            return LOADS
        if entry.size > self.letters:
            return TOO_MUCH_TEXT
        text = path.read_text("utf-8", "replace")
        marks = sum(map(text.count, MARKS))
        self.letters -= entry.size
        if marks > self.marks:
            return TOO_MUCH_TEXT
        self.marks -= marks
        return "" if quiet_text(text) == text else LOADS


def shown(path: PurePath) -> str:
    """Return a student's file name, safe between backticks; a long one loses its middle."""
    text = os.fsencode(path)[:MOST_PATH].decode("utf-8", "replace")
    told = " ".join(one_line(text, most=len(text)).split())
    return told if len(told) <= LONGEST else f"{told[: LONGEST // 2]}…{told[-LONGEST // 2 :]}"


def listed(paths: Sequence[PurePath], reasons: Sequence[str] = ()) -> str:
    """Return a few of many names for a sentence, each with its reason, and the number of the others."""
    told = [f"`{shown(path)}`" for path in paths[:NAMED]]
    told = [f"{name} ({reason})" for name, reason in zip(told, reasons, strict=False)] if reasons else told
    if others := len(paths) - len(told):
        return f"{', '.join(told)} and {others} other{'s' if others > 1 else ''}"
    return " and ".join(filter(None, (", ".join(told[:-1]), told[-1])))


def _as_notebook(path: PurePath) -> PurePath:
    """Return a path without the ending that a browser added to a notebook's name."""
    if not NOTEBOOK.search(path.name):
        return path
    return path.with_name(NOTEBOOK.replaced(path.name, lambda _: ".ipynb"))


def _entries(folder: Path, deepest: int, release: Path | None, reserved: Reserved) -> Iterator[_Entry]:
    """Yield the entries below a folder; a folder itself only if it is refused as a whole."""
    waiting, left = [PurePath()], MOST_LISTED
    while waiting:
        below = waiting.pop()
        try:
            found = list(islice((folder / below).iterdir(), left + 1))
        except (FileNotFoundError, NotADirectoryError):
            return
        except OSError:
            yield _Entry(below, reason=CLOSED)
            continue
        left -= len(found)
        if left < 0:
            yield _Entry(below, reason=LISTED)
            return
        for path in found:
            one = _entry(path, below / path.name)
            if one is not None:
                yield one
            elif reason := _refused_whole(folder, below / path.name, release, reserved):
                yield _Entry(below / path.name, reason=reason)
            elif len(below.parts) < deepest:
                waiting.append(below / path.name)
            else:
                yield _Entry(below / path.name, reason=DEEP)


def _entry(path: Path, below: PurePath) -> _Entry | None:
    """Return the entry at a path, or None if it is a folder."""
    try:
        told = path.lstat()
    except OSError:
        return _Entry(below, reason=CLOSED)
    if stat.S_ISDIR(told.st_mode):
        return None
    if stat.S_ISLNK(told.st_mode):
        return _Entry(below, reason=LINK, what=_target(path))
    if not stat.S_ISREG(told.st_mode):
        return _Entry(below, reason=NO_FILE, what=f"an entry of the type {stat.filemode(told.st_mode)[0]}")
    return _Entry(below, told.st_size, "" if os.access(path, os.R_OK) else CLOSED)


def _refused_whole(folder: Path, path: PurePath, release: Path | None, reserved: Reserved) -> str:
    """Return why a folder is refused as a whole: because of its name, or because a file needs its path."""
    if is_stamp(path):
        return NO_FILE
    if path in reserved.files:
        return RESERVED
    is_released = release is not None and (release / path).is_dir()
    return refused_whole(
        path.name, is_released=is_released, holds=lambda name: os.access(folder / path / name, os.F_OK)
    )


def _target(link: Path) -> str:
    return f"a link to {shown(PurePath(link.readlink()))}"


def _weight(one: _Entry) -> tuple[bool, int, PurePath]:
    return not NOTEBOOK.search(one.path.name), len(one.path.parts), one.path


def _refused_as_it_is(one: _Entry, path: Path, reserved: Reserved) -> str:
    """Return why a regular file is refused for its path, size or, for files of the exchange, its content."""
    if reserved.is_in_the_way(one.path):
        return RESERVED
    if NOTEBOOK.search(path.name):
        return LARGE_NOTEBOOK if one.size > LARGEST_NOTEBOOK else ""
    if is_stamp(one.path):
        return refused_as_stamp(one.path, path)
    return LARGE if one.size > LARGEST else ""


def _refused_for_room(one: _Entry, kept: int, together: int) -> str:
    """Return why a file exceeds the limits after those that are kept; tools' files do not count."""
    if kept < MOST and together + one.size <= TOGETHER:
        return ""
    return refused_with_all_in_it(one.path) or (TOO_MANY if kept == MOST else TOO_MUCH)


def _is_released(path: Path, released: Path | None) -> bool:
    return released is not None and released.is_file() and filecmp.cmp(path, released, shallow=False)
