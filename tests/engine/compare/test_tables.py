"""Tables: labels, units and keys."""

import pytest

from graders.compare_t5.checks import COLUMNS, MODEL
from nbverdict.compare.data import Table
from nbverdict.compare.numbers import HALF_A_PERCENT
from nbverdict.compare.tables import BYTES, COUNTS, match_columns, read_keyed, read_scale, spaced

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


SIZES = {
    "FP32 (MB)": 1e6,
    "fp32_MiB": 2.0**20,
    "sizeGB": 1e9,
    "FP32MB": 1e6,
    "fp16 gigabytes": 1e9,
    "FP32 size (MB, 10^6 bytes)": 1e6,
    "FP32 (MB, 4 bytes per parameter)": 1e6,
    "FP32 (10^6 bytes)": 1e6,
    "FP32 (million bytes)": 1e6,
    "FP32 (bytes)": 1.0,
    "FP32": None,
}
COUNTED = {
    "Parameters (M)": 1e6,
    "params_millions": 1e6,
    "Params [B]": 1e9,
    "Parameters (10⁹)": 1e9,
    "Parameters ($10^{9}$)": 1e9,
    r"Parameters ($\times10^9$)": 1e9,
    "Parameters (1e9)": 1e9,
    "Parameters (x 10**6)": 1e6,
    "Parameters": None,
}


@pytest.mark.parametrize(("label", "scale"), SIZES.items(), ids=SIZES)
def test_units_of_size_are_read_from_labels(label: str, scale: float | None) -> None:
    """MB and MiB are told apart, and a unit with a prefix counts before plain bytes."""
    assert read_scale(label, BYTES) == scale


@pytest.mark.parametrize(("label", "scale"), COUNTED.items(), ids=COUNTED)
def test_units_of_count_are_read_from_labels(label: str, scale: float | None) -> None:
    """Millions and billions are told apart, in words and as powers of ten; a bare label names no unit."""
    assert read_scale(label, COUNTS) == scale


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
    assert difference.for_student() == "INT8 of x: missing"
