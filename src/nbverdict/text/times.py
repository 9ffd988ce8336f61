"""Parses times in the forms that others write.

nbgrader uses dateutil, which guesses: it reads `2026-11-29-11-46-05` as 11:00 plus 5 hours, the zone `-03` as
3 seconds, and an unknown zone as UTC.
"""

import warnings
from collections import defaultdict
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from itertools import product
from zoneinfo import ZoneInfo, available_timezones

from dateutil import parser, tz
from nbgrader.utils import parse_utc

from nbverdict.text.expressions import Expression, ExpressionMatch

LONGEST, HOURS = 100, 3  # characters of a time, and of a zone without minutes
REGION = r"[A-Z][A-Za-z]+(?:/[A-Z][A-Za-z_-]+){1,2}"  # a zone's full name, as `America/Los_Angeles`
ISO = Expression(
    r"(\d{4})[-_./]?(\d\d)[-_./]?(\d\d)"
    r"(?:[-_. T]?(\d\d)[-_.:]?(\d\d)(?:[-_.:]?(\d\d)(?:[.,](\d{1,9}))?)?"
    rf"(?: ?(Z|[A-Z]{{3,5}}|{REGION}|[+-]\d\d(?::?\d\d)?))?)?"
)
DIGITS = Expression(r"\d+")
DATES = ("%Y%m%d", "%d%m%Y", "%m%d%Y", "%d%Y", "%Y%d")  # in the last ones the month is a word
CLOCKS = ("", "%H%M", "%H%M%S", "%I%M", "%I%M%S")
EARLIEST, LATEST = datetime(1970, 1, 1), datetime(2200, 1, 1)  # noqa: DTZ001 - as nbgrader's times, no zone
IN_USE = (datetime(2026, 1, 15), datetime(2026, 7, 15))  # noqa: DTZ001 - zones have their names of then
TODAYS = (datetime(2001, 1, 1), datetime(2002, 2, 2))  # noqa: DTZ001 - dateutil completes dates from one


def is_time(text: str) -> bool:
    """Return whether a time stamp can be parsed, and is of our days; if not, nbgrader would stop."""
    try:
        time = read_stamp(text.strip() or str(EARLIEST))
    except Exception:  # noqa: BLE001 - dateutil lets errors of many kinds through
        return False
    return EARLIEST <= time < LATEST


def read_stamp(text: str) -> datetime:
    """Return the time of a stamp, in UTC; an ambiguous one is read as nbgrader reads it."""
    return read_time(text) or _read_by_nbgrader(text)


def spelled(text: str) -> str:
    """Return a time stamp in a form that nbgrader parses correctly."""
    time = read_time(text)
    return text if time in (None, _read_by_nbgrader(text)) else written(time)


def read_time(text: str) -> datetime | None:
    """Return the time in a text, as a naive datetime in UTC; None if it is ambiguous or not of our days."""
    if len(text) > LONGEST:
        return None
    try:
        iso = ISO.fullmatch(text.strip())
        time = _as_written(iso) if iso else _guessed(text)
        time = time.astimezone(UTC).replace(tzinfo=None) if time.tzinfo else time
    except Exception:  # noqa: BLE001 - dateutil lets errors of many kinds through
        return None
    return time if EARLIEST <= time < LATEST else None


def written(time: datetime) -> str:
    """Return a time in UTC as nbgrader's exchange writes it."""
    bare = time.replace(tzinfo=None)
    return f"{bare.isoformat(' ', 'microseconds')} UTC"


def _read_by_nbgrader(text: str) -> datetime:
    with warnings.catch_warnings(action="ignore"):  # of zones that dateutil does not know
        time: datetime = parse_utc(text)
    return time


def _as_written(iso: ExpressionMatch) -> datetime:
    *parts, fraction, zone = (iso[group] or "" for group in range(1, 9))
    year, month, day, hour, minute, second = (int(part or 0) for part in parts)
    microsecond = int(f"{fraction:0<6}"[:6])
    return datetime(year, month, day, hour, minute, second, microsecond, _zone(zone))


def _guessed(text: str) -> datetime:
    """Return the time that dateutil reads in a text.

    Raises:
        ValueError: it has several readings, or the time has other digits than the text.
    """
    ways = product(TODAYS, (False, True), (False, True))
    readings: set[datetime] = {
        parser.parse(text, default=today, dayfirst=day, yearfirst=year, tzinfos=_zone)
        for today, day, year in ways
    }
    [time] = readings
    runs = [run[0] for run in DIGITS.finditer(text)]
    digits = "".join(run.zfill(len(run) + len(run) % 2) for run in runs)
    if digits not in {time.strftime(date + clock) for date, clock in product(DATES, CLOCKS)}:
        raise ValueError(text)
    return time


def _zone(name: str | None, offset: int | None = None) -> tzinfo | None:
    """Return the time zone of a name; None if there is no name.

    Raises:
        ValueError: the zone is unknown, or dateutil found an offset elsewhere.
    """
    if name and name[0] in "+-Z":
        return datetime.strptime(f"{name}00" if len(name) == HOURS else name, "%z").tzinfo
    zone = tz.gettz(name) or _of_all(name) if name else None
    if offset or (name and zone is None):
        raise ValueError(name)
    return zone


def _of_all(name: str) -> tzinfo | None:
    """Return the zone that a name stands for everywhere; None if it is ambiguous."""
    meant = _offsets().get(name, frozenset())
    return timezone(next(iter(meant))) if len(meant) == 1 else None


@lru_cache(maxsize=1)
def _offsets() -> dict[str, frozenset[timedelta]]:
    offsets_of = defaultdict[str, set[timedelta]](set)
    for zone in map(ZoneInfo, available_timezones()):
        for time in (one.replace(tzinfo=zone) for one in IN_USE):
            offsets_of[str(time.tzname())].add(time.utcoffset() or timedelta())
    return {name: frozenset(offsets) for name, offsets in offsets_of.items()}
