"""What one call gave, as plain objects: built from what was read, in the same process."""

from dataclasses import MISSING, dataclass, fields
from enum import StrEnum
from typing import Any

from . import data, panels

HELD = (  # what is told of each has other fields
    *(data.Other, data.NotFinite, data.Absent, data.Moment, data.Span, data.Complex, data.Named, data.Long),
    *(data.Table, data.Series, data.Array, data.Items, data.Entries),
    *(panels.Figure, panels.Panel, panels.Heatmap, panels.Bar, panels.Curve, panels.Ticks),
)
NUMBERED = {(data.Array, "array"), (panels.Heatmap, "values"), (panels.Curve, "at")}  # told by number


class CallOutcome(StrEnum):
    """What became of one call."""

    ANSWER = "answer"
    MISSING = "missing"
    RAISED = "raised"
    UNREAD = "unread"
    LATE = "late"
    ENDED = "ended"
    CLOSED = "closed"
    UNDECODABLE = "undecodable"


@dataclass(frozen=True)
class Call:
    """What one call gave."""

    outcome: CallOutcome
    type: str = ""
    value: Any = None
    has_value: bool = False  # None is one too
    figure: panels.Figure | None = None
    printed: str = ""
    exception: str = ""
    line: str = ""
    detail: str = ""


def build_call(told: dict[str, Any], arrays: list[Any]) -> Call:
    """Return what was read of a call as objects."""
    built = {name: _built(told[name], arrays) for name in ("value", "figure") if name in told}
    return Call(**{**told, **built, "outcome": CallOutcome(told["outcome"]), "has_value": "value" in told})


def _built(told: Any, arrays: list[Any]) -> Any:
    """Return the object of whichever class has what is told for its fields; lists are tuples."""
    if isinstance(told, list):
        return tuple(_built(one, arrays) for one in told)
    if not isinstance(told, dict):
        return told
    kind = next(one for one in HELD if _fits(one, told))
    return kind(
        **{
            name: arrays[one] if (kind, name) in NUMBERED else _built(one, arrays)
            for name, one in told.items()
        }
    )


def _fits(kind: type, told: dict[str, Any]) -> bool:
    every = {field.name for field in fields(kind)}
    needed = {field.name for field in fields(kind) if field.default is MISSING}
    return needed <= told.keys() <= every
