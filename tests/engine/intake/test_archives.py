"""Archives that others packed: read within caps, whatever they say of themselves."""

import bz2
import gzip
import io
import lzma
import tarfile
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from nbverdict.intake import archives
from nbverdict.intake.archives import (
    DAMAGED,
    Member,
    Room,
    TooMuch,
    folder_of,
    members,
    place_of,
    write,
)


def packed(path: Path, **contents: bytes) -> Path:
    """Pack files into a zip archive."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in contents.items():
            archive.writestr(name, content)
    return path


def rolled(path: Path, *entries: tarfile.TarInfo, mode: str = "w") -> Path:
    """Write a tar archive of entries without content."""
    with tarfile.open(path, mode) as archive:  # type: ignore[call-overload]
        for one in entries:
            archive.addfile(one, io.BytesIO(b"x" * one.size))
    return path


def entry(name: str, size: int = 0, kind: bytes = tarfile.REGTYPE, to: str = "") -> tarfile.TarInfo:
    """Return an entry of a tar archive."""
    one = tarfile.TarInfo(name)
    one.size, one.type, one.linkname = size, kind, to
    return one


def member(name: str) -> Member:
    """Return a file of an archive by its name alone."""
    return Member(name, 0, 0, io.BytesIO)


def test_each_file_of_an_archive_is_read_for_itself(tmp_path: Path) -> None:
    """Of zip, tar and what gzip packed of it."""
    zipped = packed(tmp_path / "a.zip", **{"d/": b"", "d/one": b"1", "two": b"22"})
    tarred = rolled(tmp_path / "a.tar.gz", entry("d/one", 1), entry("two", 2), mode="w:gz")
    plain = rolled(tmp_path / "b.gz", entry("d/one", 1), entry("two", 2))

    for path in (zipped, tarred, plain):
        assert [(one.name, one.size) for one in members(path)] == [("d/one", 1), ("two", 2)]


def test_what_is_no_file_is_no_member(tmp_path: Path) -> None:
    """Links, folders and devices stay in the archive."""
    path = rolled(
        tmp_path / "a.tar",
        entry("link", kind=tarfile.SYMTYPE, to="/etc/passwd"),
        entry("hard", kind=tarfile.LNKTYPE, to="one"),
        entry("null", kind=tarfile.CHRTYPE),
        entry("d", kind=tarfile.DIRTYPE),
        entry("one", 1),
    )

    assert [one.name for one in members(path)] == ["one"]


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"\x1f\x8b\x08", b"{}", lzma.compress(b"x" * 999)])
def test_what_is_no_archive_is_damaged(tmp_path: Path, content: bytes) -> None:
    """And says so with an error that its caller knows."""
    (tmp_path / "a.gz").write_bytes(content)

    with pytest.raises(DAMAGED):
        list(members(tmp_path / "a.gz"))


def test_a_bomb_of_gzip_is_not_unrolled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither by its files nor by a header that claims a length."""
    monkeypatch.setattr(archives, "FREE", 50_000)
    zeros = tmp_path / "zeros.tar.gz"
    zeros.write_bytes(
        gzip.compress(rolled(tmp_path / "a.tar", entry("one", 10**6), entry("two")).read_bytes())
    )
    header = entry("x", 10**6, kind=tarfile.GNUTYPE_LONGNAME).tobuf(tarfile.GNU_FORMAT)
    claim = tmp_path / "claim.tar.gz"
    claim.write_bytes(gzip.compress(header + b"x" * 10**6))

    for path in (zeros, claim):
        with pytest.raises(TooMuch, match="more than 100 times"):
            list(members(path))


def test_a_room_has_an_end() -> None:
    """In bytes, in files, and for what unpacks to more than it can be."""
    room = Room(10, 2)
    room.take(6, 6)
    with pytest.raises(TooMuch, match="its archive holds more"):
        room.take(6, 6)
    room.take(4, None)
    with pytest.raises(TooMuch, match="its archive holds more"):
        room.take(0, 0)
    with pytest.raises(TooMuch, match="more than 100 times"):
        Room(10**9, 9).take(20_000_000, 100_000)
    with pytest.raises(TooMuch, match="larger than 100 MB"):
        Room(10**9, 9).take(100_000_001, 100_000_001)


def negative(name: str, kind: bytes = tarfile.REGTYPE) -> bytes:
    """Return the header of a tar archive's entry whose size is negative."""
    header = bytearray(entry(name, kind=kind).tobuf(tarfile.GNU_FORMAT))
    header[124:136] = tarfile.itn(-(10**6), 12, tarfile.GNU_FORMAT)  # type: ignore[attr-defined]
    header[148:156] = b" " * 8
    header[148:156] = b"%06o\0 " % sum(header)
    return bytes(header)


@pytest.mark.parametrize("kind", [tarfile.REGTYPE, tarfile.XHDTYPE, tarfile.GNUTYPE_LONGNAME, b"Z"])
def test_what_is_smaller_than_nothing_is_refused(tmp_path: Path, kind: bytes) -> None:
    """A room does not grow by it, and no entry leads a reader back to where it was."""
    room = Room(10, 2)
    with pytest.raises(TooMuch, match="an impossible size"):
        room.take(-5, None)
    (tmp_path / "a.tar").write_bytes(entry("one").tobuf() + negative("n", kind) + bytes(1024))

    assert room == Room(10, 2)
    with pytest.raises(TooMuch, match="an impossible size"):
        list(members(tmp_path / "a.tar"))


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("place", ["the same", "within", "behind"])
def test_files_that_share_what_they_are_packed_in_are_refused(tmp_path: Path, place: str) -> None:
    """One packed file would be unpacked as often as it is listed."""
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("one", b"1" * 99)
        archive.writestr("one", b"1" * 99)
    content = (tmp_path / "a.zip").read_bytes()
    at = content.rindex(archives.ENTRY) + 42
    start = {"the same": 0, "within": 60, "behind": 2**31}[place]
    (tmp_path / "a.zip").write_bytes(content[:at] + start.to_bytes(4, "little") + content[at + 4 :])

    with pytest.raises(TooMuch, match="overlap"):
        list(members(tmp_path / "a.zip"))


def test_an_archive_has_no_more_room_than_a_multiple_of_its_size(tmp_path: Path) -> None:
    """Whatever its files say one by one: they may lie over each other."""
    (tmp_path / "a.zip").write_bytes(b"x" * 200_000)

    assert Room.of(tmp_path / "a.zip", 10**9, 5) == Room(20_000_000, 5)
    assert Room.of(tmp_path / "a.zip", 10**6, 5) == Room(10**6, 5)


@pytest.mark.parametrize("name", ["../a", "d/../../a", "/etc/a", "..\\a", ".", "d/" * 30 + "a"])
def test_no_file_goes_outside(name: str) -> None:
    """Nor too deep."""
    with pytest.raises(TooMuch, match=r"points outside|lie too deep"):
        place_of(member(name), by_lms=False)


def test_no_path_is_longer_than_people_write() -> None:
    """It is written down for each file that came, and for each time."""
    assert len(str(place_of(member("ä" * 500)))) == 500
    with pytest.raises(TooMuch, match="its path is longer than 1000 bytes"):
        place_of(member("ä" * 500 + "a"))


@pytest.mark.parametrize("name", ["C:\\a", "c:a", "p.ipynb\0.txt", "a\n", "\x1b[2J"])
def test_no_file_has_a_name_that_hides_what_it_is(name: str) -> None:
    """A drive, or a letter that ends a name or moves a cursor."""
    with pytest.raises(TooMuch, match=r"its path points outside|hide what it is"):
        place_of(member(name), by_lms=False)


@pytest.mark.parametrize("name", ["\u202ap.ipynb", "p\u2066.ipynb\u2069", "\u202ep.ipynb"])
def test_a_name_is_read_without_marks_that_turn_letters_around(name: str) -> None:
    """Programs copy them along with names; a name of none but such leads nowhere, nor do dots behind one."""
    assert str(place_of(member(name))) == "p.ipynb"
    for nowhere in ("\u202a", "\u202a../p", ".\u202a./p"):
        with pytest.raises(TooMuch, match="its path points outside"):
            place_of(member(nowhere))


def test_one_name_written_in_two_ways_is_one_place() -> None:
    """A letter with its accent is one letter or two; separators are of two systems."""
    assert place_of(member("d/\u00fc"), by_lms=False) == place_of(member("d\\u\u0308"), by_lms=False)


def spoilt(path: Path, change: Callable[[bytearray], None]) -> Path:
    """Change a zip archive of one file, `one`."""
    content = bytearray(packed(path, one=b"a text of some length" * 99).read_bytes())
    change(content)
    path.write_bytes(content)
    return path


def _another_name(content: bytearray) -> None:
    content[30:33] = b"two"  # in the local header alone


def _encrypted(content: bytearray) -> None:
    content[6] |= 1
    content[content.index(b"PK\x01\x02") + 8] |= 1


def _larger(content: bytearray) -> None:
    at = content.index(b"PK\x01\x02") + 24
    content[at : at + 4] = (5_000).to_bytes(4, "little")


def _smaller(content: bytearray) -> None:
    at = content.index(b"PK\x01\x02") + 24
    content[at : at + 4] = (5).to_bytes(4, "little")


def _link(content: bytearray) -> None:
    at = content.index(b"PK\x01\x02") + 38
    content[at : at + 4] = (0o120777 << 16).to_bytes(4, "little")


def _device(content: bytearray) -> None:
    at = content.index(b"PK\x01\x02") + 38
    content[at : at + 4] = (0o020666 << 16).to_bytes(4, "little")


@pytest.mark.parametrize("change", [_another_name, _encrypted, _larger, _smaller, _link, _device])
def test_an_archive_that_says_two_things_gives_nothing(
    tmp_path: Path, change: Callable[[bytearray], None]
) -> None:
    """Of its names, sizes and kinds of files; nothing half written stays."""
    [one] = members(spoilt(tmp_path / "a.zip", change))
    with pytest.raises((TooMuch, *DAMAGED)):
        write(one, tmp_path / "out" / "one")

    assert not (tmp_path / "out" / "one").exists()


def test_a_file_is_never_written_over_another(tmp_path: Path) -> None:
    """Whichever archive it comes from."""
    (tmp_path / "one").write_text("first")
    with pytest.raises(TooMuch, match="another file lies in its place"):
        write(Member("one", 3, 3, lambda: io.BytesIO(b"abc")), tmp_path / "one")

    assert (tmp_path / "one").read_text() == "first"


def test_a_name_of_another_system_is_a_place(tmp_path: Path) -> None:
    """And what is written there is whole."""
    write(Member("d\\a", 3, 3, lambda: io.BytesIO(b"abc")), tmp_path / place_of(member("d\\a"), by_lms=False))

    assert (tmp_path / "d/a").read_bytes() == b"abc"


def test_what_breaks_off_is_not_written(tmp_path: Path) -> None:
    """Half a notebook would be graded."""
    path = packed(tmp_path / "a.zip", one=b"a text of some length" * 99)
    damaged = bytearray(path.read_bytes())
    damaged[60] ^= 255
    path.write_bytes(damaged)
    for one in members(path):
        with pytest.raises((zipfile.BadZipFile, zlib.error)):
            write(one, tmp_path / "one")

    assert not (tmp_path / "one").exists()


@pytest.mark.parametrize(
    ("method", "fine"),
    [(zipfile.ZIP_DEFLATED, True), (zipfile.ZIP_BZIP2, False), (zipfile.ZIP_LZMA, False)],
)
def test_a_way_of_packing_that_claims_any_memory_is_refused(tmp_path: Path, method: int, fine: bool) -> None:  # noqa: FBT001
    """Three kilobytes of bzip2 are four gigabytes, unpacked at once; what all use is read."""
    with zipfile.ZipFile(tmp_path / "a.zip", "w", method) as archive:
        archive.writestr("one", b"1")
    for one in members(tmp_path / "a.zip"):
        if fine:
            assert one.open().read() == b"1"
        else:
            with pytest.raises(TooMuch, match="unsupported compression method"):
                one.open()


@pytest.mark.parametrize(
    ("name", "folder"),
    [("a.zip", "a"), ("a.tar.gz", "a"), ("a.b.zip", "a.b"), ("...zip", None), ("..tar.gz", None)],
)
def test_an_archive_is_unpacked_to_a_folder_of_its_name(
    tmp_path: Path, name: str, folder: str | None
) -> None:
    """And never beside or above it."""
    if folder:
        assert folder_of(Path(name), tmp_path) == tmp_path / folder
    else:
        with pytest.raises(TooMuch, match="outside"):
            folder_of(Path(name), tmp_path)


def test_only_what_gzip_packed_is_looked_into(tmp_path: Path) -> None:
    """Other ways to pack a tar archive are damaged files."""
    (tmp_path / "a.gz").write_bytes(bz2.compress(rolled(tmp_path / "a.tar", entry("one", 1)).read_bytes()))

    with pytest.raises(DAMAGED):
        list(members(tmp_path / "a.gz"))


@pytest.mark.parametrize("told", [0, 3, 4])
def test_an_archive_that_lists_too_much_is_not_listed(tmp_path: Path, told: int) -> None:
    """Whatever number of entries its end tells; folders count as well."""
    path = packed(tmp_path / "a.zip", **{f"{n}/": b"" for n in range(4)})
    content = bytearray(path.read_bytes())
    content[-12:-10] = content[-14:-12] = told.to_bytes(2, "little")
    path.write_bytes(content)
    tar = rolled(tmp_path / "a.tar", *(entry(f"{n}", kind=tarfile.DIRTYPE) for n in range(4)))

    for archive in (path, tar):
        assert list(members(archive, 4)) == []
        with pytest.raises(TooMuch, match="more than 3 files and folders"):
            list(members(archive, 3))
