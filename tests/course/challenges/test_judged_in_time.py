"""A judge's time is bounded, whatever a process sent."""

import time
from typing import Any

import numpy as np
import pytest

from nbverdict.evidence.answers import Answers
from nbverdict.evidence.cases import Case, draw
from nbverdict.evidence.decode import Call, CallOutcome
from nbverdict.judging.discovery import load_challenge
from nbverdict.judging.runner import judge

SECONDS = 20.0  # of CPU time, for one challenge; imports and its reference are in it
TITLE = "layer" + " " * 395
PLACES = 600


def cases(challenge: str) -> list[Case]:
    """Return the cases of a challenge."""
    module = load_challenge(challenge)
    rng = draw(b"secret", challenge=challenge, version=module.CASES, submission="a")
    return [*module.shown_cases(), *module.hidden_cases(rng)]


def panel(number: int, **other: Any) -> dict[str, Any]:
    """Return a panel of one of four, as full as the caps let it be."""
    ticks = {"at": [float(n) for n in range(PLACES)], "texts": ["oak " * 100] * PLACES, "shown": True}
    return {
        "box": [0.5 * (number % 2), 0.5 * (number // 2 % 2), 0.4, 0.4],
        "view": [-1.0, 601.0, 601.0, -1.0],
        "scales": ["linear", "linear"],
        "titles": [TITLE] * 4,
        "x_label": "parameters " * 30,
        "y_label": "1e" * 200,
        "x_ticks": ticks,
        "y_ticks": ticks,
        "legend": [("param 10 " * 50)[:400]] * 200,
        "heatmaps": [],
        "bars": [],
        **other,
    }


def heatmap(number: int, size: int) -> dict[str, Any]:
    """Return a heatmap of a size, whose array has a number."""
    places = [float(n) for n in range(size)]
    return {
        "values": number,
        "rows_at": places,
        "columns_at": places,
        "low": 0.0,
        "high": 1.0,
        "colours": "viridis",
    }


def maps(size: int, panels: int) -> Call:
    """Return a figure of so many maps, each of a size; its second call is the same."""
    told = [panel(at, heatmaps=[heatmap(at, size)]) for at in range(panels)]
    figure = {"texts": [("a " * 200)] * 200, "panels": told}
    arrays = {at: np.zeros((size, size), np.uint8) for at in range(panels)}
    return Call.model_validate({"outcome": "answer", "figure": figure}, strict=False, context=arrays)


def bars(count: int) -> Call:
    """Return a chart of so many bars."""
    drawn = [{"box": [float(n), 0.0, 0.5, 1.0], "upright": True} for n in range(count)]
    figure = {"texts": [("param 1e9 " * 40)] * 200, "panels": [panel(0, bars=drawn)]}
    return Call.model_validate({"outcome": "answer", "figure": figure}, strict=False)


def table() -> Call:
    """Return a table of as many rows and columns as are taken, whose labels nearly mean something."""
    columns = [f"{n} " + ("aMB 10 " * 57)[:390] for n in range(100)]
    rows = [[("a/" * 200)] + [1.0] * 99 for _ in range(200)]
    told = {"columns": columns, "rows": rows, "index": list(range(200)), "length": 200}
    return Call.model_validate({"outcome": "answer", "value": told}, strict=False)


WORST = {
    "sixteen large maps": ("attention_grid", lambda _case: maps(600, 16)),
    "four large maps": ("attention_grid", lambda _case: maps(600, 4)),
    "four small maps": ("attention_grid", lambda _case: maps(12, 4)),
    "many bars": ("plot_t5", lambda _case: bars(200)),
    "as many bars as rows": ("plot_t5", lambda case: bars(len(case.known))),
    "a large table": ("compare_t5", lambda _case: table()),
}


@pytest.mark.parametrize("name", WORST)
def test_the_worst_that_is_taken_is_judged_in_time(name: str) -> None:
    """What an answer says is read once, and not anew for each known mistake that it is tried with."""
    challenge, answer = WORST[name]
    evidence = [Answers(case, (answer(case),) * case.calls) for case in cases(challenge)]
    started = time.process_time()
    verdict = judge(challenge, evidence, "cpu")

    assert time.process_time() - started < SECONDS
    assert verdict.earned == 0
    assert all(call.outcome is CallOutcome.ANSWER for one in evidence for call in one.calls)
