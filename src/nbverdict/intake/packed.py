"""Keeps files of an archive packed, under a valid name.

They were handed in too, so they are identified by their packed bytes, without unpacking.
"""

import hashlib
import struct
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePath, PureWindowsPath

from nbverdict.intake.archives import DAMAGED, LOCAL, Member, hides
from nbverdict.intake.file_names import LONGEST_NAME
from nbverdict.intake.files import DEEPEST, LARGEST

CHUNK = 1 << 20
NAME, ABOVE = 200, 600  # limits of a name that we make, and of its folders, in bytes
NAMELESS = "nameless"
INSIDE = b"content"  # the only file of an archive that we make
MADE = struct.Struct("<HHHHHLLLHH")  # the common part of both headers of a file in a zip archive
ENCRYPTED = 1  # the flag of an encrypted file
FIRST_DAY = 0x21  # the earliest date in a zip archive


def keep(member: Member, to: Path) -> str:
    """Keep one file of an archive packed; return its digest.

    A zip archive's file is kept as an archive of its own; one that is too large or unreadable as one line.
    """
    try:
        if member.info and member.info.compress_size <= LARGEST:
            to.write_bytes(_archive_of(member.info, b"".join(_packed(member))))
        else:
            to.write_text(f"{member.size} bytes, sha256 {_digest(member)}\n", "utf-8")
    except DAMAGED:
        told = (member.info.CRC, member.info.compress_size) if member.info else ()
        to.write_text(f"{member.size} bytes, and nobody can read them {told}\n", "utf-8")
    return hashlib.sha256(to.read_bytes()).hexdigest()


def identity(member: Member) -> str:
    """Return the digest of a file of an archive that is not kept."""
    try:
        return _digest(member)
    except DAMAGED:
        return "unreadable"


def _digest(member: Member) -> str:
    digest = hashlib.sha256()
    for part in _packed(member):
        digest.update(part)
    return digest.hexdigest()


def _packed(member: Member) -> Iterator[bytes]:
    """Yield the packed bytes of a file; in a tar archive these are its content."""
    if member.info is None or member.path is None:
        with member.open() as content:
            while part := content.read(CHUNK):
                yield part
        return
    with member.path.open("rb") as file:
        file.seek(member.info.header_offset)
        local = file.read(LOCAL)
        file.seek(sum(struct.unpack_from("<HH", local.ljust(LOCAL, b"\0"), LOCAL - 4)), 1)
        left = member.info.compress_size
        while left and (part := file.read(min(left, CHUNK))):
            left -= len(part)
            yield part


def _archive_of(info: zipfile.ZipInfo, content: bytes) -> bytes:
    """Return a zip archive of one packed file, without other metadata."""
    method, flags = info.compress_type, info.flag_bits & ENCRYPTED
    sizes = info.CRC, len(content), min(info.file_size, 2**32 - 1)
    made = MADE.pack(20, flags, method, 0, FIRST_DAY, *sizes, len(INSIDE), 0)
    local = b"PK\x03\x04" + made + INSIDE + content
    entry = b"PK\x01\x02" + struct.pack("<H", 20) + made + struct.pack("<HHHLL", 0, 0, 0, 0, 0) + INSIDE
    return local + entry + b"PK\x05\x06" + struct.pack("<HHHHLLH", 0, 0, 1, 1, len(entry), len(local), 0)


def named_by_us(name: str) -> PurePath:
    """Return a valid path for an invalid one: the usable characters of its name, below the same folders."""
    *parts, last = name.replace("\\", "_").split("/")
    above: list[str] = []
    for one in [one for one in parts if one not in ("", ".", "..")][:DEEPEST]:
        above.append(_written(one, LONGEST_NAME))
        if len("/".join(above).encode()) > ABOVE:
            del above[-1]
            break
    first, *rest = *above, _written(last, NAME)
    return PurePath(first.replace(":", "_") if PureWindowsPath(first).drive else first, *rest)


def marked(path: PurePath, key: str) -> PurePath:
    """Return a path with a short digest in its name."""
    plain = named_by_us(str(path))
    return plain.with_name(f"{plain.stem}-{hashlib.sha256(key.encode()).hexdigest()[:8]}{plain.suffix}")


def _written(part: str, most: int) -> str:
    """Return the usable characters of one part of a path, up to the length of a name."""
    letters = "".join(one for one in part[: most // 2] + part[most // 2 :][-most // 2 :] if not hides(one))
    name = letters.encode("utf-8", "ignore")
    if len(name) > most:
        end = PurePath(letters).suffix.encode("utf-8", "ignore")[: most // 4]
        name = name[: most - len(end)] + end
    told = name.decode("utf-8", "ignore")
    return NAMELESS if told in ("", ".", "..") else told
