"""The memory of parameters, against the table of the transformers documentation."""

import pytest

from graders.estimate_memory.reference import memory_megabytes


@pytest.mark.parametrize(
    ("precision", "training", "total"),
    [("fp32", False, 4), ("fp16", False, 2), ("int8", False, 1), ("fp32", True, 16), ("fp16", True, 18)],
)
def test_a_million_parameters_take_as_many_megabytes_as_each_takes_bytes(
    precision: str,
    training: bool,  # noqa: FBT001 - a column of the table
    total: int,
) -> None:
    """The documentation counts 16 bytes for each parameter in fp32 training, 18 in mixed precision."""
    parts = memory_megabytes(1_000_000, precision, training=training)

    assert parts["total"] == parts["weights"] + parts["gradients"] + parts["optimizer"] == total
