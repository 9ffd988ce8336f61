"""Tables: labels, units and keys."""

import pytest

from graders.challenges.compare_t5 import COLUMNS, MODEL
from graders.compare.numbers import HALF_A_PERCENT
from graders.compare.plain import Table
from graders.compare.tables import BYTES, COUNTS, match_columns, read_keyed, read_unit, spaced

LABELS = {
    "as in the task": ("Model", "Parameters (M)", "FP32 (MB)", "Encoder layers", "Attention heads"),
    "short": ("name", "#params_m", "fp32_mb", "n_enc", "n_heads"),
    "long": ("model name", "Number of parameters (millions)", "float32 size [MiB]", "Encoder depth", "heads"),
}


@pytest.mark.parametrize("labels", LABELS.values(), ids=LABELS)
def test_near_names_mean_the_same_columns(labels: tuple[str, ...]) -> None:
    """A column is found by what its label means."""
    found = match_columns(labels, (MODEL, *COLUMNS))

    assert [found.get(n) for n in ("Model", "Parameters", "FP32", "Encoder layers", "Attention heads")] == [
        0,
        1,
        2,
        3,
        4,
    ]


@pytest.mark.parametrize(
    ("label", "unit"),
    [
        ("FP32 (MB)", "mb"),
        ("fp32_MiB", "mib"),
        ("sizeGB", "gb"),
        ("FP32MB", "mb"),
        ("FP32", None),
        ("fp16 gigabytes", "gigabyte"),
    ],
)
def test_units_of_size_are_read_from_labels(label: str, unit: str | None) -> None:
    """MB and MiB are told apart."""
    assert read_unit(label, BYTES) == unit


@pytest.mark.parametrize(
    ("label", "unit"),
    [("Parameters (M)", "m"), ("params_millions", "million"), ("Params [B]", "b"), ("Parameters", None)],
)
def test_units_of_count_are_read_from_labels(label: str, unit: str | None) -> None:
    """Millions and billions are told apart; a bare label names no unit."""
    assert read_unit(label, COUNTS) == unit


def test_labels_are_parted_into_words() -> None:
    """Underscores, brackets and capitals part words."""
    assert spaced("EncoderLayers_(fp32)") == "encoder layers fp32"


@pytest.mark.parametrize("keys", [("a/x", "a/y"), ("x", "y"), ("1", "2")])
def test_rows_are_found_even_where_keys_are_wrong(keys: tuple[str, str]) -> None:
    """Keys match whole, then by the last part of a path, then by order."""
    table = Table(
        columns=("Model", "Parameters (M)"), rows=((keys[0], 1.0), (keys[1], 2.0)), index=(0, 1), length=2
    )
    keyed = read_keyed(table, COLUMNS, key=MODEL, keys=("a/x", "a/y"))

    assert keyed.difference("a/y", "Parameters", 2e6, tol=HALF_A_PERCENT) is None


def test_a_missing_column_is_a_difference() -> None:
    """What is not there is not right."""
    table = Table(columns=("Model",), rows=(("x",),), index=(0,), length=1)
    difference = read_keyed(table, COLUMNS, key=MODEL, keys=("x",)).difference(
        "x", "INT8", 1.0, tol=HALF_A_PERCENT
    )

    assert difference is not None
    assert difference.for_student() == "INT8 of x: is missing"
