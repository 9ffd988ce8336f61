"""Cases: what a student's function is called with, what is asked of what it returns, drawn from a secret."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import numpy as np

from nbverdict.evidence.arguments import Packed, packed
from nbverdict.evidence.lent import Lent
from nbverdict.evidence.secret import keyed_digest

SHOWN = "shown"  # the name of the case that a student sees


@dataclass(frozen=True, init=False)
class Method:
    """Asks an object that the function returned: calls its method with these arguments."""

    name: str
    args: tuple[Any, ...]

    def __init__(self, name: str, *args: Any) -> None:
        """Name the method, and give its arguments."""
        object.__setattr__(self, "name", name)
        object.__setattr__(self, "args", args)

    def packed(self) -> Packed:
        """Return what to call."""
        return {"kind": "method", "name": self.name, "arguments": [packed(one) for one in self.args]}


@dataclass(frozen=True)
class Attribute:
    """Asks an object that the function returned for an attribute."""

    name: str

    def packed(self) -> Packed:
        """Return what to read."""
        return {"kind": "attribute", "name": self.name}


@dataclass(frozen=True)
class Given:
    """Asks what the argument at this place, counted from 0, is after the call."""

    place: int

    @property
    def name(self) -> str:
        """Return what a sentence calls it."""
        return f"argument {self.place + 1}"

    def packed(self) -> Packed:
        """Return what to read."""
        return {"kind": "given", "place": self.place}


Question = Method | Attribute | Given


@dataclass(frozen=True, eq=False)
class Case:
    """One call of a function of the student's, or two, and questions to what the first one returned.

    `function` is the challenge's name unless it says otherwise, and may be a class. `args` are what it is
    called with: numbers, texts, arrays, tables, or what a course's builders make. `again` holds the arguments
    of a second call; `weights` is a safetensors file for a model that the case brings, or empty.
    """

    name: str
    function: str = ""
    args: Sequence[Any] = ()
    again: Sequence[Any] = ()
    then: Sequence[Question] = ()
    weights: bytes = field(default=b"", repr=False)
    known: Any = None  # what the reference needs to know and the student's process need not

    def __eq__(self, other: object) -> bool:
        """Say whether the same is asked."""
        if not isinstance(other, Case):
            return NotImplemented
        return (self.message, self.weights) == (other.message, other.weights)

    def __hash__(self) -> int:
        """Hash what is asked."""
        return hash((self.message, self.weights))

    @property
    def calls(self) -> int:
        """How often the function is called."""
        return 2 if self.again else 1

    @property
    def replies(self) -> int:
        """How many answers it brings: of each call, and to each question."""
        return self.calls + len(self.then)

    @property
    def hidden(self) -> bool:
        """Whether the student has not seen this case."""
        return self.name != SHOWN

    def packed(self) -> Packed:
        """Return the message that asks for this case.

        Raises:
            StaffError: an argument cannot travel as plain data.
        """
        return {
            "case": self.name,
            "function": self.function,
            "arguments": [packed(one) for one in self.args],
            "again": [packed(one) for one in self.again],
            "then": [one.packed() for one in self.then],
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
