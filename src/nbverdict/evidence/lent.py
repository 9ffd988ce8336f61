"""A confined process's access to a course: digests under the secret, and cached work by its key.

Such a process grades one submission. It holds neither the secret nor the cached work of others.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, kw_only=True)
class Lent:
    """The functions through which a confined process asks for what it does not hold."""

    digest: Callable[[bytes], bytes]  # HMAC-SHA256 under the course's secret
    fingerprint: str  # of the secret
    fetch: Callable[[str, str], None]  # copies cached work of a kind, by its key, to `place`
    place: Path  # folder of the copies and of new work, until the main process collects that


_lent: list[Lent] = []  # at most one for this process


def lend(what: Lent) -> None:
    """Limit this confined process's access to its course to this."""
    _lent[:] = [what]


def lent() -> Lent | None:
    """Return this process's limited access; None if it is not confined."""
    return _lent[0] if _lent else None


def place_of(store: Path) -> Path:
    """Return the folder of this process's cache: the course's store, or its own folder."""
    return _lent[0].place if _lent else store


def fetch(kind: str, key: str) -> None:
    """Copy the cached work with a key into this process's folder, if the process is confined."""
    if _lent:
        _lent[0].fetch(kind, key)
