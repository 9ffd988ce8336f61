"""`nbgrader zip_collect`: what an LMS packed, unpacked within caps, and the time that its name tells."""

import io
import json
import shutil
import subprocess
import tarfile
import zipfile
from pathlib import Path

import nbformat
import pytest
from nbgrader.apps import ZipCollectApp
from nbgrader.coursedir import CourseDirectory

from nbverdict.intake import lms
from nbverdict.intake.extractor import Extractor
from nbverdict.intake.lms import Collector
from nbverdict.notebook.received import ReceiptSource
from nbverdict.store import typed
from tests.engine.course.test_goes_on import notebook, room
from tests.test_class import run

__all__ = ["room"]  # a fixture

NAMES = r".*/(?P<student_id>\w+)_(?P<timestamp>[-\d]+T[\d:]+)/(?P<file_id>\w+)\.ipynb"


def packed(**contents: bytes) -> bytes:
    """Return a zip archive."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in contents.items():
            archive.writestr(name, content)
    return file.getvalue()


@pytest.fixture
def downloaded(tmp_path: Path) -> Path:
    """A folder that an instructor fills from an LMS, and one beside it to unpack to."""
    (tmp_path / "archive").mkdir()
    return tmp_path / "archive"


def collect(root: Path) -> subprocess.CompletedProcess[str]:
    """Collect as an instructor does."""
    return run(
        root, "nbgrader", "zip_collect", "hw", "--force", f"--FileNameCollectorPlugin.named_regexp={NAMES}"
    )


@pytest.mark.usefixtures("room")
def test_the_archive_tells_when_something_came(course: Path) -> None:
    """Through nbgrader's own command; a damaged archive stops nobody, and lateness goes by that time."""
    shutil.rmtree(course / "submitted", ignore_errors=True)
    archive = course / "downloaded/hw/archive"
    archive.mkdir(parents=True)
    content = nbformat.writes(notebook()).encode()
    (archive / "class.zip").write_bytes(packed(**{"eve_2026-03-02T12:00:00/p.ipynb": content}))
    (archive / "broken.zip").write_bytes(b"no archive")
    outcome = collect(course)
    told = json.loads((course / "evidence/received/hw/eve.json").read_text())

    assert outcome.returncode == 0, outcome.stderr
    assert "broken.zip` is not unpacked to its end" in outcome.stderr
    came = ("2026-03-02 12:00:00.000000 UTC", ReceiptSource.ARCHIVE)
    assert [(one["at"], one["says"]) for one in told.values()] == [came]
    assert (course / "submitted/eve/hw/p.ipynb").read_bytes() == content


@pytest.mark.usefixtures("room")
@pytest.mark.parametrize("group", ["student_id", "file_id"])
def test_an_expression_that_cannot_tell_whose_a_file_is_stops_the_command(course: Path, group: str) -> None:
    """As nbgrader stops: it is the instructor's slip, and nobody's file is left out for it."""
    archive = course / "downloaded/hw/archive"
    archive.mkdir(parents=True)
    content = nbformat.writes(notebook()).encode()
    (archive / "class.zip").write_bytes(packed(**{"eve_2026-03-02T12:00:00/p.ipynb": content}))
    names = NAMES.replace(f"?P<{group}>", "?:")
    outcome = run(
        course, "nbgrader", "zip_collect", "hw", "--force", f"--FileNameCollectorPlugin.named_regexp={names}"
    )

    assert outcome.returncode == 1
    assert f"to provide the {group}" in outcome.stderr
    assert "Traceback" not in outcome.stderr


@pytest.mark.slow
@pytest.mark.usefixtures("room")
@pytest.mark.parametrize("day", ["02", "03"])
def test_what_was_moved_out_of_a_submission_is_not_of_a_newer_one(course: Path, day: str) -> None:
    """The same download tells nothing new of it."""
    shutil.rmtree(course / "submitted", ignore_errors=True)
    archive, moved = course / "downloaded/hw/archive", course / "evidence/received/hw/moved/eve.json"
    archive.mkdir(parents=True)
    moved.parent.mkdir(parents=True)
    content = nbformat.writes(notebook()).encode()
    for at in ("02", day):
        (archive / "class.zip").write_bytes(packed(**{f"eve_2026-03-{at}T12:00:00/p.ipynb": content}))
        there = (course / "submitted").exists()
        moved.write_text("{}")
        assert collect(course).returncode == 0
        assert moved.exists() == (there and day == "02")


FLAT = r".*_(?P<student_id>\w+)_attempt_(?P<timestamp>[0-9\-]+)_(?P<file_id>\w+)"
ADA, MAL = "ada_2026-03-01T12:00:00", "mal_2026-03-09T12:00:00"


def collected(downloaded: Path, names: str = NAMES) -> dict[tuple[str, str], bytes]:
    """Unpack and collect as nbgrader does; return the content of each student's file, by its name."""
    root = downloaded.parent
    app = ZipCollectApp(coursedir=CourseDirectory(root=str(root), assignment_id="hw"))
    app.extractor_plugin_inst = extractor = Extractor(parent=app)
    extractor.extract(str(downloaded), str(root / "extracted"))
    collector = Collector(parent=app, named_regexp=names)
    files = sorted(path for path in (root / "extracted").rglob("*") if path.is_file())
    told = [(collector.collect(str(path)), path.read_bytes()) for path in files]
    return {
        (info["student_id"], info["file_id"].removesuffix(".ipynb")): content
        for info, content in told
        if info
    }


def test_what_one_student_sent_is_written_down_once(
    downloaded: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many files and attempts it is: else each file would cost as much as all before it."""
    writes: list[Path] = []
    write = typed.write_whole
    monkeypatch.setattr(typed, "write_whole", lambda path, told: (writes.append(path), write(path, told)))
    names = {f"class_mal_attempt_2026-03-0{day}_p{n}.ipynb": b"x" for day in (1, 2, 3) for n in range(20)}
    (downloaded / "class.zip").write_bytes(packed(**names))
    assert len(collected(downloaded, FLAT)) == 20

    came = downloaded.parent / "evidence/received/hw"
    ours = sorted(path for path in writes if path.is_relative_to(came))
    assert ours == [came / "mal.json", came / "sent/mal.json"]
    told = json.loads((came / "sent/mal.json").read_text())
    assert [len(files) for files in told.values()] == [20, 20, 20]


MOODLE = r".*/[^/]+_(?P<student_id>[a-z]+)_assignsubmission_file_/?(?P<file_id>\w+)\.ipynb"
ZED, LORY = "Zed Zoo_zed_assignsubmission_file_", "Mal Lory_mal_assignsubmission_file_"


@pytest.mark.parametrize(
    "name", ["{zed}p.ipynb", "{zed}/p.ipynb/-p.ipynb", "{zed}p.ipynb/-.ipynb", "{zed}-.csv"]
)
@pytest.mark.parametrize(
    ("names", "zed", "mal"),
    [
        (MOODLE, f"{ZED}/", f"{LORY}/"),
        (MOODLE, ZED, LORY),
        (MOODLE, f"{ZED}/", LORY),
        (MOODLE, f"{ZED}/", "Mal Lory_mal99_assignsubmission_file_/"),
        (NAMES, "zed_2026-03-01T12:00:00/", "mal_2026-03-09T12:00:00/"),
        (NAMES, "zed_2026-03-01T12:00:00/", "mal lory/"),
    ],
)
def test_no_name_in_an_upload_says_another_owner(
    downloaded: Path, names: str, zed: str, mal: str, name: str
) -> None:
    """Where files and folders of students lie as the LMS names them; what names nobody is nobody's."""
    forged = name.format(zed=zed).replace("//", "/")
    class_of = {f"{zed}p.ipynb": b"of zed", f"{mal}q.ipynb": b"own", f"{mal}{forged}": b"of mal"}
    (downloaded / "class.zip").write_bytes(packed(**{f"all/{one}": held for one, held in class_of.items()}))
    found = collected(downloaded, names)

    assert {name: held for name, held in found.items() if held == b"of zed"} == {("zed", "p"): b"of zed"}
    assert {student for student, _ in found} <= {"zed", "mal"}
    assert {student for (student, _), held in found.items() if held != b"of zed"} <= {"mal"}


def test_an_upload_that_names_nobody_is_left_out_in_one_sentence(
    downloaded: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """Nothing in it is looked at; folders that lie beside each other at the top are uploads just so."""
    files = {f"{ADA}/p.ipynb": b"of ada", **{f"mal lory/{MAL}/{number}.ipynb": b"" for number in range(5)}}
    for name, content in files.items():
        (downloaded / name).parent.mkdir(parents=True, exist_ok=True)
        (downloaded / name).write_bytes(content)
    found = collected(downloaded)

    assert found == {("ada", "p"): b"of ada"}
    assert capfd.readouterr().err.count("/mal lory` is left out: no name") == 1


def test_downloads_that_lie_beside_each_other_are_classes_of_their_own(downloaded: Path) -> None:
    """Each in folders of its own, as an archive or unpacked, and what an expression asks of files is met."""
    (downloaded.parent / "release/hw").mkdir(parents=True)
    (downloaded.parent / "release/hw/p1.ipynb").touch()
    (downloaded / "one.zip").write_bytes(packed(**{f"all/{ADA}/p1.ipynb": b"1", f"all/{MAL}/p1.ipynb": b"2"}))
    (downloaded / "two.zip").write_bytes(packed(**{"eve_2026-03-02T12:00:00/p1.ipynb": b"3"}))
    (downloaded / "late/zoe_2026-03-02T12:00:00").mkdir(parents=True)
    (downloaded / "late/zoe_2026-03-02T12:00:00/p1.ipynb").write_bytes(b"4")
    found = collected(downloaded, NAMES.replace(r"\w+)\.ipynb", r"p\d)\.ipynb"))

    assert {student: held for (student, _), held in found.items()} == {
        "ada": b"1",
        "mal": b"2",
        "eve": b"3",
        "zoe": b"4",
    }


@pytest.mark.parametrize("upload", ["ps1_mal.lory_attempt_2026-03-09_x.zip", "class.zip"])
@pytest.mark.parametrize("beside", ["ps1_ada_attempt_2026-03-02_p.ipynb", "ps1_ada_attempt_2026-03-02_p.zip"])
def test_a_download_that_names_nobody_beside_one_that_does_is_left_out(
    downloaded: Path, capfd: pytest.CaptureFixture[str], upload: str, beside: str
) -> None:
    """It may be a student's, and hold any names; what to do is told where it is a class's."""
    (downloaded / beside).write_bytes(packed(**{"p.ipynb": b"of ada"}) if ".zip" in beside else b"of ada")
    (downloaded / upload).write_bytes(packed(**{"ps1_ada_attempt_2026-03-05_p.ipynb": b"of mal"}))
    (downloaded / "list_of_names.csv").write_text("")
    found = collected(downloaded, FLAT)

    assert found == {("ada", "p"): b"of ada"}
    assert lms.A_CLASS in capfd.readouterr().err


def nested(inner: bytes, deep: int) -> bytes:
    """Pack an archive into others."""
    for level in range(deep):
        inner = packed(**{f"{level}.zip": inner})
    return inner


@pytest.mark.parametrize("deep", [0, 1])
def test_an_inner_archive_belongs_to_its_owner(downloaded: Path, deep: int) -> None:
    """What lies in it under another student's name replaces nothing, and takes nobody's time."""
    forged = nested(packed(**{f"{ADA}/p.ipynb": b"of mal", "p.ipynb": b"own"}), deep)
    contents = {f"{ADA}/p.ipynb": b"of ada", f"{MAL}/all.zip": forged}
    (downloaded / "class.zip").write_bytes(packed(**contents))
    found = collected(downloaded)
    times = json.loads((downloaded.parent / "evidence/received/hw/mal.json").read_text())

    assert {name: content for name, content in found.items() if name[0] == "ada"} == {("ada", "p"): b"of ada"}
    assert set(found.values()) == {b"of ada", b"of mal", b"own"}
    assert {one["at"][:10] for one in times.values()} == {"2026-03-09"}


@pytest.mark.parametrize(
    "contents",
    [
        {"ps1_mal_attempt_2026-03-09_x_ada_attempt_2026-03-01_p.ipynb": b"of mal"},
        {"ps1_mal_attempt_2026-03-09_-x_ada_attempt_2026-03-05_p.ipynb": b"of mal"},
        {"ps1_mal_attempt_2026-03-09_-x\\ps1_ada_attempt_2026-03-05_p.ipynb": b"of mal"},
        {"ps1_mal_attempt_2026-03-09_-x.zip": packed(**{"ps1_ada_attempt_2026-03-05_p.ipynb": b"of mal"})},
        {"ps1_mal_attempt_2026-03-09_x.zip": packed(**{"ps1_ada_attempt_2026-03-01_p.ipynb": b"of mal"})},
        {"ps1_mal_attempt_2026-03-09_x.tar.gz": b""},
    ],
)
def test_the_owner_is_whom_the_lms_names_first(downloaded: Path, contents: dict[str, bytes]) -> None:
    """Where names are flat: in a file's own name, and in an archive of either kind."""
    ada = {"ps1_ada_attempt_2026-03-02_p.ipynb": b"of ada"}
    if contents == {"ps1_mal_attempt_2026-03-09_x.tar.gz": b""}:
        contents = {"ps1_mal_attempt_2026-03-09_x.tar.gz": rolled("ps1_ada_attempt_2026-03-01_p.ipynb")}
    (downloaded / "class.zip").write_bytes(packed(**ada, **contents))
    found = collected(downloaded, FLAT)

    assert found.pop(("ada", "p")) == b"of ada"
    assert {student for student, _ in found} == {"mal"}


def test_uploads_that_lie_each_by_themselves_belong_to_their_owners(downloaded: Path) -> None:
    """An archive whose own name says whose it is, is no archive of the LMS's."""
    (downloaded / "ps1_ada_attempt_2026-03-02_p.ipynb").write_bytes(b"of ada")
    forged = packed(**{"ps1_ada_attempt_2026-03-05_p.ipynb": b"of mal"})
    (downloaded / "ps1_mal_attempt_2026-03-09_-x.zip").write_bytes(forged)
    found = collected(downloaded, FLAT)

    assert found == {("ada", "p"): b"of ada", ("mal", "ps1_ada_attempt_2026-03-05_p"): b"of mal"}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("names", "mal", "kept"),
    [
        (r".*/(?P<student_id>\w+?)_(?P<file_id>\w+)", "mal_x", {"p.ipynb", "p.y.ipynb", "q.csv", "d.ipynb"}),
        (
            r".*/(?P<student_id>\w+?)_attempt_(?P<timestamp>[0-9\-]+)_(?P<file_id>\w+)",
            "mal_attempt_2026-03-09_x",
            {"p.ipynb", "p.y.ipynb", "q.csv", "d.ipynb", "timestamp.txt"},
        ),
    ],
)
@pytest.mark.usefixtures("room")
def test_no_names_of_one_upload_stop_the_others(course: Path, names: str, mal: str, kept: set[str]) -> None:
    """Nbgrader would give two files one name, or finds a file for a folder: what can be kept is."""
    shutil.rmtree(course / "submitted", ignore_errors=True)
    archive = course / "downloaded/hw/archive"
    archive.mkdir(parents=True)
    files = ("p.ipynb", "p.y.ipynb", "q.csv", "d.ipynb", "d.ipynb/z.ipynb")
    whole = packed(
        **{f"{mal}.zip": packed(**{one: one.encode() for one in files}), f"zoe{mal[3:]}.ipynb": b"of zoe"}
    )
    (archive / "class.zip").write_bytes(whole)
    outcome = run(
        course,
        *("nbgrader", "zip_collect", "hw", "--force", f"--FileNameCollectorPlugin.named_regexp={names}"),
        "--FileNameCollectorPlugin.valid_ext=['.ipynb', '.csv']",
    )
    found = {one.name: one for one in (course / "submitted/mal/hw").iterdir()}

    assert outcome.returncode == 0, outcome.stderr
    assert (course / "submitted/zoe/hw/x.ipynb").read_bytes() == b"of zoe"
    assert {*found} == kept
    assert found["p.y.ipynb"].read_bytes() == b"p.y.ipynb"


ATTEMPTS = {  # of each student the older and the newer
    "ada": ("2026-11-29-10-00-20", "2026-11-29-11-30-05"),  # dateutil adds the seconds to the hours
    "eve": ("2026-11-29-11-30-05", "2026-11-29-11-46-05"),  # and makes one attempt of these
    "zoe": ("2026-11-29-11-30-05", "2026-11-29-11-46-31"),  # and nothing of this one
}


@pytest.mark.usefixtures("room")
def test_the_newest_attempt_is_collected_with_its_time(course: Path) -> None:
    """By the time that the LMS tells; where that may be another, this is said."""
    shutil.rmtree(course / "submitted", ignore_errors=True)
    archive = course / "downloaded/hw/archive"
    archive.mkdir(parents=True)
    told = [(student, at) for student, both in ATTEMPTS.items() for at in both]
    uploads = {
        f"ps1_{student}_attempt_{at}_work.zip": packed(
            **{"p.ipynb": at.encode(), "timestamp.txt": b"2026-01-01 08:00:00 UTC"}
        )
        for student, at in (*told, ("mal", "2026-11-29-11-46-31-7"))
    }
    (archive / "gradebook.zip").write_bytes(packed(**uploads))
    outcome = run(
        course,
        *("nbgrader", "zip_collect", "hw", "--force", f"--FileNameCollectorPlugin.named_regexp={FLAT}"),
        "--FileNameCollectorPlugin.valid_ext=['.ipynb', '.txt']",
    )
    kept = {name: (course / f"submitted/{name}/hw/p.ipynb").read_text() for name in ATTEMPTS}
    found = [one.stem for one in (course / "evidence/received/hw").glob("*.json")]
    zoe = json.loads((course / "evidence/received/hw/zoe.json").read_text())

    assert outcome.returncode == 0, outcome.stderr
    assert kept == {name: newer for name, (_, newer) in ATTEMPTS.items()}
    assert [one["at"][11:] for one in zoe.values()] == ["11:30:05.000000 UTC", "11:46:31.000000 UTC"]
    assert sorted(found) == ["ada", "eve", "zoe"]
    assert "holds no unambiguous time (`2026-11-29-11-46-31-7`)" in outcome.stderr
    assert "the time that the student states is used" in outcome.stderr


def rolled(name: str) -> bytes:
    """Return a tar archive of one file, packed by gzip."""
    file, one = io.BytesIO(), tarfile.TarInfo(name)
    one.size = 6
    with tarfile.open(fileobj=file, mode="w:gz") as archive:
        archive.addfile(one, io.BytesIO(b"of mal"))
    return file.getvalue()


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize(
    ("second", "left"),
    [
        ("p.ipynb", None),
        ("./p.ipynb", None),
        (".\\p.ipynb", b"first"),
        ("d/../p.ipynb", b"first"),
        ("p.ipynb\0x", b"first"),
    ],
)
def test_of_two_files_of_one_name_none_counts(downloaded: Path, second: str, left: bytes | None) -> None:
    """And what cannot be a name at all is no file; nobody else is touched."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name in (f"{MAL}/p.ipynb", f"{MAL}/{second}", f"{ADA}/p.ipynb"):
            info = zipfile.ZipInfo("x")
            info.filename = name
            archive.writestr(info, b"first" if name == f"{MAL}/p.ipynb" else b"second")
    (downloaded / "class.zip").write_bytes(file.getvalue())
    found = collected(downloaded)

    assert ("ada", "p") in found
    assert found.get(("mal", "p")) == left


def test_the_same_file_twice_stops_nobody(downloaded: Path) -> None:
    """Nbgrader would end there if the names tell no time."""
    inner = packed(**{"a/p.ipynb": b"1", "b/p.ipynb": b"2", "p.ipynb": b"3"})
    (downloaded / "class.zip").write_bytes(packed(**{"eve_x.zip": inner, "ada_p.ipynb": b"4"}))
    found = collected(downloaded, r".*/(?P<student_id>\w+)_(?P<file_id>\w+)\.ipynb")

    assert found == {("eve", "a/p"): b"1", ("eve", "b/p"): b"2", ("eve", "p"): b"3", ("ada", "p"): b"4"}


def test_a_time_that_is_none_stops_nobody(downloaded: Path) -> None:
    """The file is collected, and no time of it is written down."""
    (downloaded / "class.zip").write_bytes(packed(**{"ps1_eve_attempt_2026-99-99_p.ipynb": b"1"}))

    assert collected(downloaded, FLAT) == {("eve", "p"): b"1"}
    assert not (downloaded.parent / "evidence").exists()


def test_who_can_be_no_student_is_left_out(downloaded: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """It is told in a line, if it is unpacked at all; a name with brackets is one."""
    names = r".*/(?P<student_id>[^/_]+)_(?P<file_id>\w+)\.ipynb"
    contents = {f"{name}_p.ipynb": b"x" for name in ("Doe, Jane [ext]", "e\x1b[2Kx", "e\u034f", ".eve")}
    (downloaded / "class.zip").write_bytes(packed(**contents))

    assert [*collected(downloaded, names)] == [("Doe, Jane [ext]", "p")]
    assert capfd.readouterr().err.count("does not hold a valid student name") == 2


def test_an_archive_that_holds_itself_has_an_end(downloaded: Path) -> None:
    """Archives in archives are opened so many times and no more."""
    (downloaded / "class.zip").write_bytes(nested(packed(**{f"{ADA}/p.ipynb": b"1"}), 9))

    assert collected(downloaded) == {}


def test_what_is_left_out_of_an_upload_is_told_in_a_few_lines(
    downloaded: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """Whatever it holds; and their names are no words of ours."""
    files = {f"nobody/eve/{number}` is right `.ipynb": b"" for number in range(30)}
    (downloaded / "class.zip").write_bytes(packed(**files))
    collected(downloaded)
    lines = capfd.readouterr().err.splitlines()

    assert sum("is left out" in one for one in lines) == lms.MOST_TOLD
    assert not any("is right" in part for one in lines for part in one.split("`")[::2])
    assert lines[-1].endswith("nobody`: and others")
