"""Why a submitted file cannot be read as a notebook, and the student's next step."""

import json
from enum import StrEnum
from typing import Any

from nbverdict.notebook.cells import parses
from nbverdict.text.expressions import Expression

HEAD = 2_000  # characters in which a format is recognised


class UnreadableCause(StrEnum):
    """What a file is instead of a notebook; the value is its sentence."""

    EMPTY = (
        "the notebook's file is empty: open your notebook in Jupyter, look that your work is in it, "
        "save it and hand it in again"
    )
    CUT_OFF = (
        "the notebook's file is cut off in the middle: save the notebook again, look that it opens, "
        "and hand it in"
    )
    CONFLICT = (
        "the notebook holds a merge conflict of Git whose sides differ: settle it, open the notebook in "
        "Jupyter to see that it is whole, and hand it in again"
    )
    LFS = "the notebook's file is a Git LFS pointer: run `git lfs pull` and hand in again"
    WEB_PAGE = (
        "the notebook's file is a web page: download the notebook itself (on GitHub: `Download raw file`; "
        "in Jupyter: `File`, `Download`) and hand that in"
    )
    PDF = "the notebook's file is a PDF: hand in the notebook itself, the file that you opened in Jupyter"
    ARCHIVE = (
        "the notebook's file is an archive, such as ZIP, under a notebook's name: unpack it and hand in "
        "the notebook"
    )
    PICTURE = "the notebook's file is a picture: hand in the notebook itself"
    DOCUMENT = (
        "the notebook's file is a document of a word processor: hand in the notebook itself, "
        "the file that you opened in Jupyter"
    )
    SCRIPT = (
        "the notebook's file is a Python script: hand in the notebook itself, or make one of it with "
        "`jupytext --to ipynb`"
    )
    R_MARKDOWN = (
        "the notebook's file is a text such as Markdown, R Markdown or Quarto: hand in the notebook itself, "
        "or make one of it with `jupytext --to ipynb`"
    )
    ZEPPELIN = "the notebook's file is a note of Zeppelin: export it as a Jupyter notebook and hand that in"
    SHORTCUT = (
        "the notebook's file is a shortcut, to Google Drive or another place, and not the notebook: "
        "download the notebook itself and hand that in"
    )
    APPLE = (
        "the notebook's file holds only what macOS keeps beside a file (its name began with `._`): "
        "hand in the notebook itself"
    )
    PICKLE = "the notebook's file is a Python pickle: hand in the notebook itself"
    FUTURE = (
        "the notebook has a format newer than 4, such as format 5, which cannot be read here: "
        "save it as format 4 and hand it in again"
    )
    TWO = "the file holds two notebooks, one after the other: hand in one"
    NO_CELLS = (
        "the notebook's file is JSON, but no notebook: there are no cells in it; "
        "hand in the notebook itself, the file that you opened in Jupyter"
    )
    DAMAGED = "the notebook file is damaged: open it in Jupyter, save it and hand it in again"


class UnreadableError(Exception):
    """A file is not a notebook, or is one that cannot be read."""

    def __init__(self, cause: UnreadableCause) -> None:
        super().__init__(str(cause))
        self.cause = cause


SIGNATURES = {
    b"%PDF": UnreadableCause.PDF,
    b"PK\x03\x04": UnreadableCause.ARCHIVE,
    b"PK\x05\x06": UnreadableCause.ARCHIVE,
    b"7z\xbc\xaf\x27\x1c": UnreadableCause.ARCHIVE,
    b"Rar!\x1a\x07": UnreadableCause.ARCHIVE,
    b"\xfd7zXZ\x00": UnreadableCause.ARCHIVE,
    b"BZh": UnreadableCause.ARCHIVE,
    b"\x89PNG": UnreadableCause.PICTURE,
    b"\xff\xd8\xff": UnreadableCause.PICTURE,
    b"GIF8": UnreadableCause.PICTURE,
    b"\xd0\xcf\x11\xe0": UnreadableCause.DOCUMENT,
    b"{\\rtf": UnreadableCause.DOCUMENT,
    b"L\x00\x00\x00\x01\x14\x02\x00": UnreadableCause.SHORTCUT,
    b"\x00\x05\x16\x07": UnreadableCause.APPLE,
    b"\x80\x04\x95": UnreadableCause.PICKLE,
}
TEXTS = {  # how a text begins
    "version https://git-lfs": UnreadableCause.LFS,
    "[internetshortcut]": UnreadableCause.SHORTCUT,
    "[desktop entry]": UnreadableCause.SHORTCUT,
}
PAGE = Expression(r"<!doctype|<html|<head|<body|<\?xml", any_case=True)
LITERATE = Expression(r"(?m)^(---\s*$|```|#+ |:::)")


def refuse_by_signature(data: bytes) -> None:
    """Refuse what its first bytes show not to be text.

    Raises:
        UnreadableError: it is empty, or another format.
    """
    if not data.strip(b"\x00\xff\xfe\xef\xbb\xbf \t\r\n"):
        raise UnreadableError(UnreadableCause.EMPTY)
    for signature, cause in SIGNATURES.items():
        if data.startswith(signature):
            raise UnreadableError(cause)


def refuse_by_text(text: str) -> None:
    """Refuse a text that begins as another format does.

    Raises:
        UnreadableError: it is a pointer, a page or a shortcut.
    """
    head = text[:HEAD].lstrip().casefold()
    for beginning, cause in TEXTS.items():
        if head.startswith(beginning):
            raise UnreadableError(cause)
    if head.startswith("<") and PAGE.search(head):
        raise UnreadableError(UnreadableCause.WEB_PAGE)


def cause_of_text(text: str, error: json.JSONDecodeError) -> UnreadableCause:
    """Return what a text is that is not JSON."""
    begins = text.lstrip()[:1]
    if begins in ("{", "["):
        ends_early = error.msg.startswith("Unterminated") or error.pos >= len(text.rstrip())
        return UnreadableCause.CUT_OFF if ends_early else UnreadableCause.DAMAGED
    if _is_python(text):
        return UnreadableCause.SCRIPT
    return UnreadableCause.R_MARKDOWN if LITERATE.search(text) else UnreadableCause.DAMAGED


def _is_python(text: str) -> bool:
    """Return whether a text is Python of more than one word."""
    return len(text.split()) > 1 and parses(text)


def cause_of_json(told: Any) -> UnreadableCause:
    """Return what a JSON value without cells is."""
    if isinstance(told, dict) and isinstance(told.get("paragraphs"), list):
        return UnreadableCause.ZEPPELIN
    if isinstance(told, dict) and ("doc_id" in told or set(told) <= {"url", "email", "resource_id"}):
        return UnreadableCause.SHORTCUT if told else UnreadableCause.NO_CELLS
    if isinstance(told, dict) and "cells" in told:
        return UnreadableCause.FUTURE
    return UnreadableCause.NO_CELLS
