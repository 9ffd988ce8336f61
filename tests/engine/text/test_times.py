"""Times as others write them: read exactly, or not at all."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo, available_timezones

import pytest
from nbgrader.utils import parse_utc

from nbverdict.text.times import read_stamp, read_time, spelled, written

NOON = datetime(2026, 11, 29, 11, 46, 5)  # noqa: DTZ001 - in UTC, as nbgrader's


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-29-11-46-05",
        "2026-11-29_11-46-05",
        "2026-11-29 11:46:05",
        "20261129114605",
        "2026-11-29T11:46:05Z",
        "20261129T114605",
        "2026_11_29_11_46_05",
        "2026-11-29 11.46.05",
        "2026-11-29T12:46:05+01:00",
        "2026-11-29 06:46:05-0500",
        "2026-11-29 12:46:05 CET",
        "2026-11-29 08:46:05 -03",
        "2026-11-29 07:46:05 EDT",
        "2026-11-29 13:46:05 CEST",
        "2026-11-29 03:46:05.000000 America/Los_Angeles",  # as nbgrader's documentation writes due dates
        "2026-11-29 08:46:05 America/Argentina/Buenos_Aires",
        "2026-11-29 17:31:05+0545",
        "2026-11-29 17:16:05 +05:30",
        "2026-11-29 11:46:05.000000 UTC",
        "Sunday, November 29, 2026 11:46:05 AM",
        "Sun, 29 Nov 2026 11:46:05 GMT",
        "29.11.2026 11:46:05",
        "11/29/2026 11:46:05",
    ],
)
def test_a_time_is_read_to_the_second(text: str) -> None:
    """However an LMS separates its parts; dateutil makes 16:00 of the first, and nothing of others."""
    assert read_time(text) == NOON


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("2026-11-29", datetime(2026, 11, 29)),  # noqa: DTZ001
        ("2026-11-29-11-46", NOON.replace(second=0)),
        ("Nov 29, 2026 1146 PM", NOON.replace(hour=23, second=0)),
        ("Mar 5, 2026 9:05 AM", datetime(2026, 3, 5, 9, 5)),  # noqa: DTZ001
        ("2026-11-29 11:46:05.25", NOON.replace(microsecond=250_000)),
        ("2026-11-29T11:46:05.123456789Z", NOON.replace(microsecond=123_456)),
    ],
)
def test_what_is_not_told_is_nought(text: str, time: datetime) -> None:
    """And what is told of a second counts: of two attempts in one the later is known."""
    assert read_time(text) == time


@pytest.mark.parametrize(
    "text",
    [
        "05/03/2026 11:46",
        "05.03.26 11:46",
        "2026-11-29-11",
        "2026-13-29-11-46-05",
        "2026-11-29-24-46-05",
        "2026-11-29-11-46-05-3",
        "2026-11-29 11:46:05 XYZ",
        "2026-11-29 11:46:05 America/Atlantis",
        "2026-11-29 11:46:05 IST",
        "2026-11-29 11:46:05 CST",
        "2026-11-29 11:46:05 +25",
        "11:46",
        "Nov 29",
        "1795952765",
        "-",
        "yesterday",
        "9999-12-31T23:59:59-05:00",
        "0999-01-01 00:00:00 UTC",
        "10:" + "9" * 30,
        "2026-11-29" + " " * 100,
    ],
)
def test_what_may_be_another_time_is_none(text: str) -> None:
    """Nobody's lateness goes by a guess."""
    assert read_time(text) is None


@pytest.mark.parametrize("time", [NOON, NOON.replace(microsecond=7), datetime(1970, 1, 1)])  # noqa: DTZ001
def test_nbgrader_reads_a_time_as_it_is_written(time: datetime) -> None:
    """Whatever it would make of the text that was read."""
    assert parse_utc(written(time)) == time
    assert read_time(written(time)) == time


@pytest.mark.parametrize("month", [1, 7])
def test_zones_whose_names_are_numbers_are_read_as_what_they_are_from_utc(month: int) -> None:
    """All that there are: nbgrader would take the number for seconds, so it is told the time in UTC."""
    at = datetime(2026, month, 15, 12, 30, 5, 7, tzinfo=UTC)
    local = [at.astimezone(ZoneInfo(zone)) for zone in sorted(available_timezones())]
    stamps = {f"{time:%Y-%m-%d %H:%M:%S.%f %Z}" for time in local if str(time.tzname())[0] in "+-"}

    assert len(stamps) > 30
    for stamp in stamps:
        assert read_stamp(stamp) == read_time(stamp) == parse_utc(spelled(stamp)) == at.replace(tzinfo=None)


@pytest.mark.parametrize("stamp", ["2026-11-29 11:46:05.000000 UTC", "2026-11-29 12:46:05 CET", "2026-11-29"])
def test_a_stamp_that_nbgrader_reads_right_stays_as_it_is(stamp: str) -> None:
    """To the letter."""
    assert spelled(stamp) == stamp
