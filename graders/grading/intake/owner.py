"""Whose a file is that an LMS handed over: what the LMS calls it decides, and nothing that a student named.

An LMS names the files and folders of its own archive, the owner first; what a student chose comes after that,
or lies in an archive of the student's. An instructor's expression is greedy and knows nothing of this: it
would read the last name that fits. So its part before the file's name is read alone, and decides: whatever
follows was the student's choice, and may be nothing that the expression allows for a file.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path, PurePath

FILE, STUDENT, TIME = "file_id", "student_id", "timestamp"
Told = Mapping[str, str | None]


@dataclass(frozen=True)
class Given:
    """A file below the folder of what was unpacked, and how many parts of its path the LMS named.

    `archives` tells which of these parts are the names of archives, by how many parts lead to each.
    """

    root: Path
    parts: tuple[str, ...]
    lms: int
    archives: frozenset[int] = frozenset()

    @classmethod
    def of(
        cls, file: Path, root: Path, uploads: Sequence[Path] = (), downloads: Sequence[Path] = ()
    ) -> "Given":
        """Return what is given of a file, which may come from an upload that was an archive itself.

        `downloads` are archives that may be the LMS's own or an upload: their names say which.
        """
        parts = file.relative_to(root).parts
        depths = [len(one.relative_to(root).parts) for one in uploads if file.is_relative_to(one)]
        outer = [len(one.relative_to(root).parts) for one in downloads if file.is_relative_to(one)]
        return cls(root, parts, min(depths, default=len(parts)), frozenset({*depths, *outer}))

    def upto(self, count: int) -> str:
        """Return the path up to one of its parts."""
        return "/".join((str(self.root).rstrip("/"), *self.parts[:count]))


def read(pattern: re.Pattern[str], given: Given) -> Told | None:
    """Return what an instructor's expression says of a file, by the first name of the LMS that it reads.

    Where that is a folder's or an archive's, the place in it tells a student's files apart.
    """
    for count in range(1, given.lms + 1):
        if owner := _owner(pattern, given, count):
            whole = pattern.match(given.upto(len(given.parts)))
            inside = "/".join(given.parts[count:])
            end = len(given.upto(count)) if inside else 0
            if whole and _who(whole.groupdict()) == _who(owner) and whole.start(FILE) >= end:
                return whole.groupdict()
            return {**owner, FILE: inside.removesuffix(PurePath(inside).suffix)} if inside else owner
    return None


def is_plain(told: Told) -> bool:
    """Say whether student and file are names, and lead nowhere else."""
    student, file = PurePath(told.get(STUDENT) or ""), PurePath(told.get(FILE) or "")
    one = len(student.parts) == 1 and student.name not in ("", "..")
    return one and bool(file.parts) and not file.is_absolute() and ".." not in file.parts


def _owner(pattern: re.Pattern[str], given: Given, count: int) -> Told | None:
    """Return what the name of one part of a path says, if the expression reads an owner there."""
    start, end = len(given.upto(count - 1)), len(given.upto(count))
    for path in _as_read(given, count):
        found = pattern.match(path)
        if found and _within(found, len(given.upto(0)), end):
            return _first(pattern, given.upto(count), start, found)
    if count == len(given.parts) or count in given.archives:
        return _first(pattern, given.upto(count), start, None)
    return None


def _as_read(given: Given, count: int) -> Iterator[str]:
    """Yield a path up to one of its parts as the expression may expect it: as a folder, or as the file."""
    path, last = given.upto(count), given.parts[-1]
    if count < len(given.parts):
        yield f"{path}/{last}"
        yield f"{path}{PurePath(last).suffix}"
    else:
        yield path


def _first(pattern: re.Pattern[str], path: str, start: int, found: re.Match[str] | None) -> Told | None:
    """Return the first reading of a name that holds several, where the owner's stands before the file's.

    An expression that reads the owner last is right about the last.
    """
    first = _first_before_file(pattern, path, start)
    if first is None or (found and _starts(found) <= _starts(first)):
        return found and found.groupdict()
    rest = path[first.end() :]
    nothing = dict.fromkeys(pattern.groupindex)
    return {**nothing, **first.groupdict(), FILE: rest.removesuffix(PurePath(rest).suffix)}


@lru_cache(maxsize=1_000)
def _first_before_file(pattern: re.Pattern[str], path: str, start: int) -> re.Match[str] | None:
    """Return the first reading of what stands before the file's name; all files of an upload share it."""
    head = _before_file(pattern)
    readings = (head.fullmatch(path, 0, end) for end in range(start + 1, len(path) + 1)) if head else ()
    return next((one for one in readings if one and one.start(STUDENT) > start), None)


def _starts(found: re.Match[str]) -> tuple[int, ...]:
    """Return where owner and time stand that were read, as far as they stand before the file's name."""
    names = [STUDENT, *([TIME] if TIME in found.re.groupindex else [])]
    return tuple(found.start(name) for name in names if found.start(name) >= 0)


@cache
def _before_file(pattern: re.Pattern[str]) -> re.Pattern[str] | None:
    """Return what of an expression stands before the file's name, where the owner stands there too."""
    with suppress(re.error):
        head = re.compile(pattern.pattern.partition(f"(?P<{FILE}>")[0], pattern.flags)
        return head if STUDENT in head.groupindex else None
    return None


def _within(found: re.Match[str], start: int, end: int) -> bool:
    """Say whether all that tells who and when stands in what the LMS named."""
    names = [name for name in found.re.groupindex if name != FILE and found[name] is not None]
    return (
        {STUDENT, FILE} <= {*found.re.groupindex}
        and STUDENT in names
        and all(start < found.start(name) and found.end(name) <= end for name in names)
    )


def _who(told: Told) -> dict[str, str | None]:
    return {name: value for name, value in told.items() if name != FILE}
