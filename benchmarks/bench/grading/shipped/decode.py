"""What one call gave, as plain objects: built from what was read, in the same process."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from .data import Bar, Figure, Heatmap, Other, Panel, Table, Ticks


class Outcome(StrEnum):
    """What became of one call."""

    ANSWER = "answer"
    MISSING = "missing"
    RAISED = "raised"
    UNREAD = "unread"
    LATE = "late"
    ENDED = "ended"
    UNDECODABLE = "undecodable"


@dataclass(frozen=True)
class Call:
    """What one call gave."""

    outcome: Outcome
    type: str = ""
    table: Table | None = None
    figure: Figure | None = None
    record: tuple[tuple[str, Any], ...] | None = None
    matrix: Any = None
    values: tuple[Any, ...] | None = None
    exception: str = ""
    line: str = ""
    detail: str = ""


def build_call(told: dict[str, Any], arrays: list[Any]) -> Call:
    """Return what was read of a call as objects."""
    told = {**told, "outcome": Outcome(told["outcome"])}
    if "table" in told:
        table = told["table"]
        rows = tuple(tuple(map(_cell, row)) for row in table["rows"])
        index = tuple(map(_cell, table["index"]))
        told["table"] = Table(columns=tuple(table["columns"]), rows=rows, index=index, length=table["length"])
    if "figure" in told:
        panels = tuple(_panel(panel, arrays) for panel in told["figure"]["panels"])
        told["figure"] = Figure(texts=tuple(told["figure"]["texts"]), panels=panels)
    if "record" in told:
        told["record"] = tuple((key, _cell(value)) for key, value in told["record"])
    if "values" in told:
        told["values"] = tuple(map(_cell, told["values"]))
    if "matrix" in told:
        told["matrix"] = arrays[told["matrix"]]
    return Call(**told)


def _cell(value: Any) -> Any:
    return Other(other=value["other"]) if isinstance(value, dict) else value


def _ticks(told: dict[str, Any]) -> Ticks:
    return Ticks(at=tuple(told["at"]), texts=tuple(told["texts"]), shown=told["shown"])


def _panel(told: dict[str, Any], arrays: list[Any]) -> Panel:
    heatmaps = tuple(
        Heatmap(
            **{
                **one,
                "values": arrays[one["values"]],
                "rows_at": tuple(one["rows_at"]),
                "columns_at": tuple(one["columns_at"]),
                "low": _cell(one["low"]),
                "high": _cell(one["high"]),
            }
        )
        for one in told["heatmaps"]
    )
    bars = tuple(Bar(box=tuple(one["box"]), upright=one["upright"]) for one in told["bars"])
    ticks = {name: _ticks(told[name]) for name in ("x_ticks", "y_ticks")}
    return Panel(**{**told, "heatmaps": heatmaps, "bars": bars, **ticks})
