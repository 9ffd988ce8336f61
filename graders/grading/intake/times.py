"""Times as nbgrader reads and writes them."""

from datetime import datetime

from nbgrader.utils import parse_utc


def is_time(text: str) -> bool:
    """Say whether nbgrader can read a time stamp; it would stop where it cannot."""
    try:
        parse_utc(text.strip() or "1970-01-01")
    except Exception:  # noqa: BLE001 - dateutil lets errors of many kinds through
        return False
    return True


def written(time: datetime) -> str:
    """Return a time in UTC as nbgrader's exchange writes it."""
    return f"{time.isoformat(' ', 'microseconds')} UTC"
