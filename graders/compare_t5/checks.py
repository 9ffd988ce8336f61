"""Challenge 1a: a table that compares T5 models."""

import json
from collections.abc import Mapping, Sequence

import numpy as np

from graders.models import sparse
from graders.models.catalogue import catalogue
from graders.models.shapes import t5_shapes
from graders.models.tokens import words
from graders.shared.t5 import T5Size, t5_size
from nbverdict import Answers, Case, Folder, Tolerance, Wrong, check
from nbverdict.compare.difference import Difference, Differences
from nbverdict.compare.numbers import EXACT, HALF_A_PERCENT
from nbverdict.compare.tables import BYTES, COUNTS, Column, KeyedTable, held_keys, match_columns, read_keyed
from nbverdict.evidence.arguments import File
from nbverdict.evidence.cases import lie_apart

CASES = 3  # raise it to draw other hidden cases
GATED = "gated-gelu"  # as T5 1.1 has it: three matrices in a feed-forward block
HOME = "models"  # what the collector writes for the folder that holds the models of a case
SHOWN = ("t5-small", "t5-base", "t5-large")
MODEL = Column(
    "Model",
    "Model",
    (r"\bmodel\b", r"\bname", r"variant", r"checkpoint"),
    without=(r"\bd model", "size", "param"),
)
COLUMNS = (
    Column("FP32", "FP32 (MB)", (r"\b(fp|float) ?32", r"\b32 ?bit"), units=BYTES, unlabelled=(1e6,)),
    Column("FP16", "FP16 (MB)", (r"\b(fp|float|bf) ?16", r"\b16 ?bit"), units=BYTES, unlabelled=(1e6,)),
    Column("INT8", "INT8 (MB)", (r"\bint ?8", r"\b8 ?bit"), units=BYTES, unlabelled=(1e6,)),
    Column("Parameters", "Parameters (M)", (r"\bn? ?param",), units=COUNTS, unlabelled=(1e6, 1.0)),
    Column("Attention heads", "Attention heads", (r"\bn? ?heads?\b",)),
    Column("Encoder layers", "Encoder layers", (r"\bn? ?enc", r"^(n|num) layers$")),
    Column("Decoder layers", "Decoder layers", (r"\bn? ?dec",)),
    Column("Hidden size", "Hidden size", (r"hidden", r"\bd model", r"\bdim", r"\bwidth")),
)
Sizes = Mapping[str, T5Size]


def shown_cases() -> list[Case]:
    """Return the three sizes that the notebook names."""
    configs = {name: catalogue()[name].config for name in SHOWN}
    return [Case("shown", "compare_t5", (list(SHOWN),), known=configs)]


def hidden_cases(rng: np.random.Generator) -> list[Case]:
    """Return two lists of folders with T5 models that exist nowhere else."""
    return [_folders(rng, f"hidden {index + 1}", count) for index, count in enumerate((3, 2))]


def reference(case: Case, _device: str) -> Sizes:
    """Return the true size of each model of a case."""
    return {name: t5_size(config) for name, config in case.known.items()}


@check()
def test_has_a_table(evidence: Answers, reference: Sizes) -> None:
    """`compare_t5` returns a table with the rows that were asked for"""
    table = _read(evidence, reference)
    if not table.rows:
        raise Wrong("no row of the table belongs to a name that was asked for")


@check(points=1, form=True, requires="has_a_table")
def test_has_one_row_per_name(evidence: Answers, reference: Sizes) -> None:
    """The table has one row for each name, and `Model` holds the name as it was given"""
    table = evidence.table
    held = held_keys(table, match_columns(table.columns, [MODEL]).get("Model"))
    if len(held) != len(reference) or table.length != len(reference):
        sentence = f"the table has {table.length} rows for {len(reference)} names"
        raise Wrong(sentence, mistake="another_number_of_rows")
    if sorted(map(str, held)) != sorted(reference):
        raise Wrong(
            "`Model` does not hold the names as they were given",
            anywhere="`Model` must hold each name unchanged",
            mistake="names_changed",
        )


@check(gate=True, requires="has_a_table")
def test_one_row_is_right(evidence: Answers, reference: Sizes) -> None:
    """At least one row is right from end to end on models that you have not seen"""
    table = _read(evidence, reference)
    if not any(_row_is_right(table, name, size) for name, size in reference.items()):
        raise Wrong("no row is right in every column")


@check(points=2, requires="has_a_table")
def test_counts_the_parameters(evidence: Answers, reference: Sizes) -> None:
    """`Parameters (M)` counts the whole model, a shared weight once"""
    _expect(evidence, reference, {"Parameters": HALF_A_PERCENT})


@check(points=2, requires="has_a_table")
def test_sizes_follow_from_the_precision(evidence: Answers, reference: Sizes) -> None:
    """`FP32 (MB)`, `FP16 (MB)` and `INT8 (MB)` take 4, 2 and 1 bytes a parameter; 1 MB is 10^6 bytes"""
    _expect(evidence, reference, dict.fromkeys(("FP32", "FP16", "INT8"), HALF_A_PERCENT))


@check(points=2, requires="has_a_table")
def test_describes_the_shape(evidence: Answers, reference: Sizes) -> None:
    """Encoder layers, decoder layers, hidden size and attention heads are the model's own"""
    _expect(
        evidence,
        reference,
        dict.fromkeys(("Encoder layers", "Decoder layers", "Hidden size", "Attention heads"), EXACT),
    )


def _expect(evidence: Answers, reference: Sizes, columns: Mapping[str, Tolerance]) -> None:
    table = _read(evidence, reference)
    found = [
        table.difference(name, column, _expected(size, column), tol=tol)
        for column, tol in columns.items()
        for name, size in reference.items()
    ]
    Differences(tuple(difference for difference in found if difference)).raise_if_any()


def _row_is_right(table: KeyedTable, name: str, size: T5Size) -> bool:
    cells: list[Difference | None] = [
        table.difference(name, column, _expected(size, column), tol=HALF_A_PERCENT)
        for column in table.columns
    ]
    return not any(cells)


def _expected(size: T5Size, column: str) -> float:
    """Return what a column holds, in parameters, bytes or plain numbers."""
    if column in ("FP32", "FP16", "INT8"):
        return size.bytes_at(column)
    return float(getattr(size, column.lower().replace(" ", "_")))


def _read(evidence: Answers, reference: Sizes) -> KeyedTable:
    return read_keyed(evidence.table, COLUMNS, key=MODEL, keys=list(reference))


def _folders(rng: np.random.Generator, name: str, count: int) -> Case:
    labels = [f"t5-{word}" for word in rng.choice(words(), size=count, replace=False)]
    configs = _configs(rng, labels)
    dtypes = [
        "F16",
        *["F32"] * (count - 1),
    ]  # half precision on disk: the sizes asked for do not depend on it
    folders = [
        _folder(label, config, dtype) for (label, config), dtype in zip(configs.items(), dtypes, strict=True)
    ]
    known = {f"{HOME}/{label}": config for label, config in configs.items()}
    return Case(name, "compare_t5", (folders,), known=known)


def _configs(rng: np.random.Generator, labels: Sequence[str]) -> dict[str, dict[str, object]]:
    """Draw a model for each name, the last one gated, until their sizes lie apart."""
    while True:
        configs = {label: _config(rng) for label in labels}
        configs[labels[-1]]["feed_forward_proj"] = GATED
        if lie_apart([t5_size(config).parameters for config in configs.values()]):
            return configs


def _folder(label: str, config: dict[str, object], dtype: str) -> Folder:
    header, size = sparse.header(t5_shapes(config), dtype)
    weights = File(header, len(header) + size)
    return Folder(label, {"config.json": File(json.dumps(config).encode()), "model.safetensors": weights})


def _config(rng: np.random.Generator) -> dict[str, object]:
    """Draw a T5 whose inner width differs from its hidden size and whose stacks differ in depth.

    The hidden size is a multiple of the heads, so that who takes attention for as wide loses no remainder.
    """
    heads, d_kv = int(rng.integers(3, 13)), int(rng.choice([24, 40, 48, 56, 72, 80]))
    widths = [size for size in range(320, 769, 32) if size % heads == 0 and size != heads * d_kv]
    d_model = int(rng.choice(widths))
    encoder, decoder = (int(depth) for depth in rng.choice(np.arange(2, 10), size=2, replace=False))
    drawn = {
        "d_model": d_model,
        "d_kv": d_kv,
        "num_heads": heads,
        "num_layers": encoder,
        "num_decoder_layers": decoder,
        "d_ff": int(rng.integers(10, 40)) * 64,
        "vocab_size": int(rng.integers(36_000, 60_000)),
    }
    return {**catalogue()["t5-small"].config, **drawn}
