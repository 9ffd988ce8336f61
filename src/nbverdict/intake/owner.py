"""Finds the owner of a file from an LMS, only by the names that the LMS gave, never by a student's.

An LMS names one part of each path: the one directly below the folders that all entries of a download have in
common. For a class of one, and for several downloads, their depth is unknown: there the owner stands in
the first part that holds one. The student chose everything below it, so that is not read; a folder is read as
if a notebook of the course lay in it.

In a file's name the student's part follows the LMS's. An instructor's expression is greedy
and would match the last possible name. So only its part before the file's name decides: the rest
need not match what the expression allows for a file.
"""

import re
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from contextlib import suppress
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path, PurePath

from nbverdict.intake.file_names import refused_with_all_in_it

FILE, STUDENT, TIME = "file_id", "student_id", "timestamp"
Told = Mapping[str, str | None]
NOTEBOOKS = ("notebook.ipynb",)  # an arbitrary file name, to read a folder's name with
LONGEST = 1_000  # characters of a path, as an instructor's expression may backtrack


@dataclass(frozen=True)
class UnpackedFile:
    """A file below the unpacked folder, and how many parts of its path the LMS may have named.

    `archives` lists which of these parts are archives, as the number of parts up to each.
    """

    root: Path
    parts: tuple[str, ...]
    lms: int
    archives: frozenset[int] = frozenset()
    notebooks: tuple[str, ...] = NOTEBOOKS

    @classmethod
    def of(
        cls,
        file: Path,
        root: Path,
        uploads: AbstractSet[Path] = frozenset(),
        downloads: AbstractSet[Path] = frozenset(),
        shared: AbstractSet[Path] | None = None,
        notebooks: tuple[str, ...] = NOTEBOOKS,
    ) -> "UnpackedFile":
        """Return an unpacked file, which may come from an upload that was an archive itself.

        `downloads` are archives that may be the LMS's own or an upload: their names decide. `shared` are
        the folders that all entries of a download have in common, if known.
        """
        parts = file.relative_to(root).parts
        above = [(len(parts) - up, one) for up, one in enumerate((file, *file.parents)[: len(parts) + 1])]
        depths = [count for count, one in above if one in uploads]
        outer = [count for count, one in above if one in downloads]
        known = [1 + sum(one in shared for _, one in above[1:])] if shared is not None else []
        lms = min((*depths, *known), default=len(parts))
        return cls(root, parts, lms, frozenset({*depths, *outer}), notebooks)

    def upto(self, count: int) -> str:
        """Return the path up to one of its parts."""
        return "/".join((str(self.root).rstrip("/"), *self.parts[:count]))


def read(pattern: re.Pattern[str], given: UnpackedFile) -> Told | None:
    """Return the match of an instructor's expression on the first of the LMS's names that it matches.

    If that is a folder or an archive, the path in it distinguishes the student's files.
    """
    for count in range(1, given.lms + 1):
        if owner := _owner(pattern, given, count):
            path = given.upto(len(given.parts))
            whole = pattern.match(path) if len(path) <= LONGEST else None
            inside = "/".join(given.parts[count:])
            end = len(given.upto(count)) if inside else 0
            same = whole and _who(whole.groupdict()) == _who(owner)
            if whole and same and whole[FILE] and whole.start(FILE) >= end:
                return whole.groupdict()
            return {**owner, FILE: inside.removesuffix(PurePath(inside).suffix)} if inside else owner
    return None


def is_plain(told: Told) -> bool:
    """Return whether student and file are plain names that do not lead elsewhere."""
    student, file = PurePath(told.get(STUDENT) or ""), PurePath(told.get(FILE) or "")
    one = len(student.parts) == 1 and student.name not in ("", "..")
    return one and bool(file.parts) and not file.is_absolute() and ".." not in file.parts


def shared_folders(
    pattern: re.Pattern[str], root: Path, downloads: AbstractSet[Path], notebooks: tuple[str, ...] = NOTEBOOKS
) -> frozenset[Path]:
    """Return the folders that all entries of a download have in common.

    Entries at the top are separate downloads; but if the name of one holds an owner, the LMS named
    them all.
    """
    tops = _entries(root)
    folders = [one for one in tops if one.is_dir()]
    files = [one for one in tops if one not in folders and one.suffix == PurePath(notebooks[0]).suffix]
    for one in (*files, *(folder / notebooks[0] for folder in folders)):
        if _owner(pattern, UnpackedFile.of(one, root, frozenset(), downloads, frozenset(), notebooks), 1):
            return frozenset()
    return frozenset(shared for one in folders for shared in common_folders(one))


def common_folders(folder: Path) -> Iterator[Path]:
    """Yield a folder, and each that is alone in its parent."""
    found = [folder]
    while len(found) == 1 and found[0].is_dir():
        yield found[0]
        found = _entries(found[0])


def _entries(folder: Path) -> list[Path]:
    """Return the entries of a folder, without tools' files."""
    return [one for one in folder.iterdir() if not refused_with_all_in_it(PurePath(one.name))]


def _owner(pattern: re.Pattern[str], given: UnpackedFile, count: int) -> Told | None:
    """Return the match on one part of a path, if the expression finds an owner there."""
    path, above = given.upto(count), given.upto(count - 1)
    if len(path) > LONGEST:
        return None
    notebooks = given.notebooks if count < len(given.parts) else ()
    ends_freely = not notebooks or count in given.archives
    return _read_name(pattern, path, len(above), len(given.upto(0)), notebooks, ends_freely=ends_freely)


@lru_cache(maxsize=1_000)
def _read_name(
    pattern: re.Pattern[str],
    path: str,
    start: int,
    root: int,
    notebooks: tuple[str, ...],
    *,
    ends_freely: bool,
) -> Told | None:
    """Return the match on a name that starts somewhere in a path; all files of an upload share it.

    With `ends_freely` a student chose its end, which the expression may not accept as a file's name.
    """
    for one in _as_read(path, notebooks):
        found = pattern.match(one)
        if found and _within(found, root, len(path)) and found.start(STUDENT) > start:
            return _first(pattern, path, start, found)
    return _first(pattern, path, start, None) if ends_freely else None


def _as_read(path: str, notebooks: tuple[str, ...]) -> Iterator[str]:
    """Yield a path in the forms that the expression may expect: a file, or a folder with a notebook in it."""
    for one in notebooks:
        yield f"{path}/{one}"
        yield f"{path}{one}"
        yield f"{path}{PurePath(one).suffix}"
    if not notebooks:
        yield path


def _first(pattern: re.Pattern[str], path: str, start: int, found: re.Match[str] | None) -> Told | None:
    """Return the first possible match on a name, if the owner stands before the file.

    For an expression with the owner last, the last match is right.
    """
    head = _before_file(pattern)
    readings = (head.fullmatch(path, 0, end) for end in range(start + 1, len(path) + 1)) if head else ()
    first = next((one for one in readings if one and one.start(STUDENT) > start), None)
    if first is None or (found and _starts(found) <= _starts(first)):
        return found and found.groupdict()
    rest = path[first.end() :]
    nothing = dict.fromkeys(pattern.groupindex)
    return {**nothing, **first.groupdict(), FILE: rest.removesuffix(PurePath(rest).suffix)}


def _starts(found: re.Match[str]) -> tuple[int, ...]:
    """Return the positions of the matched owner and time, if they stand before the file's name."""
    names = [STUDENT, *([TIME] if TIME in found.re.groupindex else [])]
    return tuple(found.start(name) for name in names if found.start(name) >= 0)


@cache
def _before_file(pattern: re.Pattern[str]) -> re.Pattern[str] | None:
    """Return the part of an expression before the file's name, if it holds the owner."""
    with suppress(re.error):
        head = re.compile(pattern.pattern.partition(f"(?P<{FILE}>")[0], pattern.flags)
        return head if STUDENT in head.groupindex else None
    return None


def _within(found: re.Match[str], start: int, end: int) -> bool:
    """Return whether owner and time stand in the part that the LMS named."""
    names = [name for name in found.re.groupindex if name != FILE and found[name] is not None]
    return (
        {STUDENT, FILE} <= {*found.re.groupindex}
        and STUDENT in names
        and all(start < found.start(name) and found.end(name) <= end for name in names)
    )


def _who(told: Told) -> dict[str, str | None]:
    return {name: value for name, value in told.items() if name != FILE}
