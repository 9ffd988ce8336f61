"""Nothing counts that has not been seen to fail: the walls of intake, taken away one by one."""

import os
import pwd
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from nbformat.v4 import new_notebook
from nbgrader.exchange.default import ExchangeCollect
from nbgrader.plugins import FileNameCollectorPlugin

from graders.models.cache import PROJECT
from nbverdict.course.grade_class import Classroom
from nbverdict.execution import exporter as ungraded
from nbverdict.intake import archives, exchange, files, lms
from nbverdict.intake import pictures as figures
from nbverdict.intake import receipts as received_module
from nbverdict.intake.receipts import Received, names_in
from nbverdict.notebook.received import ReceiptSource
from tests.engine.course.test_goes_on import hand_in, room
from tests.engine.execution.test_in_place import FORGED, MONDAY, autograde
from tests.engine.intake.test_exchange import TUESDAY, collect, collecting, inbound, submit, submitted
from tests.engine.intake.test_extractor import extract
from tests.engine.intake.test_lms import ADA, MAL, collected, downloaded, packed
from tests.engine.intake.test_pictures import shown
from tests.engine.intake.test_redraw import picture
from tools.demo import ASSIGNMENT

__all__ = ["collecting", "downloaded", "hand_in", "inbound", "room"]  # fixtures

Patch = pytest.MonkeyPatch


def test_links(tmp_path: Path, monkeypatch: Patch) -> None:
    """If links were followed, a link to the solution would be graded as a student's work."""
    (tmp_path / "challenges.ipynb").symlink_to(PROJECT / "source" / ASSIGNMENT / "challenges.ipynb")
    assert files.examine(tmp_path).kept == ()
    monkeypatch.setattr(Path, "lstat", Path.stat)
    assert files.examine(tmp_path).kept == (tmp_path / "challenges.ipynb",)


def test_names_that_act(tmp_path: Path, monkeypatch: Patch) -> None:
    """Without looking at names a page lies on formgrader's server, and a module in a package's place."""
    for name in ("page.html", "json.py"):
        (tmp_path / name).touch()
    assert files.examine(tmp_path).kept == ()
    monkeypatch.setattr(files, "refused_by_name", lambda *_: "")
    assert {path.name for path in files.examine(tmp_path).kept} == {"page.html", "json.py"}


def test_intake_in_place(room: Classroom, hand_in: Callable[..., Path], monkeypatch: Patch) -> None:
    """Without it plain nbgrader grades the solution that a link leads to, and gives full marks."""

    def link() -> Path:
        path = hand_in("eve")
        path.unlink()
        path.symlink_to(room.root / "source/hw/p.ipynb")
        return path

    link()
    assert autograde(room, "eve")["score"] == 0
    monkeypatch.setattr(ungraded, "take_in_place", lambda *_: {})
    (room.root / "submitted/eve/hw/p.ipynb").unlink()
    assert link().is_symlink()
    assert autograde(room, "eve")["score"] == 4


def test_the_time_that_counts(room: Classroom, hand_in: Callable[..., Path], monkeypatch: Patch) -> None:
    """Without the course's own record a student is never late."""
    folder = hand_in("eve").parent
    (folder / "timestamp.txt").write_text(FORGED)
    Received(room.store, "hw", "eve").enter(files.examine(folder).kept, MONDAY, ReceiptSource.EXCHANGE)
    assert autograde(room, "eve")["at"] == MONDAY
    monkeypatch.setattr(Received, "find", lambda *_: None)
    (folder / "timestamp.txt").write_text(FORGED)
    assert autograde(room, "eve")["at"].year == 2001


def test_collecting_plain_files(collecting: Classroom, inbound: Path, monkeypatch: Patch) -> None:
    """Without it nbgrader copies what a student's links lead to, as the instructor."""
    for student in ("ada", "eve"):
        (submit(inbound, student) / "all").symlink_to(collecting.root / "source")
    (inbound / "eve+hw+2026-03-02 12:00:00.000000 UTC+Xz-_1").rename(collecting.root / "aside")
    collect(collecting)
    assert [name for name in submitted(collecting, "ada") if name.startswith("all")] == []
    monkeypatch.setattr(exchange.Collect, "do_copy", ExchangeCollect.do_copy)
    (collecting.root / "aside").rename(inbound / "eve+hw+2026-03-02 12:00:00.000000 UTC+Xz-_1")
    collect(collecting)
    assert "all/hw/p.ipynb" in submitted(collecting, "eve")


@pytest.mark.skipif(os.getuid() != 0, reason="gives folders to other accounts")
def test_owners_in_the_exchange(collecting: Classroom, inbound: Path, monkeypatch: Patch) -> None:
    """Without a look at the owner a folder under another's name takes the place of that student's work."""
    own, forged = submit(inbound, "daemon"), submit(inbound, "daemon", TUESDAY)
    (forged / "forged.csv").write_text("x")
    for folder, account in ((own, "daemon"), (forged, "bin")):
        os.chown(folder, pwd.getpwnam(account).pw_uid, -1)
    collect(collecting)
    assert "forged.csv" not in submitted(collecting, "daemon")
    monkeypatch.setattr(exchange.Collect, "_is_anothers", lambda *_: False)
    collect(collecting)
    assert "forged.csv" in submitted(collecting, "daemon")


def test_archives_have_an_end(tmp_path: Path, monkeypatch: Patch) -> None:
    """Without caps 50 MB come out of 50 kB."""

    def unpacked() -> int:
        (tmp_path / "archive").mkdir(exist_ok=True)
        bomb = packed(bomb=bytes(50_000_000))
        (tmp_path / "archive/class.zip").write_bytes(bomb)
        assert len(bomb) < 60_000
        shutil.rmtree(tmp_path / "extracted", ignore_errors=True)
        extract(tmp_path / "archive")
        return sum(path.stat().st_size for path in (tmp_path / "extracted").rglob("*") if path.is_file())

    assert unpacked() < 60_000  # it is kept as it was packed
    monkeypatch.setattr(archives.Room, "take", lambda *_: None)
    assert unpacked() == 50_000_000


def test_names_of_an_lms(downloaded: Path, monkeypatch: Patch) -> None:
    """If names in a student's own archive counted, they would replace another student's work."""

    def ada() -> bytes:
        shutil.rmtree(downloaded.parent / "extracted", ignore_errors=True)
        return collected(downloaded)["ada", "p"]

    inner = packed(**{f"{ADA}/p.ipynb": b"of mal"})
    (downloaded / "class.zip").write_bytes(packed(**{f"{MAL}/all.zip": inner, f"{ADA}/p.ipynb": b"of ada"}))
    assert ada() == b"of ada"
    monkeypatch.setattr(lms.Collector, "collect", FileNameCollectorPlugin.collect)
    assert ada() == b"of mal"


def test_a_receipt_of_the_whole(tmp_path: Path, monkeypatch: Patch) -> None:
    """Without it files may change places after they were received, and nobody is told."""
    (folder := tmp_path / "hw").mkdir()
    for name in ("a.csv", "b.csv"):
        (folder / name).write_text(name)
    kept, received = files.examine(folder).kept, Received(tmp_path / "evidence", "hw", "eve")
    received.enter(kept, MONDAY, ReceiptSource.EXCHANGE)
    for name, content in (("a.csv", "b.csv"), ("b.csv", "a.csv")):
        (folder / name).write_text(content)
    swapped = files.examine(folder)
    found = received.find(names_in(folder, kept), swapped)
    assert found is not None
    assert found.changed
    monkeypatch.setattr(received_module, "_together", lambda *_, **__: received_module.written(MONDAY))
    found = received.find(names_in(folder, kept), swapped)
    assert found is not None
    assert not found.changed


def test_figures_are_redrawn(tmp_path: Path, monkeypatch: Patch) -> None:
    """Without it what is packed behind a picture is kept with it."""

    def kept() -> bytes:
        figures.keep_figures(new_notebook(cells=[shown(picture() + b"<script>")]), tmp_path / "p")
        return (tmp_path / "p/cell-0-1.png").read_bytes()

    assert b"<script>" not in kept()
    monkeypatch.setattr(figures, "redraw_all", lambda pictures: pictures)
    assert b"<script>" in kept()
