"""`nbgrader zip_collect`: what an LMS packed, unpacked within caps, and the time that its name tells."""

import io
import json
import shutil
import subprocess
import zipfile
from pathlib import Path

import nbformat
import pytest

from graders.grading.intake import lms
from graders.grading.intake.lms import Extractor
from graders.grading.intake.received import ARCHIVE
from tests.grading.test_goes_on import notebook, room
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


def extract(downloaded: Path) -> list[str]:
    """Unpack what was downloaded; return the files that there are then, archives aside."""
    to = downloaded.parent / "extracted"
    Extractor().extract(str(downloaded), str(to))
    found = [path.relative_to(to).as_posix() for path in to.rglob("*") if path.is_file()]
    assert all(
        path.is_relative_to(to) or path.is_relative_to(downloaded) for path in downloaded.parent.rglob("*/*")
    )
    return sorted(name for name in found if not name.endswith(".zip"))


def test_archives_and_archives_in_archives_are_unpacked(downloaded: Path) -> None:
    """Each into a folder of its name, as nbgrader does; other files are copied."""
    inner = packed(**{"p.ipynb": b"{}", "data/a.csv": b"1"})
    (downloaded / "class.zip").write_bytes(packed(**{"eve.zip": inner, "zoe/p.ipynb": b"{}"}))
    (downloaded / "late").mkdir()
    (downloaded / "late" / "ada_p.ipynb").write_text("{}")

    assert extract(downloaded) == [
        "class/eve/data/a.csv",
        "class/eve/p.ipynb",
        "class/zoe/p.ipynb",
        "late/ada_p.ipynb",
    ]


def test_a_bomb_stays_packed_and_stops_nobody(downloaded: Path) -> None:
    """Neither as a file of a class's archive, nor as an archive in it."""
    bomb = packed(bomb=bytes(50_000_000))
    many = packed(**{f"{n}": b"" for n in range(lms.MOST + 50)})
    contents = {"eve/bomb": bytes(50_000_000), "ivy.zip": bomb, "max.zip": many, "zoe/p.ipynb": b"{}"}
    (downloaded / "class.zip").write_bytes(packed(**contents))
    found = extract(downloaded)

    assert [name for name in found if "bomb" in name] == []
    assert len([name for name in found if "max" in name]) == lms.MOST
    assert "class/zoe/p.ipynb" in found


def test_archives_within_each_other_have_an_end(downloaded: Path) -> None:
    """And all that one student packed shares his room."""
    content = packed(**{"p.ipynb": b"{}"})
    for level in range(5):
        content = packed(**{f"{level}.zip": content})
    (downloaded / "class.zip").write_bytes(content)

    assert extract(downloaded) == []
    assert len(list(downloaded.parent.rglob("extracted/**/*.zip"))) == lms.NESTED


def test_no_name_leads_outside(downloaded: Path) -> None:
    """Neither that of a file nor that of an archive; what is damaged stops nobody."""
    away = packed(**{"p.ipynb": b"{}"})
    contents = {
        "../a": b"x",
        "/b": b"x",
        "..\\c": b"x",
        "d/...zip": away,
        "e.zip": b"PK",
        "zoe/p.ipynb": b"{}",
    }
    (downloaded / "class.zip").write_bytes(packed(**contents))

    assert extract(downloaded) == ["class/zoe/p.ipynb"]


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
    assert "broken.zip is not unpacked to its end" in outcome.stderr
    assert [*told.values()] == [{"at": "2026-03-02 12:00:00.000000 UTC", "says": ARCHIVE}]
    assert (course / "submitted/eve/hw/p.ipynb").read_bytes() == content
