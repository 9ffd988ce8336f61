"""Decodes a submitted file into JSON, whatever encoding or wrapping it came in."""

import base64
import binascii
import json
import zlib
from collections.abc import Callable, Iterator
from typing import Any

from charset_normalizer import from_bytes

from nbverdict.intake.files import LARGEST_NOTEBOOK
from nbverdict.intake.unreadable import (
    UnreadableCause,
    UnreadableError,
    cause_of_text,
    refuse_by_signature,
    refuse_by_text,
)
from nbverdict.text.expressions import Expression, encodable

GZIP = b"\x1f\x8b\x08"
SAMPLE = 65_536  # bytes by which a code page is recognised
CODE_PAGES = (
    *("cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "koi8_r", "mac_roman"),
    *("gb18030", "cp932", "big5", "euc_jp", "cp949"),
)
STRING_OR_COMMA = Expression(r'"(?:[^"\\]|\\.)*"|,\s*[\]}]')
RUN = Expression(r"[^\x00-\x7f]+")
BASE64 = Expression(r"[A-Za-z0-9+/\s]{40,}={0,2}\s*")
MOST_DIGITS = 4_000  # of an integer that Python reads; it refuses more than 4,300


def _integer(digits: str) -> float:
    return int(digits) if len(digits) <= MOST_DIGITS else float(digits)


# line breaks and tabs inside strings are read
DECODER = json.JSONDecoder(strict=False, parse_int=_integer)


def decoded(data: bytes) -> tuple[Any, list[str]]:
    """Return the JSON value of a file, and notes on what it took to read it.

    Raises:
        UnreadableError: it is not JSON, and what it is instead.
    """
    notes: list[str] = []
    if data.startswith(GZIP):
        data, notes = _unpacked(data), ["unpacked the compressed file"]
    refuse_by_signature(data)
    failed: UnreadableError | None = None
    for text, encoding in _texts(data):
        if failed is None:
            refuse_by_text(text)
        try:
            told, more = _json(text)
        except UnreadableError as error:
            failed = failed or error
        else:
            read_as = [f"read as {encoding}"] if encoding else []
            return told, [*notes, *read_as, *more]
    assert failed is not None
    raise failed


def _unpacked(data: bytes) -> bytes:
    try:
        return zlib.decompressobj(31).decompress(data, LARGEST_NOTEBOOK)
    except zlib.error:
        raise UnreadableError(UnreadableCause.ARCHIVE) from None


def _texts(data: bytes) -> Iterator[tuple[str, str]]:
    """Yield the texts that a file may hold, the likeliest first, with its encoding unless that is UTF-8."""
    wide = json.detect_encoding(data)
    if wide not in ("utf-8", "utf-8-sig"):
        yield encodable(data.decode(wide, "replace")), wide.upper()
        return
    data = data.removeprefix(b"\xef\xbb\xbf")
    try:
        yield encodable(data.decode("utf-8", "surrogatepass")), ""
    except UnicodeDecodeError:
        yield from _texts_of_code_pages(data)


def _texts_of_code_pages(data: bytes) -> Iterator[tuple[str, str]]:
    """Yield the texts by code page; last those in which a backslash of JSON is half of a letter."""
    text = data.decode("utf-8", "surrogateescape")
    foreign = sum(not char.isascii() for char in text)
    escaped = sum("\udc80" <= char <= "\udcff" for char in text)
    if foreign - escaped >= escaped:
        yield text.translate(_WINDOWS), "UTF-8 with single bytes of Windows-1252"
        return
    odd = b"\n".join(line for line in data.splitlines() if not line.isascii())[:SAMPLE]
    found = [match.encoding for match in from_bytes(odd, cp_isolation=[*CODE_PAGES])]
    likely = [CODE_PAGES[0], *found] if _is_latin(odd) else found
    backslashes, halved = data.count(b"\\"), []
    for page in dict.fromkeys([*likely, *CODE_PAGES]):
        decoded_by_page = data.decode(page, "replace")
        if decoded_by_page.count("\\") < backslashes:
            halved.append(page)
        else:
            yield encodable(decoded_by_page), page
    for page in halved:
        yield encodable(data.decode(page, "replace")), page


def _is_latin(odd: bytes) -> bool:
    """Return whether letters beyond ASCII stand alone, as in Western languages, and not in runs."""
    runs = [len(run[0]) for run in RUN.finditer(odd.decode("latin-1"))]
    return sum(runs) < 2 * len(runs)


_WINDOWS = {
    0xDC00 + byte: bytes([byte]).decode("cp1252", "replace").replace("\ufffd", chr(byte))
    for byte in range(0x80, 0x100)
}


def _json(text: str) -> tuple[Any, list[str]]:
    """Return the JSON value of a text, mended if there is one way to read it.

    Raises:
        UnreadableError: it cannot be read.
    """
    try:
        return _first_value(text)
    except RecursionError:
        raise UnreadableError(UnreadableCause.DAMAGED) from None
    except json.JSONDecodeError as error:
        for mend in (_without_conflicts, _without_commas, _from_base64):
            if (mended := mend(text)) is not None:
                return mended
        raise UnreadableError(cause_of_text(text, error)) from None


def _first_value(text: str) -> tuple[Any, list[str]]:
    """Return the first JSON value of a text, without what follows it.

    Raises:
        UnreadableError: another notebook follows.
    """
    start = len(text) - len(text.lstrip())
    told, end = DECODER.raw_decode(text, start)
    rest = text[end:].strip(" \t\r\n\x00\x1a")
    if '"cells"' in rest and rest.lstrip("]}, \r\n\t").startswith("{"):
        raise UnreadableError(UnreadableCause.TWO)
    return told, ["left out what follows the notebook's end"] if rest else []


def _without_commas(text: str) -> tuple[Any, list[str]] | None:
    """Return the value of a text without commas before a closing bracket."""
    mended = STRING_OR_COMMA.replaced(
        text, lambda found: found[0].lstrip(", \r\n\t") if found[0][0] == "," else found[0]
    )
    return _tried(lambda: _first_value(mended)[0], "left out commas before a closing bracket")


def _from_base64(text: str) -> tuple[Any, list[str]] | None:
    if not BASE64.fullmatch(text):
        return None
    try:
        data = base64.b64decode(text)
    except (binascii.Error, ValueError):
        return None
    return _tried(lambda: DECODER.decode(data.decode()), "decoded the file from base64")


def _tried(read: Callable[[], Any], note: str) -> tuple[Any, list[str]] | None:
    try:
        return read(), [note]
    except (ValueError, RecursionError):
        return None


def _without_conflicts(text: str) -> tuple[Any, list[str]] | None:
    """Return the value of a text with conflict markers of Git, if both sides hold the same cells.

    Raises:
        UnreadableError: they do not.
    """
    if not any(line.startswith("<<<<<<< ") for line in text.splitlines()):
        return None
    try:
        sides = [DECODER.decode(_side(text, side)) for side in (0, 1)]
        same = _work(sides[0]) == _work(sides[1])
    except (ValueError, RecursionError, TypeError, KeyError, AttributeError):
        same = False
    if not same:
        raise UnreadableError(UnreadableCause.CONFLICT)
    return sides[0], ["left out conflict markers of Git, whose sides hold the same cells"]


def _side(text: str, wanted: int) -> str:
    """Return one side of each conflict: 0 is ours, 1 is theirs."""
    lines: list[str] = []
    side: int | None = None
    for line in text.splitlines(keepends=True):
        if line.startswith("<<<<<<< "):
            side = 0
        elif line.startswith("||||||| ") and side is not None:
            side = -1
        elif line.startswith("=======") and side is not None:
            side = 1
        elif line.startswith(">>>>>>> ") and side is not None:
            side = None
        elif side in (None, wanted):
            lines.append(line)
    return "".join(lines)


def _work(told: Any) -> list[tuple[str, str]]:
    """Return the type and text of each cell: what a student wrote."""
    return [(cell["cell_type"], "".join(cell["source"])) for cell in told["cells"]]
