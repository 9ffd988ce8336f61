"""What the exchange adds to a submission, and what only looks so."""

from pathlib import Path

import pytest

from nbverdict.intake import files
from nbverdict.intake.files import examine, without_stamp
from nbverdict.text.stamps import NO_DRAWN, NO_TIME, NO_ZONE
from tests.engine.intake.test_files import folder, put, reasons

__all__ = ["folder"]  # a fixture


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("timestamp.txt", b"yesterday, I think", NO_TIME),
        ("timestamp.txt", b"10:" + b"9" * 30, NO_TIME),  # dateutil stops with decimal's error
        ("timestamp.txt", b"2026-01-30\n" * 200, NO_TIME),
        ("timestamp.txt", b"2026-01-30 12:00:00 THE-ANSWER-IS-42", NO_TIME),  # nbgrader takes it for a zone
        ("timestamp.txt", b"2026-01-30 12:00:00 The/Answer-Is-Forty-Two", NO_TIME),
        ("timestamp.txt", b"2026-01-30 12:00:00" + b" " * 50, NO_TIME),
        ("timestamp.txt", b"2026-13-30 12:00:00", NO_ZONE),
        ("timestamp.txt", b"2026-01-30 12:00:00 XYZ", NO_ZONE),  # nbgrader takes it for UTC
        ("timestamp.txt", b"2026-01-30 12:00:00 IST", NO_ZONE),  # India's, Israel's or Ireland's
        ("timestamp.txt", b"2026-01-30 12:00:00 +25", NO_ZONE),
        ("submission_secret.txt", b"\xff\xfe", NO_DRAWN),
        ("submission_secret.txt", b"a\x00b", NO_DRAWN),
        ("submission_secret.txt", b"Rows are queries, columns are keys.", NO_DRAWN),
        ("submission_secret.txt", b"0f" * 65, NO_DRAWN),
    ],
)
def test_what_the_exchange_adds_says_nothing_else(
    folder: Path, name: str, content: bytes, reason: str
) -> None:
    """It can hold no answer, and what is more than a stamp counts; nbgrader stops at one it cannot read."""
    (folder / name).write_bytes(content)

    assert reasons(folder) == {name: reason}
    assert bool(without_stamp(examine(folder).refused)) == (reason != NO_ZONE)


@pytest.mark.parametrize(
    "stamp",
    [
        "",
        "2026-01-30",
        "2026-01-30 12:00",
        "2026-01-30T12:00:00Z",
        "2026-01-30 12:00:00.123456 CET",
        "2026-01-30 12:00:00+01:00\n",
        "2026-07-30 12:00:00.123456 CEST",
        "2026-01-30 12:00:00.123456 -03",
        "2026-01-30 12:00:00.123456 +0545",
        "2026-01-30 12:00:00 +05:30",
    ],
)
def test_a_stamp_is_a_time_as_nbgrader_or_staff_write_it(folder: Path, stamp: str) -> None:
    """Below the top a file of that name is the student's own, whatever it holds."""
    (folder / "timestamp.txt").write_text(stamp)
    put(folder, "data/timestamp.txt", "data/submission_secret.txt")

    assert reasons(folder) == {}
    assert len(examine(folder).kept) == 4


@pytest.mark.parametrize("name", ["timestamp.txt", "submission_secret.txt"])
@pytest.mark.parametrize("below", ["", "a.csv", "deep/a.csv"])
def test_a_folder_in_the_place_of_a_line_is_refused_whole(folder: Path, name: str, below: str) -> None:
    """The exchange adds files; nbgrader would stop at a folder."""
    (folder / name).mkdir()
    if below:
        put(folder, f"{name}/{below}")

    assert reasons(folder) == {name: files.NO_FILE}
    assert [path.name for path in examine(folder).kept] == ["p.ipynb"]
