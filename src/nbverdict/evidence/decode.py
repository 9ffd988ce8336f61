"""Evidence: decodes a student's process's replies, within limits, into small frozen values.

The values have the right form; whether they are true is not known.
"""

from enum import StrEnum
from typing import Annotated

import numpy as np
import safetensors
import safetensors.numpy
from pydantic import Field, ValidationError

from nbverdict.compare.data import Frozen, Text, Value
from nbverdict.compare.panels import Figure
from nbverdict.sandbox.ends import Cause

MOST_JSON = 4 << 20  # bytes
MOST_ARRAYS = 16 << 20  # bytes
MOST_TENSORS = 200


class Undecodable(Exception):  # noqa: N818 - a verdict on what a student's process sent, never our error
    """The reply is not in the collector's format."""


class CallOutcome(StrEnum):
    """The outcome of one call."""

    ANSWER = "answer"
    MISSING = "missing"  # there is no such function
    RAISED = "raised"
    UNREAD = "unread"  # the collector's own reading raised
    LATE = "late"  # no answer in time
    ENDED = "ended"  # the process ended
    CLOSED = "closed"  # the process still runs, but has closed its socket
    UNDECODABLE = "undecodable"


TOLD = (
    CallOutcome.ANSWER,
    CallOutcome.MISSING,
    CallOutcome.RAISED,
    CallOutcome.UNREAD,
)  # that a process may report of itself


LongText = Annotated[str, Field(max_length=20_000)]


class Call(Frozen):
    """The result of one call."""

    outcome: CallOutcome = Field(strict=False)
    type: Text = ""
    value: Value | None = None
    figure: Figure | None = None
    printed: LongText = ""
    exception: Text = ""
    line: Text = ""
    detail: Text = ""
    cause: Cause = Field(default=Cause.UNKNOWN, strict=False)  # why the process ended, as seen from outside

    @property
    def has_value(self) -> bool:
        """Whether it returned plain data; None counts."""
        return "value" in self.model_fields_set


class CollectorReply(Frozen):
    """The collector's reply to one case."""

    case: Text
    calls: Annotated[tuple[Call, ...], Field(min_length=1, max_length=100)]


def decode(message: bytes, arrays: bytes) -> CollectorReply:
    """Decode a frame.

    Raises:
        Undecodable: the frame is too large, malformed, or of another form.
    """
    if len(message) > MOST_JSON or len(arrays) > MOST_ARRAYS:
        raise Undecodable(f"{len(message)} bytes of JSON and {len(arrays)} of arrays are too much")
    try:
        reply = CollectorReply.model_validate_json(message, strict=True, context=_tensors(arrays))
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False, include_context=False)[0]
        raise Undecodable(f"{first['msg']} at {first['loc']}"[:300]) from error
    if any(call.outcome not in TOLD for call in reply.calls):
        raise Undecodable("it reports about its process what only an observer can know")
    return reply


def _tensors(arrays: bytes) -> dict[int, np.ndarray]:
    if not arrays:
        return {}
    if int.from_bytes(arrays[:8], "little") > MOST_TENSORS * 200:
        raise Undecodable("the header of the arrays is too long")
    try:
        loaded = safetensors.numpy.load(arrays)
        return {int(name): array for name, array in loaded.items()}
    except (safetensors.SafetensorError, ValueError, KeyError, AttributeError, TypeError) as error:
        raise Undecodable(f"the arrays cannot be read: {error}"[:500]) from error
