"""Thins a submitted notebook before nbformat parses it: drops unused parts, and enforces limits.

nbformat takes microseconds for each list and dictionary, and if one output is invalid, it validates all of
them again: a few megabytes of brackets take it minutes and gigabytes.
"""

import json
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from nbverdict.intake.metadata import MARK, MOST_CELLS, TooManyCellsError
from nbverdict.intake.pictures import KINDS, MOST
from nbverdict.notebook.record import RECEIVED, RECORD, REPAIRED
from nbverdict.notebook.titles import TITLE

MOST_PARTS = 50_000  # lists and dictionaries, outputs and foreign metadata not counted; ours has two hundred
KEPT_OF_NOTEBOOK = ("kernelspec", "language_info")
KEPT_OF_CELL = ("nbgrader", "deletable", "editable", RECORD, TITLE)  # the last two are set by us
OF_NOTEBOOK = (*KEPT_OF_NOTEBOOK, MARK, RECEIVED, REPAIRED)  # the last three are set by intake
OF_CELL = ("cell_type", "id", "source", "metadata", "attachments")


class TooManyPartsError(Exception):
    """A notebook has more lists and dictionaries than allowed."""


def thinned(told: dict[str, Any]) -> str:
    """Return the JSON of a notebook without foreign metadata, and without outputs other than pictures.

    Raises:
        TooManyCellsError: it has too many cells.
        TooManyPartsError: it has too many lists and dictionaries.
    """
    if len(told["cells"]) > MOST_CELLS:
        raise TooManyCellsError
    _take_out(told)
    if sum(1 for _ in islice(_parts(told), MOST_PARTS + 1)) > MOST_PARTS:
        raise TooManyPartsError
    return json.dumps(told)


def _take_out(notebook: dict[str, Any]) -> None:
    """Remove from a notebook, and from each of its cells, all unused parts."""
    notebook["metadata"] = _only(notebook["metadata"], OF_NOTEBOOK)
    left = MOST
    for at, cell in enumerate(notebook["cells"]):
        thin = {name: cell[name] for name in OF_CELL if name in cell}
        thin["metadata"] = _only(thin["metadata"], KEPT_OF_CELL)
        if cell["cell_type"] == "code":
            pictures = list(islice(_pictures(cell.get("outputs")), left))
            left -= len(pictures)
            thin |= {"execution_count": None, "outputs": pictures}
        notebook["cells"][at] = thin


def _pictures(outputs: Any) -> Iterator[dict[str, Any]]:
    """Yield the outputs with a picture that is kept for a reader, reduced to that picture."""
    for output in outputs if isinstance(outputs, list) else ():
        data = output.get("data") if isinstance(output, dict) else None
        if found := _only(data, KINDS):
            yield {"output_type": "display_data", "metadata": {}, "data": found}


def _only(told: Any, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: told[name] for name in names if name in told} if isinstance(told, Mapping) else {}


def _parts(told: Any) -> Iterator[Any]:
    """Yield each list and dictionary of a JSON value."""
    waiting = [told]
    while waiting:
        part = waiting.pop()
        yield part
        inner = part.values() if isinstance(part, dict) else part if isinstance(part, list) else ()
        waiting += [one for one in inner if isinstance(one, dict | list)]
