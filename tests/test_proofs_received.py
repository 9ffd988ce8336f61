"""What an LMS and the exchange bring: without each wall, names and choices of files do as they like."""

import shutil
from pathlib import Path

import pytest

from nbverdict.course.grade_class import Classroom
from nbverdict.intake import files, lms, owner, quarantine
from nbverdict.intake import receipts as received
from nbverdict.intake.receipts import Received
from nbverdict.notebook.received import ReceiptSource
from tests.engine.course.test_goes_on import room
from tests.engine.intake.test_exchange import collect as collect_all
from tests.engine.intake.test_exchange import collecting, inbound, submit
from tests.engine.intake.test_lms import FLAT, collected, downloaded, packed
from tests.engine.intake.test_receipts import MONDAY, ON_MONDAY, ON_TUESDAY, TUESDAY, sent, settled
from tests.test_class import run as command

__all__ = ["collecting", "downloaded", "inbound", "room"]  # fixtures

Patch = pytest.MonkeyPatch
OF_ADA, OF_MAL = "ps1_ada_attempt_2026-03-02_p.ipynb", "ps1_mal_attempt_2026-03-09_-x"
REPLACED = {("ada", "p"): b"of mal"}
NAMES = r".*/(?P<student_id>\w+?)_(?P<file_id>\w+)"
WITHOUT_PLACES = """
from nbverdict.intake import lms
lms._Places.of_another = lambda *_: None
"""


def read_the_last(monkeypatch: Patch) -> None:
    """Let a whole name be read by an expression that is greedy."""
    owner._read_name.cache_clear()
    monkeypatch.setattr(owner, "_first", lambda _pattern, _path, _start, found: found and found.groupdict())


def test_the_name_before_the_files(downloaded: Path, monkeypatch: Patch) -> None:
    """If it were not read alone, the rest of an upload's name would say whose it is, and when it came."""
    forged = f"{OF_MAL}_ada_attempt_2026-03-05_p.ipynb"
    (downloaded / "class.zip").write_bytes(packed(**{OF_ADA: b"of ada", forged: b"of mal"}))
    assert collected(downloaded, FLAT)["ada", "p"] == b"of ada"
    read_the_last(monkeypatch)
    assert collected(downloaded, FLAT) == REPLACED


def test_the_time_before_the_files(downloaded: Path, monkeypatch: Patch) -> None:
    """Nor would a student's own time be the one that the LMS tells."""
    (downloaded / "class.zip").write_bytes(packed(**{f"{OF_MAL}_mal_attempt_2026-03-01_p.ipynb": b"of mal"}))
    receipts = downloaded.parent / "evidence/received/hw/mal.json"

    def told() -> bool:
        receipts.unlink(missing_ok=True)
        assert {student for student, _ in collected(downloaded, FLAT)} == {"mal"}
        return "2026-03-01" in receipts.read_text()

    assert not told()
    read_the_last(monkeypatch)
    assert told()


def test_uploads_by_themselves(downloaded: Path, monkeypatch: Patch) -> None:
    """If the names of downloaded archives were not read, what lies in one could be anybody's."""
    (downloaded / OF_ADA).write_bytes(b"of ada")
    (downloaded / f"{OF_MAL}.zip").write_bytes(packed(**{"ps1_ada_attempt_2026-03-05_p.ipynb": b"of mal"}))
    assert collected(downloaded, FLAT)["ada", "p"] == b"of ada"
    of = owner.UnpackedFile.of
    monkeypatch.setattr(owner.UnpackedFile, "of", lambda file, root, uploads=(), *_: of(file, root, uploads))
    assert collected(downloaded, FLAT)["ada", "p"] == b"of mal"


@pytest.mark.usefixtures("room")
@pytest.mark.parametrize("second", ["p.ipynb", "p.ipynb/z.ipynb"], ids=["a file", "a folder"])
def test_one_place_for_one_file(course: Path, second: str) -> None:
    """If two files of an upload could have one, nbgrader would stop there, and collect nobody after it."""
    archive = course / "downloaded/hw/archive"
    archive.mkdir(parents=True)
    uploads = {f"mal_{at}.zip": packed(**{name: b"{}"}) for at, name in enumerate(("p.ipynb", second))}
    (archive / "class.zip").write_bytes(packed(**uploads, **{"zoe_x.ipynb": b"of zoe"}))
    names = f"--FileNameCollectorPlugin.named_regexp={NAMES}"

    def of_zoe() -> bool:
        command(course, "nbgrader", "zip_collect", "hw", "--force", names)
        return (course / "submitted/zoe/hw/x.ipynb").exists()

    assert of_zoe()
    (course / "submitted/zoe/hw/x.ipynb").unlink()
    config = course / "course_config.py"
    config.write_text(WITHOUT_PLACES + config.read_text("utf-8"))
    assert not of_zoe()


def test_a_place_with_its_ending(downloaded: Path, monkeypatch: Patch) -> None:
    """Without it a table beside a notebook of the same name takes its place."""
    upload = packed(**{"p.csv": b"1", "p.ipynb": b"of eve"})
    (downloaded / "class.zip").write_bytes(packed(**{"eve_x.zip": upload}))
    monkeypatch.setattr(lms.Collector, "valid_ext", [".csv", ".ipynb"])
    assert b"of eve" in collected(downloaded, NAMES).values()
    shutil.rmtree(downloaded.parent / "extracted")
    of_another = lms._Places.of_another
    monkeypatch.setattr(
        lms._Places,
        "of_another",
        lambda self, file, place, at: of_another(self, file, place.with_suffix(""), at),
    )
    assert b"of eve" not in collected(downloaded, NAMES).values()


def test_all_files_that_came(tmp_path: Path, monkeypatch: Patch) -> None:
    """If a choice of them had come when all did, which ones are left could hold an answer, on time."""
    (folder := tmp_path / "hw").mkdir()
    for name in ("p.ipynb", "a.csv"):
        (folder / name).write_text(name)
    receipts = Received(tmp_path / "evidence", "hw", "eve")
    sent(folder, receipts, MONDAY)
    (folder / "a.csv").unlink()
    sent(folder, receipts, TUESDAY, "b.v2.csv")
    late = settled(folder, receipts)
    monkeypatch.setattr(received, "_is_all", lambda own, came: own.items() <= came.items())
    early = settled(folder, receipts)
    assert late is not None
    assert early is not None
    assert (late.at, late.says, late.changed) == (ON_TUESDAY.at, ReceiptSource.ARCHIVE, True)
    assert early.at == ON_MONDAY.at


def test_room_in_quarantine(collecting: Classroom, inbound: Path, monkeypatch: Patch) -> None:
    """Without it each link of a submission is a file there, at each hand-in."""
    monkeypatch.setattr(quarantine, "MOST_NOTED", 5)
    kept = collecting.store / "quarantine/hw"

    def links(student: str) -> int:
        folder = submit(inbound, student)
        for number in range(50):
            (folder / f"a{number}").symlink_to(f"nowhere{number}")
        collect_all(collecting)
        return len(list((kept / student).glob("*.refused")))

    assert links("ada") <= 6
    monkeypatch.setattr(quarantine._Room, "has", lambda *_: True)
    assert links("eve") >= 50


def test_folders_refused_whole(tmp_path: Path, monkeypatch: Patch) -> None:
    """Without it an environment beside the work takes all of its places."""
    monkeypatch.setattr(files, "MOST_LISTED", 10)
    (tmp_path / ".venv/lib").mkdir(parents=True)
    for name in ("p.ipynb", *(f".venv/lib/{number}.py" for number in range(20))):
        (tmp_path / name).write_text("{}")
    assert files.examine(tmp_path).kept == (tmp_path / "p.ipynb",)
    monkeypatch.setattr(files, "refused_whole", lambda *_, **__: "")
    assert files.examine(tmp_path).kept == ()
