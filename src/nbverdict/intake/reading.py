"""Reads a submitted file as a notebook: decodes it, and fills in what is missing and has one meaning.

Each cell comes back with a type, a source, metadata and, if it is valid, its id; outputs are looked at only
for pictures.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from nbverdict.intake.decoding import decoded
from nbverdict.intake.unreadable import UnreadableError, cause_of_json
from nbverdict.text.expressions import Expression, encodable

FORMAT, DEEPEST = 4, 6  # of headings
TYPES = {"code": "code", "markdown": "markdown", "raw": "raw", "heading": "markdown", "text": "markdown"}
ID = Expression(r"[a-zA-Z0-9_-]{1,64}")  # nbformat's rule
FILLED = "filled in what its file does not say"


@dataclass(frozen=True)
class Reading:
    """A notebook of format 4, as plain JSON, and notes on what it took to read it."""

    told: dict[str, Any]
    notes: tuple[str, ...] = ()


def read_notebook(data: bytes) -> Reading:
    """Return the notebook of a file.

    Raises:
        UnreadableError: it holds no notebook, and why.
    """
    told, notes = decoded(data)
    notebook, wrapped = _unwrapped(told)
    notebook, older = _of_this_format(notebook)
    mended = _Mended()
    cells = _cells(notebook, mended)
    whole = {
        "nbformat": FORMAT,
        "nbformat_minor": 5,
        "metadata": _mapping(notebook.get("metadata")),
        "cells": _with_ids(cells, mended),
    }
    return Reading(whole, (*notes, *wrapped, *older, *([FILLED] if mended.anything else [])))


@dataclass
class _Mended:
    """Whether anything had to be filled in."""

    anything: bool = False


def _unwrapped(told: Any) -> tuple[dict[str, Any], list[str]]:
    """Return the notebook in a value: as it is, encoded twice, or in a reply of Jupyter's contents service.

    Raises:
        UnreadableError: there is none.
    """
    if isinstance(told, str):
        inner, _ = decoded(encodable(told).encode())
        return _unwrapped(inner)[0] if isinstance(inner, dict) else _refused(inner), ["decoded it twice"]
    content = told.get("content") if isinstance(told, dict) else None
    if isinstance(content, dict) and told.get("type") == "notebook":
        return content, ["took the notebook out of a reply of Jupyter's server"]
    return told if isinstance(told, dict) else _refused(told), []


def _refused(told: Any) -> dict[str, Any]:
    raise UnreadableError(cause_of_json(told))


def _of_this_format(told: dict[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """Return a notebook of format 4; older ones are converted by nbformat.

    Raises:
        UnreadableError: it has no cells, or cannot be converted.
    """
    if isinstance(told.get("cells"), list | dict) and _number(told.get("nbformat"), FORMAT) <= FORMAT:
        return told, []
    if isinstance(told.get("cells"), list):
        return told, [f"read format {_number(told['nbformat'], FORMAT)} as format {FORMAT}"]
    if isinstance(told.get("worksheets"), list):
        return _upgraded(told), ["converted it from an older format"]
    return _refused(told), []


def _upgraded(told: dict[str, Any]) -> dict[str, Any]:
    """Return a notebook of format 2 or 3 in format 4: the cells of its worksheets."""
    sheets = [sheet.get("cells") for sheet in told["worksheets"] if isinstance(sheet, dict)]
    cells = [cell for sheet in sheets if isinstance(sheet, list) for cell in sheet]
    plain = [_old_cell(cell) for cell in cells if isinstance(cell, dict)]
    return {"metadata": told.get("metadata"), "cells": plain}


def _old_cell(cell: dict[str, Any]) -> dict[str, Any]:
    """Return a cell of format 2 or 3 without its outputs, which are not of format 4."""
    text, level = _source({"source": cell.get("input", cell.get("source"))}), cell.get("level")
    if cell.get("cell_type") == "heading" and isinstance(level, int):
        text = "#" * min(level, DEEPEST) + " " + text
    return {**cell, "source": text, "outputs": []}


def _number(told: Any, otherwise: int) -> int:
    try:
        return int(float(told))
    except (TypeError, ValueError, OverflowError):
        return otherwise


def _cells(notebook: Mapping[str, Any], mended: _Mended) -> list[dict[str, Any]]:
    """Return the cells in their order, without what is not one."""
    told = notebook["cells"]
    if isinstance(told, dict):
        mended.anything = True
        told = [told[name] for name in sorted(told, key=lambda name: (not name.isdecimal(), len(name), name))]
    cells = [_cell(one, mended) for one in told if isinstance(one, dict)]
    mended.anything |= len(cells) < len(told)
    return cells


def _cell(told: dict[str, Any], mended: _Mended) -> dict[str, Any]:
    """Return a cell with all that nbformat asks of one."""
    read = {"cell_type": _type(told), "metadata": _mapping(told.get("metadata"))}
    mended.anything |= "source" not in told or any(told.get(name) != read[name] for name in read)
    cell = told | read | {"source": _source(told)}
    pictures = _mapping(cell.pop("attachments", None))
    if pictures and cell["cell_type"] != "code":
        cell["attachments"] = {name: _bundle(told) for name, told in pictures.items()}
    return cell


def _type(cell: dict[str, Any]) -> str:
    """Return a cell's type; without one, what its other fields show."""
    told = cell.get("cell_type")
    if isinstance(told, str) and told.strip():
        return TYPES.get(told.strip().casefold(), "raw")
    return "code" if {"outputs", "execution_count"} & set(cell) else "markdown"


def _source(cell: dict[str, Any]) -> str:
    """Return a cell's text; a list of lines whose breaks were lost gets them back."""
    told = cell.get("source")
    if isinstance(told, str):
        return encodable(told)
    lines = [line for line in told if isinstance(line, str)] if isinstance(told, list) else []
    bare = len(lines) > 1 and not any(line.endswith("\n") for line in lines)
    return encodable(("\n" if bare else "").join(lines))


def _bundle(told: Any) -> dict[str, Any]:
    """Return the forms of a picture that are text, whole or in lines."""
    forms = _mapping(told).items()
    return {name: form for name, form in forms if isinstance(form, str) or _are_texts(form)}


def _are_texts(told: Any) -> bool:
    return isinstance(told, list) and all(isinstance(line, str) for line in told)


def _mapping(told: Any) -> dict[str, Any]:
    return told if isinstance(told, dict) else {}


def _with_ids(cells: Sequence[dict[str, Any]], mended: _Mended) -> list[dict[str, Any]]:
    """Give each cell an id that is valid and its own: matching by id must not go by a damaged one."""
    used: set[str] = set()
    for number, cell in enumerate(cells):
        own = cell.get("id")
        if not isinstance(own, str) or not ID.fullmatch(own) or own in used:
            if own is not None:
                mended.anything = True
            cell["id"] = f"read-{number}"
        used.add(cell["id"])
    return list(cells)
