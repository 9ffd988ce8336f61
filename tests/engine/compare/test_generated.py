"""A thousand generated numbers, arrays and tables: what is right passes, what is wrong does not."""

from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from graders.compare_t5.checks import COLUMNS, MODEL
from nbverdict.compare.data import Table
from nbverdict.compare.difference import Difference
from nbverdict.compare.numbers import EXACT, HALF_A_PERCENT, WEIGHTS, Tolerance, array_difference, differs
from nbverdict.compare.tables import BYTES, COUNTS, match_columns, read_keyed, read_scale
from tests.engine.compare.strategies import CELLS, TEXTS, THOUSAND, is_right, matrices, near, tables

pytestmark = pytest.mark.slow

TOLERANCES = st.sampled_from((EXACT, HALF_A_PERCENT, WEIGHTS))
REFERENCES = st.floats(-1e12, 1e12, allow_subnormal=False) | st.integers(-(10**12), 10**12)
SHARES = st.sampled_from((0.0, 1.0)) | st.floats(0, 1, allow_subnormal=False)
SHIFTS = st.floats(-0.999, 0.999)  # of a tolerance
NO_NUMBERS = (np.nan, np.inf, -np.inf)
ODD = (
    st.sampled_from(NO_NUMBERS)
    | st.floats()
    | CELLS
    | st.lists(st.floats(), max_size=2)
    | st.complex_numbers()
)


@given(REFERENCES, TOLERANCES, st.data())
@THOUSAND
def test_a_number_is_right_within_its_tolerance_alone(
    expected: float, tol: Tolerance, data: st.DataObject
) -> None:
    """Exact arithmetic and `differs` agree on anything that is held against a number."""
    got = data.draw(data.draw(st.sampled_from((near(expected, tol), ODD))))
    right = is_right(expected, got, tol)

    assert right is None or differs(expected, got, tol=tol) is not right


@st.composite
def answers(draw: st.DrawFn, expected: np.ndarray, tol: Tolerance) -> np.ndarray:
    """Draw arrays beside a right one: of other values, shapes and types, or anything at all."""
    got = expected.astype(draw(st.sampled_from(("f8", "f4", "f2", "U9", "c16", "?"))))
    if draw(st.booleans()):
        place = tuple(draw(st.integers(0, side - 1)) for side in got.shape)
        spoilt = near(float(expected[place]), tol) | st.sampled_from(NO_NUMBERS) | st.floats()
        got = expected.copy()
        got[place] = draw(spoilt)
    first = got[(0,) * got.ndim]
    others = (got[:1], got[..., :1], got[None], got.ravel(), got.T, got[:0], np.array(first), got == first)
    return draw(st.just(got) | st.sampled_from(others) | matrices())


@st.composite
def expected_arrays(draw: st.DrawFn) -> np.ndarray:
    """Draw arrays of shares, as references hold them."""
    return draw(arrays.arrays("f8", arrays.array_shapes(max_dims=3, max_side=4), elements=SHARES))


def array_is_right(expected: np.ndarray, got: np.ndarray, tol: Tolerance) -> bool | None:
    """Say whether an array is right, value by value; None where it is a question of rounding."""
    if got.shape != expected.shape:
        return False
    pairs = zip(expected.ravel().tolist(), got.ravel().tolist(), strict=True)
    found = {is_right(one, other, tol) for one, other in pairs}
    return False if False in found else None if None in found else True


@given(expected_arrays(), TOLERANCES, st.data())
@THOUSAND
def test_an_array_is_right_where_each_value_is(
    expected: np.ndarray, tol: Tolerance, data: st.DataObject
) -> None:
    """No other shape or type passes, no NaN, and no value beyond the tolerance."""
    got = data.draw(answers(expected, tol))
    right = array_is_right(expected, got, tol)
    difference = array_difference(expected, got, at="it", tol=tol)

    assert right is None or (difference is None) is right
    assert difference is None or difference.for_student().startswith("it: ")


@given(expected_arrays(), TOLERANCES, st.data())
@THOUSAND
def test_a_right_array_passes(expected: np.ndarray, tol: Tolerance, data: st.DataObject) -> None:
    """Rounding within the tolerance costs nothing."""
    shifts = data.draw(arrays.arrays("f8", expected.shape, elements=SHIFTS))
    got = expected + shifts * (tol.absolute + tol.relative * expected)

    assert array_difference(expected, got, at="it", tol=tol) is None


# What a label of a column means: how many base units one may be.
LABELS: dict[str, dict[str, tuple[float, ...]]] = {
    "Parameters": {
        "Parameters (M)": (1e6,),
        "n_params": (1e6, 1.0),
        "Params [B]": (1e9,),
        "#param_k": (1e3,),
    },
    "FP32": {"FP32 (MB)": (1e6,), "fp32MiB": (2.0**20,), "float32": (1e6,), "32-bit (10⁹ bytes)": (1e9,)},
    "INT8": {"INT8 (MB)": (1e6,), "int8_size_gb": (1e9,), "8bit bytes": (1.0,), "int 8 (KiB)": (1024.0,)},
    "Encoder layers": {"Encoder layers": (1.0,), "n_enc": (1.0,), "EncoderDepth": (1.0,)},
    "Hidden size": {"Hidden size": (1.0,), "d_model": (1.0,), "width": (1.0,)},
}
ASKED = tuple(column for column in COLUMNS if column.name in LABELS)
KEYS = ("models/fern", "models/oak", "others/oak")
WRITTEN = st.sampled_from([label for labels in LABELS.values() for label in labels] + ["Model", "", "Notes"])
AMBIGUOUS = st.sampled_from(
    ("FP32/INT8", "encoder and decoder", "n_params fp16", "hidden heads", "name, dim")
)


class Cell(NamedTuple):
    """Where a cell of a right table stands, under which label, and what is expected in base units."""

    row: int
    place: int
    label: str
    expected: float


Cells = dict[tuple[str, str], Cell]  # by key and column


def tolerance(column: str) -> Tolerance:
    """Return how close a cell of a column must be."""
    return EXACT if column in ("Encoder layers", "Hidden size") else HALF_A_PERCENT


@st.composite
def right_tables(draw: st.DrawFn) -> tuple[Table, Cells]:
    """Draw a right table in any unit: keys in any order, or other keys in the order that was asked for."""
    labels = {name: draw(st.sampled_from(sorted(written))) for name, written in LABELS.items()}
    columns = draw(st.permutations(["Model", *labels, "", "Notes"]))
    order = draw(st.permutations(KEYS))
    held = draw(st.sampled_from((tuple(order), ("1", "2", "3"))))
    cells: Cells = {}
    rows: list[list[object]] = [[None] * len(columns) for _ in KEYS]
    for row, key in enumerate(order if held == tuple(order) else KEYS):
        rows[row][columns.index("Model")] = held[row]
        for name, label in labels.items():
            cell = cells[key, name] = Cell(
                row, columns.index(name), label, float(draw(st.integers(1, 10**9)))
            )
            scale = draw(st.sampled_from(LABELS[name][label]))
            rows[row][cell.place] = cell.expected / scale * (1 + draw(SHIFTS) * tolerance(name).relative)
    named = draw(st.sampled_from(("Model", "")))  # where no column holds the keys, the index does
    written = tuple({**labels, "Model": named}.get(name, name) for name in columns)
    return Table(columns=written, rows=tuple(map(tuple, rows)), index=held, length=3), cells


def differences(table: Table, expected: dict[tuple[str, str], float]) -> dict[tuple[str, str], Difference]:
    """Return by key and column where a table differs."""
    keyed = read_keyed(table, ASKED, key=MODEL, keys=KEYS)
    found = {at: keyed.difference(*at, value, tol=tolerance(at[1])) for at, value in expected.items()}
    return {at: difference for at, difference in found.items() if difference}


@given(right_tables(), st.data())
@THOUSAND
def test_a_table_differs_where_a_cell_is_wrong_and_nowhere_else(
    right: tuple[Table, Cells], data: st.DataObject
) -> None:
    """A right table passes in any order and unit; with one wrong cell it differs there, and only there."""
    table, cells = right
    at = data.draw(st.sampled_from(sorted(cells)))
    tol, cell = tolerance(at[1]), cells[at]
    scales = LABELS[at[1]][cell.label]
    units = st.sampled_from((1.0, 1e3, 1e6, 2.0**20, 1e9, -1.0)).map(lambda unit: cell.expected / unit)
    ways = (near(cell.expected / scales[0], tol), CELLS, units, units.map(str))
    wrong = data.draw(data.draw(st.sampled_from(ways)))
    assume(all(is_right(cell.expected / scale, wrong, tol) is False for scale in scales))
    rows = [list(row) for row in table.rows]
    rows[cell.row][cell.place] = wrong
    spoilt = table.model_copy(update={"rows": tuple(map(tuple, rows))})
    expected = {where: cell.expected for where, cell in cells.items()}

    assert differences(table, expected) == {}
    assert set(differences(spoilt, expected)) == {at}


@given(tables(WRITTEN, KEYS), st.sampled_from(sorted(LABELS)), st.data())
@THOUSAND
def test_a_cell_passes_only_where_the_table_holds_its_value(
    table: Table, column: str, data: st.DataObject
) -> None:
    """Whatever the keys and labels are, what passes stands in a column of that meaning, in that unit."""
    numbers = [cell for row in table.rows for cell in row if type(cell) is int and abs(cell) < 10**12]
    expected = data.draw(st.sampled_from((1.0, *numbers))) * data.draw(st.sampled_from((1.0, 1e6)))
    passed = len(KEYS) - len(differences(table, {(key, column): expected for key in KEYS}))
    held = [
        is_right(expected / scale, row[place], tolerance(column))
        for place, label in enumerate(table.columns)
        for scale in LABELS[column].get(label, ())
        for row in table.rows
    ]

    assert passed <= len(KEYS) * sum(right is not False for right in held)


@given(tables(TEXTS | WRITTEN | AMBIGUOUS, KEYS))
@THOUSAND
def test_any_table_can_be_read(table: Table) -> None:
    """Labels are matched to columns of their own, one as the task writes it first."""
    found = match_columns(table.columns, (MODEL, *COLUMNS))
    differences(table, {(key, column.name): 1.0 for key in KEYS for column in ASKED})

    assert len(set(found.values())) == len(found)
    for column in (MODEL, *COLUMNS):
        if column.label in table.columns:
            assert found[column.name] == table.columns.index(column.label)


UNITS = {"MB": 10**6, "KB": 10**3, "GB": 10**9, "MiB": 2**20, "GiB": 2**30, "gigabytes": 10**9, "bytes": 1}
MANY = {"M": 10**6, "millions": 10**6, "B": 10**9, "bn": 10**9, "thousand": 1000, "K": 1000}
AROUND = ("Size ({})", "Size [{}]", "size_{}", "size in {}", "{}", "Size, {}")
RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
POWERS = ("10^{}", "10**{}", "1e{}", "$10^{{{}}}$", "x 10^{}")


@given(st.sampled_from(AROUND), st.sampled_from((*UNITS.items(), *MANY.items())), st.integers(0, 15))
@example("Size ({})", ("MB", 10**6), 12)
@THOUSAND
def test_a_unit_is_read_however_it_is_written(around: str, unit: tuple[str, int], power: int) -> None:
    """Words, abbreviations and powers of ten, raised or not, name how many a one is."""
    name, scale = unit
    known = BYTES if name in UNITS else COUNTS
    written = [form.format(power) for form in POWERS] + [f"10{str(power).translate(RAISED)}"]

    assert {read_scale(around.format(spelt), known) for spelt in (name, name.lower(), name.upper())} == {
        scale
    }
    assert {read_scale(around.format(form), known) for form in written} == {10.0**power}
