"""Weights that cost no disk: a true safetensors header, and a hole where the data would be.

A hole reads as zeros and is mapped lazily, so `from_pretrained` gives a model of the right size at no cost.
"""

import json
import struct
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import torch

BYTES = {"F32": 4, "F16": 2}


def shapes(config: dict[str, Any]) -> dict[str, tuple[int, ...]]:
    """Return the shape of every tensor that a checkpoint of this configuration stores, tied ones once."""
    import torch
    import transformers

    made = transformers.AutoConfig.for_model(**config)
    architecture = getattr(transformers, config["architectures"][0])
    with torch.device("meta"):
        model = architecture(made)
    seen: dict[int, str] = {}
    for name, tensor in model.state_dict(keep_vars=True).items():
        seen.setdefault(id(tensor), name)
    kept = set(seen.values())
    return {name: tuple(tensor.shape) for name, tensor in model.state_dict().items() if name in kept}


def header(tensors: dict[str, tuple[int, ...]], dtype: str = "F32") -> tuple[bytes, int]:
    """Return a safetensors header and the size in bytes of the data that would follow it.

    The format is described in the README of huggingface/safetensors: eight bytes of length, JSON, data.
    """
    entries: dict[str, Any] = {"__metadata__": {"format": "pt"}}
    offset = 0
    for name, shape in tensors.items():
        size = BYTES[dtype]
        for extent in shape:
            size *= extent
        entries[name] = {"dtype": dtype, "shape": list(shape), "data_offsets": [offset, offset + size]}
        offset += size
    text = json.dumps(entries).encode()
    text += b" " * (-len(text) % 8)
    return struct.pack("<Q", len(text)) + text, offset


def write(path: Path, tensors: dict[str, tuple[int, ...]], dtype: str = "F32") -> None:
    """Write a safetensors file of these shapes whose data is a hole."""
    head, size = header(tensors, dtype)
    with path.open("wb") as file:
        file.write(head)
        file.truncate(len(head) + size)


def fill(path: Path, tensors: "dict[str, torch.Tensor]") -> None:
    """Write tensors into the holes of an existing file, each from the start of its place."""
    with path.open("r+b") as file:
        length = struct.unpack("<Q", file.read(8))[0]
        entries = json.loads(file.read(length))
        for name, tensor in tensors.items():
            file.seek(8 + length + entries[name]["data_offsets"][0])
            file.write(tensor.contiguous().numpy().tobytes())
