"""What comes back is decoded with limits, or refused."""

import json
import struct
from typing import Any

import numpy as np
import pytest
import safetensors.numpy

from nbverdict.compare.data import Array, Entries
from nbverdict.evidence.decode import MOST_ARRAYS, MOST_JSON, CallOutcome, Undecodable, decode

PANEL: dict[str, Any] = {
    "box": [0.0, 0.0, 1.0, 1.0],
    "view": [0.0, 1.0, 0.0, 1.0],
    "scales": ["linear", "linear"],
    "titles": ["Layer 1"],
    "x_label": "",
    "y_label": "",
    "x_ticks": {"at": [0.0], "texts": ["a"], "shown": True},
    "y_ticks": {"at": [0.0], "texts": ["a"], "shown": True},
    "legend": [],
    "heatmaps": [
        {"values": 0, "rows_at": [0.0], "columns_at": [0.0], "low": 0.0, "high": 1.0, "colours": "viridis"}
    ],
    "bars": [],
}
ARRAYS = safetensors.numpy.save({"0": np.ones((1, 1))})


def reply(**call: Any) -> bytes:
    """Return a reply with one call."""
    return json.dumps({"case": "shown", "calls": [{"outcome": "answer", "type": "Figure", **call}]}).encode()


def figure(**panel: Any) -> bytes:
    """Return a reply with one figure of one panel."""
    return reply(figure={"texts": [], "panels": [{**PANEL, **panel}]})


def table(rows: list[list[Any]]) -> bytes:
    """Return a reply with a table of one column."""
    return reply(value={"columns": ["a"], "rows": rows, "index": [0], "length": 1})


def nested(depth: int) -> dict[str, Any]:
    """Return a list in a list, so many deep."""
    held: dict[str, Any] = {"items": [], "length": 0, "kind": "list"}
    for _ in range(depth):
        held = {"items": [held], "length": 1, "kind": "list"}
    return held


LARGE = {"columns": ["a"] * 100, "rows": [[1] * 100] * 300, "index": [0] * 300, "length": 300}
HOSTILE = {
    "no json": (b"pickle", b""),
    "nan": (reply(figure={"texts": [], "panels": []}).replace(b'"shown"', b"NaN"), b""),
    "infinity": (figure(view=[float("inf"), 0.0, 0.0, 1.0]), ARRAYS),
    **{f"{one}, of itself": (reply(outcome=one), b"") for one in ("ended", "late", "closed", "undecodable")},
    "unknown field": (reply(ok=True), b""),
    "unknown outcome": (b'{"case": "shown", "calls": [{"outcome": "passed"}]}', b""),
    "no calls": (b'{"case": "shown", "calls": []}', b""),
    "many calls": (
        b'{"case": "shown", "calls": [' + b",".join([b'{"outcome": "missing"}'] * 101) + b"]}",
        b"",
    ),
    "deep": (b"[" * 100_000, b""),
    "long text": (figure(x_label="x" * 10_000), ARRAYS),
    "many ticks": (figure(x_ticks={"at": [0.0] * 5000, "texts": [], "shown": True}), ARRAYS),
    "text for a number": (figure(view=["0.5", 0.5, 0.0, 1.0]), ARRAYS),
    "array that is not there": (figure(), b""),
    "array named twice": (figure(heatmaps=PANEL["heatmaps"] * 2), ARRAYS),
    "flat array": (figure(), safetensors.numpy.save({"0": np.ones(1)})),
    "wide array": (figure(), safetensors.numpy.save({"0": np.ones((1, 400_000), np.uint8)})),
    "complex array": (figure(), safetensors.numpy.save({"0": np.ones((1, 1), np.complex64)})),
    "array without places": (figure(), safetensors.numpy.save({"0": np.ones((2, 2))})),
    "huge integer": (table([[10**400]]), b""),
    "ragged table": (table([[]]), b""),
    "long row": (table([[1.0] * 101]), b""),
    "control characters": (table([[{"other": "none\x1b[2J"}]]), b""),
    "array by text": (figure(heatmaps=[{**PANEL["heatmaps"][0], "values": "0"}]), ARRAYS),
    "matrix that is not there": (reply(value={"array": 0}), b""),
    "matrix named twice": (reply(value={"array": 0}, figure={"texts": [], "panels": [PANEL]}), ARRAYS),
    "long dictionary": (reply(value={"entries": [[n, n] for n in range(501)], "length": 501}), b""),
    "dictionary of no kind": (reply(value={"b": 1}), b""),
    "key that is a list": (reply(value={"entries": [[[1], 1]], "length": 1}), b""),
    "values of no kind": (reply(value=[1]), b""),
    "deep values": (reply(value=nested(300)), b""),
    "a day that never was": (reply(value={"other": "date", "moment": "2024-02-30"}), b""),
    "a day in words": (reply(value={"other": "date", "moment": "yesterday"}), b""),
    "a large table": (reply(value=LARGE), b""),
    "labels without values": (
        reply(value={"values": [], "labels": [1], "length": 1, "name": None, "dtype": "int64"}),
        b"",
    ),
    "complex numbers of one part": (
        reply(value={"array": 0, "complex": True}),
        safetensors.numpy.save({"0": np.ones((2, 1))}),
    ),
    "a complex number of no parts": (
        reply(value={"array": 0, "complex": True}),
        safetensors.numpy.save({"0": np.ones(())}),
    ),
    "more than there is": (reply(value={"items": [1, 2], "length": 1, "kind": "list"}), b""),
    "types of other columns": (
        reply(value={"columns": ["a"], "rows": [], "index": [], "length": 0, "dtypes": ["x", "y"]}),
        b"",
    ),
    "categories of other columns": (
        reply(value={"columns": ["a"], "rows": [], "index": [], "length": 0, "categories": [None, None]}),
        b"",
    ),
    "seven axes": (reply(value={"array": 0}), safetensors.numpy.save({"0": np.ones((1,) * 7)})),
    "a curve of three rows": (
        figure(lines=[{"at": 0, "count": 1, "label": "", "style": "", "marker": ""}], heatmaps=[]),
        safetensors.numpy.save({"0": np.ones((3, 1))}),
    ),
    "too much json": (b" " * (MOST_JSON + 1), b""),
    "too many arrays": (reply(), b" " * (MOST_ARRAYS + 1)),
    "no safetensors": (figure(), b"not arrays"),
    "lying header": (figure(), struct.pack("<Q", 1 << 62)),
    "named array": (figure(), safetensors.numpy.save({"x": np.ones(1)})),
    "cut off": (figure(), ARRAYS[:-3]),
}


@pytest.mark.parametrize(("message", "arrays"), HOSTILE.values(), ids=HOSTILE)
def test_what_is_not_of_the_right_form_is_refused(message: bytes, arrays: bytes) -> None:
    """A refusal is one exception, never a crash and never a value."""
    with pytest.raises(Undecodable):
        decode(message, arrays)


def test_what_is_of_the_right_form_is_read() -> None:
    """Arrays take the place of their numbers."""
    decoded = decode(figure(), ARRAYS)

    assert decoded.calls[0].outcome is CallOutcome.ANSWER
    assert decoded.calls[0].figure is not None
    assert decoded.calls[0].figure.panels[0].heatmaps[0].values.tolist() == [[1.0]]


def test_arrays_stand_where_they_are_named() -> None:
    """Also within what holds others; booleans are numbers of an array too."""
    mask = safetensors.numpy.save({"0": np.eye(2, dtype=bool)})
    held = {"entries": [["mask", {"array": 0}], ["b", 2.5]], "length": 2}
    value = decode(reply(value=held), mask).calls[0].value

    assert isinstance(value, Entries)
    (_, array), (_, number) = value.entries
    assert isinstance(array, Array)
    assert array.array.tolist() == [[True, False], [False, True]]
    assert number == 2.5
