"""What a confined process is lent of a course: digests under its secret, and kept work by its key.

Such a process grades one submission. It holds neither the secret nor what was kept of others.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, kw_only=True)
class Lent:
    """The ways to ask for what is not held here."""

    digest: Callable[[bytes], bytes]  # HMAC-SHA256 under the course's secret
    fingerprint: str  # of that secret
    fetch: Callable[[str, str], None]  # brings the work of a kind with a key, if it is kept, to `place`
    place: Path  # where kept work lies, and where new work is kept, until the one writer takes it


_lent: list[Lent] = []  # of this process: none, or one


def lend(what: Lent) -> None:
    """Let this process, which is confined, hold no more of its course than this."""
    _lent[:] = [what]


def lent() -> Lent | None:
    """Return what this process is lent; None if it is not confined."""
    return _lent[0] if _lent else None


def place_of(store: Path) -> Path:
    """Return where this process finds and keeps work: the course's store, or its own place."""
    return _lent[0].place if _lent else store


def fetch(kind: str, key: str) -> None:
    """Have what is kept under a key brought here, if this process is confined."""
    if _lent:
        _lent[0].fetch(kind, key)
