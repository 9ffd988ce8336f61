"""Cases: what a student's function is called with, drawn from a secret, and how it travels as data."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, Protocol

import numpy as np

from graders.evidence.lent import Lent
from graders.evidence.secret import keyed_digest

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
class Pretrained:
    """A model or tokenizer that the student loads by its name: a shown case."""

    what: str
    name: str

    def packed(self) -> dict[str, Any]:
        """Return what to load."""
        return {"kind": "pretrained", "what": self.what, "name": self.name}


@dataclass(frozen=True)
class Bert:
    """A BERT of this configuration, with the weights that the case carries."""

    config: dict[str, Any]

    def packed(self) -> dict[str, Any]:
        """Return the configuration; the weights travel beside it."""
        return {"kind": "bert", "config": self.config}


@dataclass(frozen=True)
class Model:
    """A model of this configuration with weights of no meaning, some of them frozen: for counting."""

    config: dict[str, Any]
    frozen: tuple[str, ...] = ()  # prefixes of names
    meta: bool = False  # on the device that holds shapes alone

    def packed(self) -> dict[str, Any]:
        """Return the configuration, what is frozen, and where it lies."""
        return {"kind": "model", "config": self.config, "frozen": list(self.frozen), "meta": self.meta}


@dataclass(frozen=True)
class Tensor:
    """A torch tensor of these numbers: float32, or bool where all are."""

    rows: list[Any]

    def packed(self) -> dict[str, Any]:
        """Return the numbers."""
        return {"kind": "tensor", "rows": self.rows}


@dataclass(frozen=True)
class Tokenizer:
    """A BERT tokenizer of these tokens, in the order of their ids."""

    tokens: tuple[str, ...]
    cased: bool = False  # whether capitals are letters of their own

    def packed(self) -> dict[str, Any]:
        """Return the tokens, and what becomes of capitals."""
        return {"kind": "tokenizer", "tokens": list(self.tokens), "cased": self.cased}


@dataclass(frozen=True)
class Folder:
    """A model folder: a configuration and weights of the right shapes that cost no disk."""

    name: str
    config: dict[str, Any]
    header: str = field(repr=False)  # of its model.safetensors, hexadecimal
    size: int  # of the data behind the header, in bytes


@dataclass(frozen=True)
class Names:
    """Hub ids, and folders that the collector writes and whose paths take the place of names."""

    names: tuple[str | Folder, ...]

    def packed(self) -> dict[str, Any]:
        """Return names as text, folders as what to write."""
        return {"kind": "names", "names": [n if isinstance(n, str) else vars(n) for n in self.names]}


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
