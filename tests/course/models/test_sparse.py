"""Weights that cost no disk."""

from pathlib import Path

import pytest
import safetensors.torch
import torch

from graders.models import sparse
from graders.models.catalogue import catalogue


@pytest.mark.parametrize(("dtype", "expected"), [("F32", torch.float32), ("F16", torch.float16)])
def test_a_hole_reads_as_zeros(dtype: str, expected: torch.dtype, tmp_path: Path) -> None:
    """The file is valid safetensors, and takes next to nothing on disk."""
    path = tmp_path / "model.safetensors"
    sparse.write(path, {"a": (1000, 1000), "b": (3,)}, dtype)
    tensors = safetensors.torch.load_file(path)

    assert {name: (tuple(t.shape), t.dtype) for name, t in tensors.items()} == {
        "a": ((1000, 1000), expected),
        "b": ((3,), expected),
    }
    assert not tensors["a"].any()
    assert path.stat().st_blocks * 512 < 100_000


def test_tensors_are_written_into_their_places(tmp_path: Path) -> None:
    """Filling one hole leaves the others."""
    path = tmp_path / "model.safetensors"
    sparse.write(path, {"a": (2,), "b": (2,)})
    sparse.fill(path, {"b": torch.tensor([1.0, 2.0])})

    assert {name: t.tolist() for name, t in safetensors.torch.load_file(path).items()} == {
        "a": [0, 0],
        "b": [1, 2],
    }


def test_tied_tensors_are_stored_once() -> None:
    """As published files do: copies would fill the memory of who loads the model."""
    stored = sparse.shapes(catalogue()["t5-small"].config)

    assert "shared.weight" in stored
    assert not [name for name in stored if "lm_head" in name or "embed_tokens" in name]
