"""What an LMS packed is unpacked for each student, and what stays packed is known and kept."""

import hashlib
import io
import shutil
import tarfile
import zipfile
from pathlib import Path, PurePath

import pytest
from nbgrader.apps import ZipCollectApp
from nbgrader.coursedir import CourseDirectory

from nbverdict.intake import download, extractor
from nbverdict.intake.extractor import Extractor
from nbverdict.intake.lms import Collector
from tests.engine.intake.test_lms import downloaded, packed

__all__ = ["downloaded"]  # a fixture

Patch = pytest.MonkeyPatch


def all_that(downloaded: Path, names: str, contents: dict[str, bytes]) -> tuple[Extractor, set[str]]:
    """Unpack one download whose names an expression reads; return what lies unpacked."""
    (downloaded / "class.zip").write_bytes(packed(**contents))
    root = downloaded.parent
    app = ZipCollectApp(coursedir=CourseDirectory(root=str(root), assignment_id="hw"))
    app.extractor_plugin_inst = unpacker = Extractor(parent=app)
    app.collector_plugin_inst = Collector(parent=app, named_regexp=names)
    unpacker.extract(str(downloaded), str(root / "extracted"))
    found = {path for path in root.glob("extracted/**/*") if path.is_file()} - unpacker.packed
    return unpacker, {path.relative_to(root / "extracted/class").as_posix() for path in found}


FOLDERS = r".*/(?P<student_id>\w+)_\d+/(?P<file_id>.*)"
FILES = r".*/(?P<student_id>[a-z]+)_\d+_(?P<file_id>.*)"


@pytest.mark.parametrize(("names", "sign"), [(FOLDERS, "/"), (FILES, "_")])
def test_nothing_that_one_student_uploads_takes_the_room_of_another(
    downloaded: Path, monkeypatch: Patch, names: str, sign: str
) -> None:
    """Neither of a student nor of a class, by bytes or by files; of the student, notebooks come first."""
    monkeypatch.setattr(download, "OF_A_STUDENT", (4_000, 6))
    monkeypatch.setattr(extractor, "OF_A_CLASS", (5_000, 100))
    large = {f"bob_1{sign}{n}.csv": bytes(900) for n in range(9)} | {f"bob_1{sign}p.ipynb": bytes(900)}
    many = {f"cal_1{sign}{n}.csv": b"1" for n in range(9)}
    honest = {f"eve_1{sign}p.ipynb": bytes(900), f"zoe_1{sign}p.ipynb": bytes(900)}
    unpacker, found = all_that(downloaded, names, large | many | honest)

    assert {*honest, f"bob_1{sign}p.ipynb"} <= found
    assert sum(one.startswith("bob") for one in found) == 3
    assert sum(one.startswith("cal") for one in found) == 6
    assert {path.name for path in unpacker.packed if "cal" in str(path)} >= {
        PurePath(f"cal_1{sign}{n}.csv").name for n in (6, 7, 8)
    }


def test_any_number_of_names_that_nobody_can_write_stops_nobody(
    downloaded: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The first are kept for their owner, and all others are known by one line that tells their content."""
    kept = []
    for last in (b"1", b"2"):
        long = {f"bob_1/{'d' * 240}/{'e' * 240}/{'f' * 240}/{'g' * 240}/{n:0240}": b"1" for n in range(2_500)}
        contents = {f"eve_1/{n}.csv": b"1" for n in range(3)} | long | {f"bob_1/\x1b{'x' * 800}": last}
        contents |= {"zoe_1/\x1b": b""}
        unpacker, found = all_that(downloaded, FOLDERS, contents)
        assert found == {"eve_1/0.csv", "eve_1/1.csv", "eve_1/2.csv"}
        kept.append({path for path in unpacker.packed if "bob_1" in path.parts})
        shutil.rmtree(downloaded.parent / "extracted")

    assert [len(one) for one in kept] == [download.MOST_KEPT + 1] * 2
    assert len(kept[0] - kept[1]) == 1
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 2 * (extractor.MOST_TOLD + 1)
    assert "zoe_1" in lines[1]


def test_what_stays_packed_is_kept_as_an_archive_of_its_own(downloaded: Path) -> None:
    """It tells one content from another, and a person can unpack it."""
    large = bytes(12_000_000)
    unpacker, _ = all_that(downloaded, FOLDERS, {"bob_1/a.pdf": large, "eve_1/a.pdf": large + b"1"})
    bob, eve = (one for one in sorted(unpacker.packed) if one.name == "a.pdf")

    with zipfile.ZipFile(bob) as archive:
        assert archive.testzip() is None
        assert archive.read("content") == large
    assert bob.stat().st_size < 20_000
    assert bob.read_bytes() != eve.read_bytes()


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize(
    "name", ["\u202a", "x\x1b[2J", "../../..", "../p", "d/" * 40 + "p", "ä" * 600, "\x07", "é" * 128, "a/b"]
)
def test_what_cannot_be_named_is_kept_under_a_name_of_ours(downloaded: Path, name: str) -> None:
    """Below the folder that tells its owner; the same has the same name each time, another has another."""
    names = []
    for content in (b"1", b"1", b"2"):
        contents = {"bob_1/a": b"a file, where a folder would lie", f"bob_1/{name}": content}
        unpacker, found = all_that(downloaded, FOLDERS, contents | {"eve_1/p.ipynb": b"1"})
        [one] = (path for path in unpacker.packed if path.is_relative_to(downloaded.parent / "extracted"))
        assert found == {"bob_1/a", "eve_1/p.ipynb"}
        assert one.relative_to(downloaded.parent / "extracted/class").parts[0] == "bob_1"
        assert one.is_file()
        names.append((one.name, one.read_bytes()))
        shutil.rmtree(downloaded.parent / "extracted")

    assert names[0] == names[1] != names[2]


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_files_of_one_name_are_both_kept(downloaded: Path) -> None:
    """Neither is unpacked."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in (("bob_1/p.ipynb", b"1"), ("bob_1/p.ipynb", b"2"), ("eve_1/p.ipynb", b"3")):
            archive.writestr(name, content)
    unpacker, found = all_that(downloaded, FOLDERS, {})
    assert not found
    (downloaded / "class.zip").write_bytes(file.getvalue())
    unpacker.extract(str(downloaded), str(downloaded.parent / "extracted"))

    assert len({path for path in unpacker.packed if "bob_1" in path.parts}) == 2
    assert (downloaded.parent / "extracted/class/eve_1/p.ipynb").read_bytes() == b"3"


def test_of_a_tar_archive_that_ends_early_is_unpacked_what_it_holds(downloaded: Path) -> None:
    """What stays packed of it is known by its content."""
    with tarfile.open(downloaded / "class.gz", "w") as archive:
        for name in ("bob_1/x\x1b", "eve_1/p.ipynb", "zoe_1/p.ipynb"):
            one = tarfile.TarInfo(name)
            one.size = 600
            archive.addfile(one, io.BytesIO(bytes(600)))
    content = (downloaded / "class.gz").read_bytes()
    (downloaded / "class.gz").write_bytes(content[:3_500])
    Extractor().extract(str(downloaded), str(downloaded.parent / "extracted"))
    found = sorted((downloaded.parent / "extracted").glob("*/*/*"))

    assert [path.parent.name for path in found] == ["bob_1", "eve_1"]
    assert hashlib.sha256(bytes(600)).hexdigest() in found[0].read_text()
