"""A student's own figures: kept as handed in for a reader, redrawn, and of the last version alone."""

import base64
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output
from PIL import Image

from nbverdict.course.grade_class import Classroom
from nbverdict.intake import pictures as figures
from nbverdict.intake.pictures import keep_figures, redraw_all
from tests.engine.course.test_goes_on import grade, hand_in, room
from tests.engine.intake.test_redraw import picture

__all__ = ["hand_in", "room"]  # fixtures


def shown(*pictures: bytes, kind: str = "image/png", grade_id: str = "") -> Any:
    """Return a cell that put out pictures."""
    outputs = [new_output("display_data", data={kind: base64.b64encode(one).decode()}) for one in pictures]
    told = {"nbgrader": {"grade_id": grade_id}} if grade_id else {}
    return new_code_cell("plot()", outputs=outputs, metadata=told)


def kept(place: Path) -> list[str]:
    """Return the names of what is kept."""
    return sorted(path.name for path in place.glob("*"))


def test_each_picture_is_kept_by_the_name_of_its_cell(tmp_path: Path) -> None:
    """Or its place; what is no name of nbgrader's is none."""
    cells = [shown(picture(), picture(), grade_id="plot_t5"), shown(picture("JPEG"), kind="image/jpeg")]
    cells += [shown(picture(), grade_id="../../up"), shown(picture(), grade_id="plot_t5")]
    keep_figures(new_notebook(cells=cells), tmp_path / "p")

    assert kept(tmp_path / "p") == [
        "cell-1-1.png",
        "cell-2-1.png",
        "plot_t5-1.png",
        "plot_t5-2.png",
        "plot_t5-3.png",
    ]
    with Image.open(tmp_path / "p/cell-1-1.png") as found:
        assert found.format == "PNG"


def test_a_new_version_takes_the_place_of_the_last(tmp_path: Path) -> None:
    """Also where it has no pictures."""
    keep_figures(new_notebook(cells=[shown(picture(), picture())]), tmp_path / "p")
    keep_figures(new_notebook(cells=[shown(picture())]), tmp_path / "p")
    assert kept(tmp_path / "p") == ["cell-0-1.png"]
    keep_figures(new_notebook(cells=[new_code_cell("1")]), tmp_path / "p")
    assert kept(tmp_path / "p") == []


def test_what_is_no_picture_is_not_kept(tmp_path: Path) -> None:
    """Nor what is too large, too much, or of another kind; what is malformed stops nothing."""
    cell = shown(b"<svg/>", picture(), b"x" * (figures.LARGEST + 3))
    malformed = shown()
    malformed["outputs"] = ["x", {"data": "x"}, {"data": {"image/png": 7}}, {"data": {"image/png": "é"}}]
    odd = shown()
    odd["outputs"] = "none"
    many = shown(*[picture()] * (figures.MOST + 3), grade_id="many")
    notebook = new_notebook()
    notebook.cells = [cell, malformed, odd, many, shown(b"<svg/>", kind="image/svg+xml")]
    keep_figures(notebook, tmp_path)

    assert len(kept(tmp_path)) == figures.MOST - 1
    assert "cell-0-2.png" in kept(tmp_path)


@pytest.mark.parametrize(
    "answer",
    [
        "b'\\0\\0\\0\\3abc'",
        "b'\\0\\0\\0\\377' + b'x' * 9",
        "struct.pack('>I', len(png) + 8) + png + b'<script>'",
        "struct.pack('>I', len(said)) + said",
        "b'\\xff' * 300_000_000",
    ],
    ids=["no picture", "cut", "more behind it", "more in it", "flood"],
)
def test_the_process_is_not_trusted(answer: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It has read what others made: only a PNG of pixels alone is taken from it."""
    script = f"""import struct, sys
png = bytes.fromhex({picture().hex()!r})
said = png[:33] + struct.pack('>I', 4) + b'tEXtabcd' + b'crc!' + png[33:]
sys.stdout.buffer.write({answer})
"""
    (tmp_path / "other.py").write_text(script)
    monkeypatch.setattr(figures.redraw, "__file__", str(tmp_path / "other.py"))

    assert [one for one in redraw_all([picture()]) if one] == []


def test_a_process_that_hangs_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What it said before is taken."""
    (tmp_path / "other.py").write_text(
        f"import struct, sys, time\npng = bytes.fromhex({picture().hex()!r})\n"
        "sys.stdout.buffer.write(struct.pack('>I', len(png)) + png)\nsys.stdout.flush()\ntime.sleep(99)\n"
    )
    monkeypatch.setattr(figures.redraw, "__file__", str(tmp_path / "other.py"))
    monkeypatch.setattr(figures, "SECONDS", 3.0)

    assert redraw_all([picture(), picture()]) == [picture()]


def test_they_are_kept_through_grading_and_decide_nothing(
    room: Classroom, hand_in: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """They lie with the evidence; that they cannot be kept costs nothing."""
    hand_in("ada", shown(picture(), grade_id="mine"))
    [first] = grade(room, "ada")
    place = room.store / "handed_in/hw/ada/p"
    assert (first.error, first.results[0].earned, kept(place)) == ("", 4, ["mine-1.png"])
    hand_in("ada", shown(picture(), picture(), grade_id="mine"))

    def start(_pictures: int) -> None:
        raise OSError("no more processes")

    monkeypatch.setattr(figures, "_start", start)
    [second] = grade(room, "ada")
    assert (second.error, second.results[0].earned, kept(place)) == ("", 4, [])
