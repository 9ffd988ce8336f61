"""Times as others write them.

nbgrader reads them with dateutil, which guesses: of `2026-11-29-11-46-05` it makes 11:00 and 5 hours more, of
the zone `-03` 3 seconds, and of one that it does not know UTC.
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

LONGEST, HOURS = 100, 3  # letters of a time, and of a zone that tells no minutes
ISO = Expression(
    r"(\d{4})[-_./]?(\d\d)[-_./]?(\d\d)"
    r"(?:[-_. T]?(\d\d)[-_.:]?(\d\d)(?:[-_.:]?(\d\d)(?:[.,](\d{1,9}))?)?"
    r"(?: ?(Z|[A-Z]{3,5}|[+-]\d\d(?::?\d\d)?))?)?"
)
DIGITS = Expression(r"\d+")
DATES = ("%Y%m%d", "%d%m%Y", "%m%d%Y", "%d%Y", "%Y%d")  # in the last ones the month is a word
CLOCKS = ("", "%H%M", "%H%M%S", "%I%M", "%I%M%S")
EARLIEST, LATEST = datetime(1970, 1, 1), datetime(2200, 1, 1)  # noqa: DTZ001 - as nbgrader's times, no zone
IN_USE = (datetime(2026, 1, 15), datetime(2026, 7, 15))  # noqa: DTZ001 - names of zones then, in winter and summer
TODAYS = (datetime(2001, 1, 1), datetime(2002, 2, 2))  # noqa: DTZ001 - dateutil completes a date from one


def is_time(text: str) -> bool:
    """Say whether a time stamp can be read, and is of our days; nbgrader would stop where it cannot."""
    try:
        time = read_stamp(text.strip() or str(EARLIEST))
    except Exception:  # noqa: BLE001 - dateutil lets errors of many kinds through
        return False
    return EARLIEST <= time < LATEST


def read_stamp(text: str) -> datetime:
    """Return the time that a stamp tells, in UTC; what could be another time is what nbgrader makes of it."""
    return read_time(text) or _read_by_nbgrader(text)


def spelled(text: str) -> str:
    """Return a time stamp so that nbgrader reads what it tells."""
    time = read_time(text)
    return text if time in (None, _read_by_nbgrader(text)) else written(time)


def read_time(text: str) -> datetime | None:
    """Return the time that a text tells, in UTC as nbgrader counts it; None where it could be another.

    What is not of our days is no time either.
    """
    if len(text) > LONGEST:
        return None
    try:
        found = ISO.fullmatch(text.strip())
        time = _as_written(found) if found else _guessed(text)
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


def _as_written(found: ExpressionMatch) -> datetime:
    *parts, fraction, zone = (found[group] or "" for group in range(1, 9))
    year, month, day, hour, minute, second = (int(part or 0) for part in parts)
    microsecond = int(f"{fraction:0<6}"[:6])
    return datetime(year, month, day, hour, minute, second, microsecond, _zone(zone))


def _guessed(text: str) -> datetime:
    """Return what dateutil makes of a text.

    Raises:
        ValueError: it may make something else of it, or what it makes has other digits.
    """
    ways = product(TODAYS, (False, True), (False, True))
    readings: set[datetime] = {
        parser.parse(text, default=today, dayfirst=day, yearfirst=year, tzinfos=_zone)
        for today, day, year in ways
    }
    [time] = readings
    runs = [run[0] for run in DIGITS.finditer(text)]
    told = "".join(run.zfill(len(run) + len(run) % 2) for run in runs)
    if told not in {time.strftime(date + clock) for date, clock in product(DATES, CLOCKS)}:
        raise ValueError(text)
    return time


def _zone(name: str | None, offset: int | None = None) -> tzinfo | None:
    """Return the zone of a name, or none where there is no name.

    Raises:
        ValueError: it is not known, or an offset that dateutil found somewhere.
    """
    if name and name[0] in "+-Z":
        return datetime.strptime(f"{name}00" if len(name) == HOURS else name, "%z").tzinfo
    zone = tz.gettz(name) or _of_all(name) if name else None
    if offset or (name and zone is None):
        raise ValueError(name)
    return zone


def _of_all(name: str) -> tzinfo | None:
    """Return what all places that call their time so mean by it; None where two mean different times."""
    meant = _offsets().get(name, frozenset())
    return timezone(next(iter(meant))) if len(meant) == 1 else None


@lru_cache(maxsize=1)
def _offsets() -> dict[str, frozenset[timedelta]]:
    found = defaultdict[str, set[timedelta]](set)
    for zone in map(ZoneInfo, available_timezones()):
        for time in (one.replace(tzinfo=zone) for one in IN_USE):
            found[str(time.tzname())].add(time.utcoffset() or timedelta())
    return {name: frozenset(offsets) for name, offsets in found.items()}
