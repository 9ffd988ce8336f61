"""Reads the files of an untrusted archive one by one, within limits.

The sizes that an archive declares are enforced while it is read.
"""

import errno
import gzip
import io
import os
import shutil
import stat
import tarfile
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import IO, Self, cast

from nbverdict.intake.files import DEEPEST, MOST_LISTED, TOGETHER
from nbverdict.sandbox.confined import FULL
from nbverdict.text.quoted import in_our_words

LONGEST_PATH = 1_000  # bytes of the path of a file in an archive
RATIO, FREE = 100, 10_000_000  # the largest compression ratio, for files above so many bytes
LONGEST_NAMED = 5 * LONGEST_PATH  # characters of such a path that are examined, marks included
LONG = f"its path is longer than {LONGEST_PATH} bytes"
OUTSIDE = "its path points outside the archive's folder"
TAKEN = "another file lies in its place"
NO_SIZE = "its archive declares an impossible size for it"
OVERLAP = "files in it overlap"
LOCAL = 30  # bytes, at least, of the header before a file's data in a zip archive
ENTRY = b"PK\x01\x02"  # signature of each entry in a zip archive's directory
TURNS = ("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI")  # they change the direction of text
DAMAGED = (
    *(zipfile.BadZipFile, tarfile.TarError, zlib.error),
    *(EOFError, OSError, RuntimeError, ValueError),
)


class TooMuch(Exception):  # noqa: N818 - it is not an error of the program
    """An archive, or a file of it, exceeds a limit."""


@dataclass
class Room:
    """The bytes and files of an archive that may still be unpacked."""

    size: int
    files: int

    @classmethod
    def of(cls, archive: Path, size: int, files: int) -> Self:
        """Return the room of an archive: at most a multiple of its own size."""
        return cls(min(size, _most(archive)), files)

    def take(self, size: int, packed: int | None) -> None:
        """Reserve the room of one file; it is never released.

        Raises:
            TooMuch: there is not enough, or the file is a bomb or has no valid size.
        """
        if type(size) is not int or size < 0:
            raise TooMuch(NO_SIZE)
        if size > TOGETHER:
            raise TooMuch(f"it is larger than {TOGETHER // 10**6} MB")
        if packed is not None and size > max(FREE, RATIO * packed):
            raise TooMuch(f"it unpacks to more than {RATIO} times its size")
        if size > self.size or not self.files:
            raise TooMuch("its archive holds more than the limit")
        self.size, self.files = self.size - size, self.files - 1


@dataclass(frozen=True)
class Member:
    """One file of an archive, and how to read it; with its packed size if known."""

    name: str
    size: int
    packed: int | None
    open: Callable[[], IO[bytes]]
    info: zipfile.ZipInfo | None = None  # if it is in a zip archive
    path: Path | None = None  # that archive


def members(path: Path, most: int = MOST_LISTED, size: int | None = None) -> Iterator[Member]:
    """Yield the regular files of an archive.

    A tar archive is read up to `size` unpacked bytes, by default a multiple of its own size.

    Raises:
        TooMuch: it has more entries than `most`, of any kind, or they overlap.
    """
    if zipfile.is_zipfile(path):
        with _Listing(path, most) as listed, zipfile.ZipFile(listed) as packed:
            _ensure_apart(packed)
            for info in packed.infolist():
                if not info.is_dir():
                    yield _zipped(path, packed, info)
        return
    limit = size or _most(path)
    with _plain(path) as file, tarfile.open(fileobj=_Bounded(file, limit), mode="r:") as tar:  # type: ignore[call-overload]
        for number, one in enumerate(tar):
            if number == most:
                raise TooMuch(_too_many(most))
            if one.size < 0:  # the next entry would lie before it
                raise TooMuch(NO_SIZE)
            if one.isfile():
                yield Member(one.name, one.size, None, partial(_extract, tar, one))


def _ensure_apart(packed: zipfile.ZipFile) -> None:
    """Check that the files of a zip archive do not overlap.

    Raises:
        TooMuch: two of them share bytes, or lie outside the archive.
    """
    infos = sorted(packed.infolist(), key=lambda one: one.header_offset)
    starts = [*(one.header_offset for one in infos), packed.start_dir]
    ends = [one.header_offset + LOCAL + one.compress_size for one in infos]
    if starts[0] < 0 or any(end > start for end, start in zip(ends, starts[1:], strict=True)):
        raise TooMuch(OVERLAP)


def folder_of(archive: Path, to: Path) -> Path:
    """Return the folder that an archive is unpacked to, which bears its name.

    Raises:
        TooMuch: that is outside.
    """
    folder = to / archive.name.removesuffix(archive.suffix).removesuffix(".tar")
    if folder == to or folder.name == "..":
        raise TooMuch(OUTSIDE)
    return folder


def place_of(member: Member, *, by_lms: bool = False) -> PurePosixPath:
    """Return the path of a file of an archive; in an LMS's archive a backslash is part of a name.

    Raises:
        TooMuch: it lies outside, or too deep, or its name is unreadable.
    """
    if len(member.name) > LONGEST_NAMED:  # too long to be examined
        raise TooMuch(LONG)
    name = without_turns(member.name.replace("\\", "_" if by_lms else "/"))
    place = PurePosixPath(unicodedata.normalize("NFC", name))
    if any(map(hides, name)) or name.endswith("/"):  # hidden characters, or a folder's name
        raise TooMuch("its name holds characters that hide what it is")
    if place.is_absolute() or PureWindowsPath(place).drive or ".." in place.parts or not place.parts:
        raise TooMuch(OUTSIDE)
    if len(place.parts) > 2 * DEEPEST:
        raise TooMuch("it would lie too deep")
    if len(os.fsencode(place)) > LONGEST_PATH:
        raise TooMuch(LONG)
    return place


def hides(letter: str) -> bool:
    """Return whether a character of a name can hide the type of the file."""
    return unicodedata.category(letter) == "Cc" or unicodedata.bidirectional(letter) in TURNS


def without_turns(name: str) -> str:
    """Return a name without marks of text direction, which programs copy along with names."""
    return name if name.isascii() else "".join(c for c in name if unicodedata.bidirectional(c) not in TURNS)


def write(member: Member, place: Path) -> None:
    """Write one file atomically."""
    content = member.open()
    place.parent.mkdir(parents=True, exist_ok=True)
    try:
        with content, place.open("xb") as file:
            _copy(content, file, member.size)
    except FileExistsError:
        raise TooMuch(TAKEN) from None
    except BaseException:
        place.unlink(missing_ok=True)
        raise


def _copy(content: IO[bytes], file: IO[bytes], size: int) -> None:
    """Copy the content of a file, whose size must be the declared one.

    Raises:
        TooMuch: it is not.
    """
    shutil.copyfileobj(content, file)
    if file.tell() != size:
        raise TooMuch("its size differs from the one that its archive declares")


def why(error: Exception) -> str:
    """Return why something is not unpacked; a full disk is raised, as no archive is at fault."""
    if isinstance(error, OSError) and error.errno in (*FULL, errno.EDQUOT):
        raise error
    return str(error) if isinstance(error, TooMuch) else in_our_words(error)


class _Listing(io.BufferedReader):
    """A zip archive with a limit on its directory, which is read at once, and may be false."""

    def __init__(self, path: Path, most: int) -> None:
        super().__init__(io.FileIO(path))
        self.most = most

    def read(self, size: int | None = -1, /) -> bytes:
        found = super().read(size)
        if found.count(ENTRY) > self.most:
            raise TooMuch(_too_many(self.most))
        return found


def _too_many(most: int) -> str:
    return f"it lists more than {most} files and folders"


class _Bounded:
    """A file that is read up to a limit, a little at a time: a header may claim any length."""

    def __init__(self, file: IO[bytes], limit: int) -> None:
        self.file, self.limit = file, limit

    def read(self, size: int) -> bytes:
        self._allow(size)
        return self.file.read(size)

    def seek(self, offset: int) -> int:
        self._allow(max(0, offset - self.file.tell()))
        return self.file.seek(offset)

    def tell(self) -> int:
        return self.file.tell()

    def _allow(self, size: int) -> None:
        if size < 0:
            raise TooMuch(NO_SIZE)
        if size > TOGETHER or self.file.tell() + size > self.limit:
            raise TooMuch(f"it unpacks to more than {RATIO} times its size, or to too much at once")


def _zipped(path: Path, packed: zipfile.ZipFile, info: zipfile.ZipInfo) -> Member:
    sizes = info.file_size, info.compress_size
    return Member(info.orig_filename, *sizes, partial(_open, packed, info), info, path)


def _open(packed: zipfile.ZipFile, info: zipfile.ZipInfo) -> IO[bytes]:
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):  # others unpack all at once
        raise TooMuch("unsupported compression method")
    if stat.S_IFMT(info.external_attr >> 16) not in {0, stat.S_IFREG}:
        raise TooMuch("it is not a regular file")
    return packed.open(info)


def _extract(tar: tarfile.TarFile, one: tarfile.TarInfo) -> IO[bytes]:
    return tar.extractfile(one) or io.BytesIO()


def _plain(path: Path) -> IO[bytes]:
    """Open a file, and decompress gzip."""
    with path.open("rb") as file:
        packed = file.read(2) == b"\x1f\x8b"
    return cast("IO[bytes]", gzip.open(path)) if packed else path.open("rb")


def _most(path: Path) -> int:
    return max(FREE, RATIO * path.stat().st_size)
