"""Cases: what a student's function is called with, drawn from a secret, and how it travels as data."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, Protocol

import numpy as np

from nbverdict.evidence.lent import Lent
from nbverdict.evidence.secret import keyed_digest

SHOWN = "shown"  # the name of the case that a student sees


class Argument(Protocol):
    """One argument of a case, as data that the collector builds into the real thing."""

    def packed(self) -> dict[str, Any]:
        """Return plain JSON that says what to build."""


@dataclass(frozen=True)
class Plain:
    """A value that JSON can hold; lists arrive as lists."""

    value: Any

    def packed(self) -> dict[str, Any]:
        """Return the value."""
        return {"kind": "plain", "value": self.value}


@dataclass(frozen=True)
class Same:
    """In a second call: the very object that the first call was given at this place."""

    def packed(self) -> dict[str, Any]:
        """Return that nothing is to be built."""
        return {"kind": "same"}


@dataclass(frozen=True)
class File:
    """A file of a folder: its beginning, and its size in bytes where that is more; the rest is a hole."""

    beginning: bytes = field(repr=False)
    size: int = 0

    def packed(self) -> dict[str, Any]:
        """Return the beginning as hexadecimal digits, and the size."""
        return {"beginning": self.beginning.hex(), "size": max(self.size, len(self.beginning))}


@dataclass(frozen=True)
class Folder:
    """A folder of files, whose path the student's function gets."""

    name: str
    files: Mapping[str, File]

    def packed(self) -> dict[str, Any]:
        """Return what to write."""
        return {"name": self.name, "files": {name: file.packed() for name, file in self.files.items()}}


@dataclass(frozen=True)
class Paths:
    """A list of texts, and of folders that are written before the call and whose paths take their place."""

    paths: tuple[str | Folder, ...]

    def packed(self) -> dict[str, Any]:
        """Return texts as they are, folders as what to write."""
        return {
            "kind": "paths",
            "paths": [one if isinstance(one, str) else one.packed() for one in self.paths],
        }


@dataclass(frozen=True)
class Table:
    """A DataFrame of these columns and rows, and of this index; without one, rows are counted from 0."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    index: tuple[int, ...] = ()

    def packed(self) -> dict[str, Any]:
        """Return columns, rows and index."""
        index = list(self.index or range(len(self.rows)))
        rows = [list(row) for row in self.rows]
        return {"kind": "table", "columns": list(self.columns), "rows": rows, "index": index}


@dataclass(frozen=True)
class Case:
    """One call of a function of the student's, or two.

    `again` holds the arguments of a second call; `weights` is a safetensors file for the model that the case
    brings, or empty.
    """

    name: str
    function: str
    arguments: tuple[Argument, ...]
    again: tuple[Argument, ...] = ()
    weights: bytes = field(default=b"", repr=False)
    known: Any = None  # what the reference needs to know and the student's process need not

    @property
    def calls(self) -> int:
        """How often the function is called."""
        return 2 if self.again else 1

    @property
    def hidden(self) -> bool:
        """Whether the student has not seen this case."""
        return self.name != SHOWN

    def packed(self) -> dict[str, Any]:
        """Return the message that asks for this case."""
        return {
            "case": self.name,
            "function": self.function,
            "arguments": [argument.packed() for argument in self.arguments],
            "again": [argument.packed() for argument in self.again],
        }

    @property
    def message(self) -> bytes:
        """The message as it is sent."""
        return json.dumps(self.packed()).encode()


def draw(secret: bytes | Lent, *, challenge: str, version: int, submission: str) -> np.random.Generator:
    """Return the source of a submission's hidden cases: HMAC-SHA256 of everything that decides them."""
    text = "\0".join((challenge, str(version), submission))
    return np.random.default_rng(int.from_bytes(keyed_digest(secret, text.encode())))


def lie_apart(sizes: Sequence[float]) -> bool:
    """Say whether no tolerance takes one of these positive sizes for another: each is 5 % above the next."""
    return all(larger > 1.05 * smaller for smaller, larger in pairwise(sorted(sizes)))
