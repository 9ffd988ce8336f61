"""Archives are opened in a confined process alone, one for each upload, and what ends it ends nobody else."""

import gzip
import tarfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from nbgrader.apps import ZipCollectApp
from nbgrader.coursedir import CourseDirectory

from nbverdict.intake import unpack
from nbverdict.intake.archives import Member, members
from nbverdict.intake.extractor import Extractor
from nbverdict.intake.lms import Collector
from nbverdict.sandbox.confined import ConfinedEnd, StopCause, confined, is_confined
from tests.engine.intake.test_extractor import extract
from tests.engine.intake.test_lms import FLAT, downloaded, packed

__all__ = ["downloaded"]  # a fixture

Patch = pytest.MonkeyPatch
MEMBERS = 2000  # each takes a copy of the header: more than a process that tested others holds free


def extended(kind: bytes, header: bytes) -> bytes:
    """Return a packed tar archive that begins with an extended header."""
    one = tarfile.TarInfo("header")
    one.size, one.type = len(header), kind
    whole = one.tobuf() + header + bytes(-len(header) % 512) + tarfile.TarInfo("a.csv").tobuf() * MEMBERS
    return gzip.compress(whole + bytes(1024))


def keys(count: int) -> bytes:
    """Return an extended header of many keys."""
    return b"".join(b"13 k%06d=1\n" % number for number in range(count))


@pytest.fixture
def forks(monkeypatch: Patch) -> list[Path]:
    """The archives that each confined process may read, once it was started."""
    started: list[Path] = []

    def noted(work: Any, **terms: Any) -> bytes:
        started.append(terms["access"].read)
        return confined(work, **terms)

    monkeypatch.setattr(unpack, "confined", noted)
    return started


@pytest.mark.parametrize(
    ("kind", "header", "spent"),
    [(tarfile.XHDTYPE, b"1" * 60_000, "CPU time"), (tarfile.XGLTYPE, keys(60_000), "memory")],
)
def test_an_upload_that_takes_too_much_is_refused_and_stops_nobody(
    downloaded: Path,
    monkeypatch: Patch,
    caplog: pytest.LogCaptureFixture,
    kind: bytes,
    header: bytes,
    spent: str,
) -> None:
    """Whatever of it Python's own modules spend it on; one sentence says why."""
    monkeypatch.setattr(unpack, "BUDGET", replace(unpack.BUDGET, cpu_seconds=2, memory_mb=100))
    contents = {"eve/x.tar.gz": extended(kind, header), "eve/p.ipynb": b"", "zoe.zip": packed(p=b"")}
    (downloaded / "class.zip").write_bytes(packed(**contents))

    assert extract(downloaded) == ["class/eve/p.ipynb", "class/eve/x.tar.gz", "class/zoe/p"]
    [told] = [one.getMessage() for one in caplog.records]
    assert f"class/eve/x.tar.gz` is not unpacked: it takes more {spent} than" in told


def test_one_process_opens_all_archives_of_an_upload(
    downloaded: Path, monkeypatch: Patch, forks: list[Path]
) -> None:
    """It is confined, reads nothing else, and there is none for an upload without archives."""
    (downloaded.parent / "course_secret").write_text("secret")

    def confined_alone(path: Path, most: int) -> Iterator[Member]:
        assert is_confined()
        with pytest.raises(PermissionError):
            (downloaded.parent / "course_secret").read_text()
        yield from members(path, most)

    monkeypatch.setattr(unpack, "members", confined_alone)
    inner = packed(**{"p.ipynb": b"", "more.zip": packed(q=b"")})
    contents = {"eve/a.zip": inner, "eve/d/b.zip": inner, "zoe/p.ipynb": b"", "ada/p.ipynb": b""}
    (downloaded / "class.zip").write_bytes(packed(**contents))

    assert {"class/eve/a/more/q", "class/eve/d/b/p.ipynb", "class/zoe/p.ipynb"} <= {*extract(downloaded)}
    assert [len(read) for read in forks] == [1, 2]


def test_an_upload_that_lies_by_itself_has_one_process(downloaded: Path, forks: list[Path]) -> None:
    """However many archives are in it: its name says that it is a student's."""
    many = packed(**{f"{number}.zip": packed(p=b"") for number in range(5)})
    for name in ("ps1_mal_attempt_2026-03-09_x.zip", "ps1_ada_attempt_2026-03-09_x.zip"):
        (downloaded / name).write_bytes(many)
    root = downloaded.parent
    app = ZipCollectApp(coursedir=CourseDirectory(root=str(root), assignment_id="hw"))
    app.extractor_plugin_inst = Extractor(parent=app)
    app.collector_plugin_inst = Collector(parent=app, named_regexp=FLAT)
    app.extractor_plugin_inst.extract(str(downloaded), str(root / "extracted"))

    assert len(forks) == 2
    assert len([*root.glob("extracted/*/*/p")]) == 10


def test_a_file_in_the_place_of_a_folder_stops_nobody(
    downloaded: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """It stays, and the archive is told of."""
    contents = {"eve": b"a file", "eve.zip": packed(p=b""), "zoe.zip": packed(p=b"")}
    (downloaded / "class.zip").write_bytes(packed(**contents))

    assert extract(downloaded) == ["class/eve", "class/zoe/p"]
    assert "class/eve.zip` is not unpacked: another file lies in its place" in caplog.text


def test_a_path_that_is_too_long_stops_nobody(downloaded: Path, caplog: pytest.LogCaptureFixture) -> None:
    """It may be no longer than any where it is unpacked, and be it where it is to lie."""
    long = "/".join(["a" * 240] * 20)[: 4_060 - len(f"{downloaded}")].rstrip("/")
    contents = {f"{'e' * 200}.zip": packed(**{long: b""}), "zoe.zip": packed(p=b"")}
    (downloaded / "class.zip").write_bytes(packed(**contents))

    assert extract(downloaded) == ["class/zoe/p"]
    assert "its path is longer than 1000 bytes" in caplog.text


def _link(scratch: Path) -> None:
    (scratch / "0/p").symlink_to("/etc/passwd")


def _second_name(scratch: Path) -> None:
    (scratch / "0/p").write_text("x")
    (scratch / "0/q").hardlink_to(scratch / "0/p")


def _hidden_letters(scratch: Path) -> None:
    (scratch / "0/\u202ep").write_text("x")


def _another_files(scratch: Path) -> None:
    (scratch / "0/taken").write_text("x")


@pytest.mark.parametrize("left", [_link, _second_name, _hidden_letters, _another_files])
def test_of_a_process_that_was_taken_over_plain_files_are_taken(
    downloaded: Path, monkeypatch: Patch, left: Callable[[Path], None]
) -> None:
    """No link, no name that hides what it is, and nothing in the place of another file."""

    def taken_over(*_: Any, scratch: Path, **__: Any) -> bytes:
        (scratch / "0").mkdir()
        left(scratch)
        return b'{"lines": ["\\u001b[2J"], "count": 1}'

    monkeypatch.setattr(unpack, "confined", taken_over)
    (downloaded.parent / "eve").mkdir()
    (downloaded.parent / "eve/taken").write_text("first")
    (downloaded / "eve.zip").write_bytes(packed(p=b""))
    room = unpack.Room(100, 10)
    terms = unpack.Terms(room=room, entries=10, endings=())
    told = unpack.unpack([(downloaded / "eve.zip", downloaded.parent / "eve")], terms, downloaded.parent)

    assert [path.name for path in (downloaded.parent / "eve").iterdir()] == ["taken"]
    assert (downloaded.parent / "eve/taken").read_text() == "first"
    assert all(one.isprintable() for one in told.lines)
    assert not [*downloaded.parent.glob(f"{unpack.SCRATCH}*")]


@pytest.mark.parametrize("reply", [b"", b"[]", b'{"lines": 1, "count": 1}', b'{"lines": []}'])
def test_what_it_tells_is_believed_in_little(downloaded: Path, monkeypatch: Patch, reply: bytes) -> None:
    """And where it ends by itself a person has to look."""
    (downloaded / "eve.zip").write_bytes(packed(p=b""))
    terms = unpack.Terms(room=unpack.Room(100, 10), entries=10, endings=())
    for outcome in (lambda *_, **__: reply, _died):
        monkeypatch.setattr(unpack, "confined", outcome)
        told = unpack.unpack([(downloaded / "eve.zip", downloaded / "eve")], terms, downloaded)

        assert told.count == 1
        assert told.lines[0].endswith(unpack.STOPPED)


def _died(*_: Any, **__: Any) -> bytes:
    raise ConfinedEnd(StopCause.DIED)
