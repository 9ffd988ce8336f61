"""What was downloaded from an LMS is unpacked within caps, and nothing of it stops the others of a class."""

from pathlib import Path

import pytest

from nbverdict.intake import extractor
from nbverdict.intake.extractor import Extractor
from tests.engine.intake.test_lms import downloaded, packed

__all__ = ["downloaded"]  # a fixture


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
    """Neither as a file of a class's archive, which is kept as it was packed, nor as an archive in it."""
    bomb = packed(bomb=bytes(50_000_000))
    many = packed(**{f"{n}": b"" for n in range(extractor.MOST + 50)})
    contents = {"eve/bomb": bytes(50_000_000), "ivy.zip": bomb, "max.zip": many, "zoe/p.ipynb": b"{}"}
    (downloaded / "class.zip").write_bytes(packed(**contents))
    found = extract(downloaded)

    [bomb_of_eve] = [name for name in found if "bomb" in name]
    assert (downloaded.parent / "extracted" / bomb_of_eve).stat().st_size < 60_000
    assert len([name for name in found if "max" in name]) == extractor.MOST
    assert "class/zoe/p.ipynb" in found


def test_archives_within_each_other_have_an_end(downloaded: Path) -> None:
    """And all that one student packed shares their room."""
    content = packed(**{"p.ipynb": b"{}"})
    for level in range(5):
        content = packed(**{f"{level}.zip": content})
    (downloaded / "class.zip").write_bytes(content)

    assert extract(downloaded) == []
    assert len(list(downloaded.parent.rglob("extracted/**/*.zip"))) == extractor.NESTED


def test_no_name_leads_outside(downloaded: Path) -> None:
    """Neither that of a file, which gets another, nor that of an archive; what is damaged stops nobody."""
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

    within, *ours, work = extract(downloaded)
    assert (within, work) == ("class/.._c", "class/zoe/p.ipynb")
    assert [name.partition("-")[0] for name in ours] == ["class/a", "class/b"]


def test_an_upload_is_told_of_in_a_few_lines(downloaded: Path, caplog: pytest.LogCaptureFixture) -> None:
    """However much of it cannot be unpacked, archives in it included; others have lines of their own."""
    bad = {f"../{n}\x1b[2J\n": b"" for n in range(30)}
    contents = {"eve.zip": packed(**bad, **{"more.zip": packed(**bad)}), "zoe.zip": packed(**{"../a": b""})}
    (downloaded / "class.zip").write_bytes(packed(**contents))
    extract(downloaded)
    lines = [one.getMessage() for one in caplog.records]

    assert len(lines) == extractor.MOST_TOLD + 2
    assert lines[-2].endswith("/class/eve.zip`: and 50 others")
    assert "`../a` of" in lines[-1]
    assert all(one.isprintable() for one in lines)


def test_what_tools_left_in_an_upload_takes_no_works_place(
    downloaded: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It stays packed, and is not told."""
    monkeypatch.setattr(extractor, "MOST", 2)
    left = {f"hw/.venv/lib/{number}.py": b"" for number in range(9)}
    upload = packed(**left, **{"hw/p.ipynb": b"{}", "hw/table.csv": b"1"})
    (downloaded / "class.zip").write_bytes(packed(**{"eve.zip": upload}))

    assert extract(downloaded) == ["class/eve/hw/p.ipynb", "class/eve/hw/table.csv"]


def test_an_upload_that_lists_too_much_is_told_and_stops_nobody(
    downloaded: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """It is not looked through."""
    monkeypatch.setattr(extractor, "MOST_PACKED", 20)
    many = packed(**{f"{n}/": b"" for n in range(21)}, **{"p.ipynb": b"{}"})
    (downloaded / "class.zip").write_bytes(packed(**{"eve.zip": many, "zoe/p.ipynb": b"{}"}))

    assert extract(downloaded) == ["class/zoe/p.ipynb"]
    assert "eve.zip` is not unpacked to its end: it lists more than 20 files and folders" in caplog.text
