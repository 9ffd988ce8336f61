"""Cases: the arguments of a student's function and questions about its result; hidden cases are random."""

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
    """A question to the returned object: call its method with these arguments."""

    name: str
    args: tuple[Any, ...]

    def __init__(self, name: str, *args: Any) -> None:
        """Store the method's name and arguments."""
        object.__setattr__(self, "name", name)
        object.__setattr__(self, "args", args)

    def packed(self) -> Packed:
        """Return the description of the call."""
        return {"kind": "method", "name": self.name, "arguments": [packed(one) for one in self.args]}


@dataclass(frozen=True)
class Attribute:
    """A question to the returned object: read an attribute."""

    name: str

    def packed(self) -> Packed:
        """Return what to read."""
        return {"kind": "attribute", "name": self.name}


@dataclass(frozen=True)
class Given:
    """A question about an argument: its value after the call; `place` counts from 0."""

    place: int

    @property
    def name(self) -> str:
        """Return its name in a message."""
        return f"argument {self.place + 1}"

    def packed(self) -> Packed:
        """Return what to read."""
        return {"kind": "given", "place": self.place}


Question = Method | Attribute | Given


@dataclass(frozen=True, eq=False)
class Case:
    """One or two calls of the student's function, and questions about the first result.

    `function` is the challenge's name by default, and may be a class. `args` are its arguments: numbers,
    texts, arrays, tables, or what a course's builders make. `again` holds the arguments of a second call;
    `weights` is a safetensors file for a model of the case, or empty. `caller` names one of the course's
    `COURSE_CALLERS`: it gets the function and the arguments, and what it returns is the answer.
    """

    name: str
    function: str = ""
    args: Sequence[Any] = ()
    again: Sequence[Any] = ()
    then: Sequence[Question] = ()
    weights: bytes = field(default=b"", repr=False)
    caller: str = ""
    known: Any = None  # for the reference only: never sent to the student's process

    def __eq__(self, other: object) -> bool:
        """Say whether two cases send the same message."""
        if not isinstance(other, Case):
            return NotImplemented
        return (self.message, self.weights) == (other.message, other.weights)

    def __hash__(self) -> int:
        """Hash the message."""
        return hash((self.message, self.weights))

    @property
    def calls(self) -> int:
        """The number of calls."""
        return 2 if self.again else 1

    @property
    def replies(self) -> int:
        """The number of answers: one for each call and each question."""
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
            **({"caller": self.caller} if self.caller else {}),
        }

    @property
    def message(self) -> bytes:
        """The encoded message."""
        return json.dumps(self.packed()).encode()


def draw(secret: bytes | Lent, *, challenge: str, version: int, submission: str) -> np.random.Generator:
    """Return a submission's generator of hidden cases, seeded by HMAC-SHA256 of all that decides them."""
    text = "\0".join((challenge, str(version), submission))
    return np.random.default_rng(int.from_bytes(keyed_digest(secret, text.encode())))


def lie_apart(sizes: Sequence[float]) -> bool:
    """Say whether these positive sizes are well separated: each is at least 5 % above the next."""
    return all(larger > 1.05 * smaller for smaller, larger in pairwise(sorted(sizes)))
