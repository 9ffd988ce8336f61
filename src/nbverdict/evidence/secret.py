"""The course secret: the seed of hidden cases, which students must not be able to read."""

import hashlib
import hmac
import secrets
from pathlib import Path

from nbverdict.errors import OperatorError
from nbverdict.evidence.lent import Lent, lent
from nbverdict.store.sharing import private_mode

FINGERPRINT = "secret.sha256"


def course_secret(file: Path, store: Path) -> bytes | Lent:
    """Return the secret of a course; create it if neither it nor any evidence exists.

    A confined process never holds the secret: it gets a `Lent` that makes digests under it.

    Raises:
        OperatorError: evidence exists, but the secret is missing or a different one.
    """
    if (held := lent()) is not None:
        return held
    recorded = store / FINGERPRINT
    known = recorded.read_text("ascii").strip() if recorded.is_file() else None
    if not file.is_file():
        if known is not None:
            raise _refused(file, store, "is missing")
        _write_once(file, secrets.token_hex(32))
    secret = file.read_bytes().strip()
    if len(secret) < 16:
        raise _refused(file, store, "is shorter than 16 characters")
    if known is None:
        store.mkdir(parents=True, exist_ok=True)
        recorded.write_text(fingerprint(secret) + "\n", "ascii")
    elif known != fingerprint(secret):
        raise _refused(file, store, "is not the one that it was collected with")
    return secret


def keyed_digest(secret: bytes | Lent, message: bytes) -> bytes:
    """Return the HMAC-SHA256 of a message under a secret."""
    return secret.digest(message) if isinstance(secret, Lent) else hmac.digest(secret, message, "sha256")


def fingerprint(secret: bytes | Lent) -> str:
    """Return the fingerprint of a secret, which is public."""
    if isinstance(secret, Lent):
        return secret.fingerprint
    return hashlib.sha256(b"fingerprint\0" + secret).hexdigest()


def _write_once(file: Path, text: str) -> None:
    with file.open("x", encoding="ascii") as opened:
        file.chmod(private_mode(file))
        opened.write(text + "\n")


def _refused(file: Path, store: Path, what: str) -> OperatorError:
    return OperatorError(
        f"the evidence in {store} belongs to a course secret, and {file} {what}",
        hint=f"put the secret back, or move {store} away to start anew with other hidden cases",
    )
