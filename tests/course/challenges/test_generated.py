"""A thousand generated answers to each challenge: what is wrong does not pass, and no check breaks."""

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from types import ModuleType, SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from graders.compare_t5 import checks as compare_t5
from graders.decode.layer import Run
from graders.memory_bill.checks import HELD
from graders.memory_bill.reference import Answer
from graders.shared.attention import Attention, Grid
from graders.shared.t5 import T5Size
from nbverdict.compare.data import Array, Entries, Items, Table
from nbverdict.compare.panels import Bar, Figure, Panel, Ticks
from nbverdict.evidence.answers import Answers
from nbverdict.evidence.arguments import Same
from nbverdict.evidence.cases import Case, draw
from nbverdict.evidence.decode import Call, CallOutcome
from nbverdict.judging import runner as judge
from nbverdict.judging.discovery import load_challenge
from nbverdict.judging.scoring import checks_of, name_of
from nbverdict.judging.verdict import CheckStatus, Finding
from tests.engine.compare import strategies as odd
from tests.engine.compare.strategies import CELLS, KINDS, TEXTS, THOUSAND, heatmap, panel

pytestmark = odd.overflow_is_silent
Build = Callable[[Any], Call]


def answer(value: Any = None, *, outcome: CallOutcome = CallOutcome.ANSWER, **told: Any) -> Call:
    """Return what a call gave, as it is decoded."""
    held = {} if "figure" in told else {"value": value}
    return Call(outcome=outcome, **told, **held)


def rows_of(matrix: np.ndarray) -> Call:
    """Return a call that gave an array."""
    array = Array.model_validate({"array": 0}, context={0: np.array(matrix)})
    return answer(array)


def tuple_of(values: Sequence[Any]) -> Call:
    """Return a call that gave a tuple."""
    return answer(Items(items=tuple(values), length=len(values), kind="tuple"))


def table_of(sizes: dict[str, T5Size]) -> Table:
    """Return the table that was asked for."""
    rows = tuple(
        (
            name,
            *(one.parameters * each / 1e6 for each in (4, 2, 1, 1)),
            *(one.attention_heads, one.encoder_layers, one.decoder_layers, one.hidden_size),
        )
        for name, one in sizes.items()
    )
    columns = ("Model", *(column.label for column in compare_t5.COLUMNS))
    return Table(columns=columns, rows=rows, index=tuple(range(len(rows))), length=len(rows))


def chart_of(millions: dict[str, float]) -> Figure:
    """Return the bar chart that was asked for."""
    bars = [Bar(box=(at - 0.4, 0.0, 0.8, value), upright=True) for at, value in enumerate(millions.values())]
    names = Ticks(at=tuple(map(float, range(len(bars)))), texts=tuple(millions), shown=True)
    return Figure(texts=(), panels=(panel(bars=tuple(bars), x_ticks=names, y_label="Parameters (M)"),))


def grid_of(grid: Grid) -> Figure:
    """Return the grid of heatmaps that was asked for."""
    return Figure(texts=(), panels=tuple(_panel_of(grid, place) for place in range(4)))


def _panel_of(grid: Grid, place: int) -> Panel:
    places = tuple(map(float, range(len(grid.tokens))))
    values = grid.mean_attention(grid.layers[place])
    shown = heatmap(values, places, places, low=0.0, high=1.0, colours="viridis")
    tokens = Ticks(at=places, texts=grid.tokens, shown=True)
    box, title = (place % 2 * 0.5, place // 2 * 0.5, 0.4, 0.4), f"Layer {grid.layers[place]}"
    return panel(box=box, titles=(title,), x_ticks=tokens, y_ticks=tokens, heatmaps=(shown,))


def _record(numbers: Mapping[str, Any]) -> Call:
    return answer(Entries(entries=tuple(numbers.items()), length=len(numbers)))


def _run(run: Run) -> Call:
    outputs = [(f"step {at}", rows_of(one).value) for at, one in enumerate(run.outputs, start=1)]
    told = {
        "outputs": Entries(entries=tuple(outputs), length=len(outputs)),
        "flops": run.flops,
        "bytes": run.held,
    }
    return _record(told)


def _bill(right: Answer) -> Call:
    return _record(dict(right.parts)) if right.parts else answer(right.batch)


RIGHT: dict[str, Build] = {
    "causal_mask": rows_of,
    "reach": rows_of,
    "attention_weights": rows_of,
    "count_parameters": tuple_of,
    "parameters_by_block": _record,
    "decode": _run,
    "estimate_memory": _record,
    "memory_bill": _bill,
    "compare_t5": lambda sizes: answer(table_of(sizes)),
    "plot_t5": lambda millions: answer(figure=chart_of(millions)),
    "attention_grid": lambda grid: answer(figure=grid_of(grid)),
}


@cache
def asked(challenge: str) -> tuple[tuple[Case, Any], ...]:
    """Return the cases of a challenge, each with what its reference expects; a made-up grid costs no model."""
    module = load_challenge(challenge)
    rng = draw(b"a secret for tests", challenge=challenge, version=module.CASES, submission="s")
    if challenge == "attention_grid":
        maps = rng.dirichlet(np.ones(4), size=(6, 4))
        tokens, layers = ("[CLS]", "fox", "##es", "[SEP]"), (1, 3, 4, 6)
        grid = Grid("", (), tokens, layers, Attention(maps, maps), maps, titles=layers)
        return ((Case("hidden 1", challenge, (), again=(Same(),)), replace(grid, again=grid)),)
    cases = [*module.shown_cases(), *module.hidden_cases(rng)]
    return tuple((case, module.reference(case, "cpu")) for case in cases)


def findings(module: ModuleType, evidence: Answers, reference: Any) -> list[Finding]:
    """Return what each check of a challenge finds on one case, as judging notes it."""
    found: dict[str, Finding] = {}
    stopped: set[str] = set()
    for check in checks_of(module):
        needs = {name for mark in check.pytestmark if mark.name == "requires" for name in mark.args}
        if needs & stopped:
            stopped.add(name_of(check))
        elif judge._judged_by(check, [evidence]):
            one = found[name_of(check)] = _finding(check, evidence, reference)
            stopped |= set() if one.status is CheckStatus.PASSED else {one.check}
    return list(found.values())


def _finding(check: Callable[..., None], evidence: Answers, reference: Any) -> Finding:
    given = {"evidence": evidence, "reference": reference}
    item: Any = SimpleNamespace(originalname=check.__name__, callspec=SimpleNamespace(params=given))
    try:
        check(**{name: given[name] for name in inspect.signature(check).parameters})
    except Exception as error:  # noqa: BLE001 - whose fault it is, judging decides
        return judge._finding(item, error)
    return judge._finding(item, None)


def statuses(challenge: str, case: Case, reference: Any, call: Call) -> set[CheckStatus]:
    """Return how the checks of a challenge come out where every call gave this."""
    evidence = Answers(case, (call,) * case.calls)
    return {one.status for one in findings(load_challenge(challenge), evidence, reference)}


def beside(data: st.DataObject, right: Any) -> Any:
    """Return what a reference would be, were one of its values wrong by more than any tolerance."""
    match right:
        case np.ndarray():
            at = data.draw(st.tuples(*[st.integers(0, side - 1) for side in right.shape]))
            changed = right.copy()
            changed[at] += data.draw(st.sampled_from((1.01e-3, -1.01e-3, 1.0, -1.0)) | st.floats(0.01, 1e9))
            return changed
        case Grid():
            layer = data.draw(st.sampled_from(right.layers)) - 1
            maps = right.maps.copy()
            maps[layer] = beside(data, maps[layer])
            return replace(right, maps=maps)
        case dict():
            name = data.draw(st.sampled_from(sorted(right)))
            return {**right, name: beside(data, right[name])}
        case tuple():
            place = data.draw(st.integers(0, len(right) - 1))
            return (*right[:place], beside(data, right[place]), *right[place + 1 :])
        case T5Size():
            name = data.draw(st.sampled_from(sorted(vars(right).keys() - {"bytes_each"})))
            return replace(right, **{name: beside(data, getattr(right, name))})
    factor = data.draw(st.sampled_from((1.00501, 0.99499, 1e3, 1e6 / 2**20)) | st.floats(-1, 0.99))
    return right * factor if right else 1.0


def beside_run(data: st.DataObject, right: Run) -> Run:
    """Return a run in which one number of one output is wrong."""
    outputs = [one.copy() for one in right.outputs]
    changed = data.draw(st.sampled_from(outputs))
    at = data.draw(st.tuples(*[st.integers(0, side - 1) for side in changed.shape]))
    changed[at] += data.draw(st.sampled_from((-1.0, 1.0))) * data.draw(st.floats(0.061, 1e9))
    return replace(right, outputs=tuple(outputs))


def beside_bill(data: st.DataObject, right: Answer) -> Answer:
    """Return a bill with one wrong part, of those that are judged in each, or another batch."""
    if not right.parts:
        return replace(right, batch=right.batch + data.draw(st.sampled_from((-1, 1))))
    part = data.draw(st.sampled_from(HELD))
    return replace(right, parts={**right.parts, part: beside(data, right.parts[part])})


BESIDE: dict[type, Callable[[st.DataObject, Any], Any]] = {Run: beside_run, Answer: beside_bill}


@pytest.mark.parametrize("challenge", RIGHT)
def test_a_right_answer_passes_every_check(challenge: str) -> None:
    """What the reference expects is right on every case."""
    for case, reference in asked(challenge):
        assert statuses(challenge, case, reference, RIGHT[challenge](reference)) == {CheckStatus.PASSED}


@pytest.mark.parametrize("challenge", RIGHT)
@given(st.data())
@THOUSAND
def test_an_answer_with_one_wrong_value_is_wrong(challenge: str, data: st.DataObject) -> None:
    """One value beyond its tolerance fails a check, on whichever case, and breaks none."""
    case, reference = data.draw(st.sampled_from(asked(challenge)))
    changed = BESIDE.get(type(reference), beside)(data, reference)
    call = RIGHT[challenge](changed)

    assert (
        CheckStatus.WRONG
        in statuses(challenge, case, reference, call)
        <= {CheckStatus.WRONG, CheckStatus.PASSED}
    )


def strange(challenge: str, right: Any) -> st.SearchStrategy[Call]:
    """Draw answers of the form that was asked for, and odd in what they hold."""
    if isinstance(right, np.ndarray):
        shaped = st.sampled_from(KINDS).flatmap(lambda kind: arrays.arrays(kind, right.shape))
        return (shaped | odd.matrices()).map(rows_of)
    if challenge == "count_parameters":
        return st.lists(CELLS, max_size=3).map(tuple_of)
    if challenge == "compare_t5":
        labels = st.sampled_from(table_of(right).columns) | TEXTS
        return odd.tables(labels, tuple(right)).map(answer)
    if challenge == "plot_t5":
        return (odd_charts(right) | odd.figures()).map(lambda figure: answer(figure=figure))
    if challenge == "attention_grid":
        return odd_grids(right).map(lambda figure: answer(figure=figure))
    cells = st.fixed_dictionaries(dict.fromkeys(right, CELLS)) | st.dictionaries(TEXTS, CELLS)
    return cells.map(_record)


def odd_runs(right: Run) -> st.SearchStrategy[Call]:
    """Draw what a caller may tell: right outputs and odd ones, odd measures, or no run at all."""
    output = st.sampled_from(right.outputs).map(lambda one: rows_of(one).value) | CELLS
    outputs = st.lists(st.tuples(TEXTS, output), max_size=8).map(
        lambda held: Entries(entries=tuple(held), length=len(held))
    )
    told = st.fixed_dictionaries({"outputs": outputs | CELLS, "flops": CELLS, "bytes": CELLS})
    return told.map(_record) | CELLS.map(answer) | st.lists(CELLS, max_size=3).map(tuple_of)


def odd_bills(right: Answer) -> st.SearchStrategy[Call]:
    """Draw a bill of odd parts, or one odd value."""
    parts = st.fixed_dictionaries(dict.fromkeys(right.parts, CELLS)) | st.dictionaries(TEXTS, CELLS)
    return parts.map(_record) | CELLS.map(answer)


ODD: dict[type, Callable[[Any], st.SearchStrategy[Call]]] = {Run: odd_runs, Answer: odd_bills}


@st.composite
def odd_charts(draw: st.DrawFn, millions: dict[str, float]) -> Figure:
    """Draw a bar for each model, anywhere and of any length, and labels that may name them."""
    count = len(millions)
    bars = draw(st.lists(odd.bars(), min_size=count, max_size=count))
    names = draw(odd.ticks(st.sampled_from(sorted(millions)) | TEXTS))
    return Figure(
        texts=(), panels=(panel(bars=tuple(bars), x_ticks=names, y_ticks=names, y_label=draw(TEXTS)),)
    )


@st.composite
def odd_grids(draw: st.DrawFn, grid: Grid) -> Figure:
    """Draw the right grid with any other panel in one place, or any figure."""
    right, place = grid_of(grid).panels, draw(st.integers(0, 4))
    if place == 4:
        return draw(odd.figures())
    return Figure(texts=(), panels=(*right[:place], draw(odd.panels()), *right[place + 1 :]))


@pytest.mark.parametrize("challenge", RIGHT)
@given(st.data())
@THOUSAND
def test_no_answer_breaks_a_check(challenge: str, data: st.DataObject) -> None:
    """Whatever comes back, a check passes or is wrong; unread is only what the collector could not read."""
    case, reference = data.draw(st.sampled_from(asked(challenge)))
    outcome = data.draw(st.just(CallOutcome.ANSWER) | st.sampled_from(CallOutcome))
    odd_answers = ODD[type(reference)](reference) if type(reference) in ODD else strange(challenge, reference)
    call = data.draw(odd_answers).model_copy(update={"outcome": outcome})
    silent = {
        CallOutcome.UNREAD: {CheckStatus.UNREAD},
        **{one: {status} for one, status in judge.SILENT.items()},
    }
    late = {CheckStatus.LATE}  # what was interrupted

    allowed = {CheckStatus.PASSED, CheckStatus.WRONG} | late | silent.get(outcome, set())
    assert statuses(challenge, case, reference, call) <= allowed


def test_whole_numbers_do_not_wrap_into_a_sum_of_one() -> None:
    """Rows of huge integers share nothing out, though 64 bits of their sums are a 1."""
    case, reference = asked("attention_weights")[0]
    least, most = -(2**63), 2**63 - 1
    rows = np.array([[1, 0, 0], [least, least + 1, 0], [most, most, 3]])

    assert statuses("attention_weights", case, reference, rows_of(rows)) == {CheckStatus.WRONG}
