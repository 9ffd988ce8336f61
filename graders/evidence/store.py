"""Keeps the evidence of each submission, by content: what was asked, by hash, and what came back."""

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import safetensors.numpy

from graders.evidence.answers import Answers


@dataclass(frozen=True)
class Key:
    """What decides evidence: the challenge, its case version and the submission."""

    challenge: str
    version: int
    submission: str

    def path(self, store: Path) -> Path:
        """Return where this evidence lies, without a suffix."""
        return store / self.challenge / f"{self.submission[:32]}.{self.version}"


def keep(store: Path, key: Key, evidence: Sequence[Answers]) -> None:
    """Write evidence to the store, whole or not at all."""
    path = key.path(store)
    path.parent.mkdir(parents=True, exist_ok=True)
    arrays: dict[str, np.ndarray] = {}
    told = [
        {"case": one.case.name, "calls": [_plain(call.model_dump(), arrays) for call in one.calls]}
        for one in evidence
    ]
    _replace(path.with_suffix(path.suffix + ".json"), json.dumps(told, indent=1).encode())
    if arrays:
        _replace(path.with_suffix(path.suffix + ".safetensors"), safetensors.numpy.save(arrays))


def _plain(value: object, arrays: dict[str, np.ndarray]) -> object:
    """Return JSON in which each array is the number under which it is kept."""
    if isinstance(value, np.ndarray):
        arrays[str(len(arrays))] = np.ascontiguousarray(value)
        return {"array": len(arrays) - 1}
    if isinstance(value, dict):
        return {name: _plain(item, arrays) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item, arrays) for item in value]
    return value


def _replace(path: Path, data: bytes) -> None:
    waiting = path.with_name(path.name + ".part")
    with waiting.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    waiting.replace(path)
