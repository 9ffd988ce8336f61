"""A cache of notebook runs, keyed by content: the outputs of cells, and the evidence.

Each run has a folder named by its key, which is written elsewhere and moved into place atomically.
"""

import hashlib
import json
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import safetensors.numpy

from nbverdict.evidence.answers import Answers
from nbverdict.evidence.cases import SHOWN, Case
from nbverdict.evidence.decode import Call
from nbverdict.evidence.lent import fetch, place_of

RUNS, CELLS = "runs", "cells.json"
STEM = 12  # characters of a digest, in the name of a file
FREE_TEXT = "detail"  # text of an exception, for staff; it may contain a memory address


@dataclass(frozen=True)
class ChallengeVersion:
    """A challenge and the version of its cases."""

    challenge: str
    version: int
    cases: str = ""  # a digest of what its author's functions draw: edited cases are other cases

    @property
    def stem(self) -> str:
        """Return the base name of its evidence's files."""
        return ".".join(filter(None, (self.challenge, str(self.version), self.cases[:STEM])))


@dataclass(frozen=True)
class Run:
    """One cached run of a notebook."""

    folder: Path

    def holds(self, asked: ChallengeVersion) -> bool:
        """Say whether the run has evidence of these cases."""
        return self._file(asked).is_file()

    def cells(self) -> Any:
        """Return the stored data of its cells."""
        return json.loads((self.folder / CELLS).read_text("utf-8"))

    def digest(self, asked: ChallengeVersion) -> str:
        """Return a digest of the values of its evidence."""
        return str(self._told(asked)["digest"])

    def answers(self, asked: ChallengeVersion, cases: Sequence[Case]) -> list[Answers] | None:
        """Return its answers to these cases; None if other cases were asked."""
        entries = self._told(asked)["answers"]
        if [one["asked"] for one in entries] != [asked_hash(case) for case in cases]:
            return None
        tensors = self._tensors(asked)
        return [
            Answers(case, tuple(_call(call, tensors) for call in one["calls"]))
            for case, one in zip(cases, entries, strict=True)
        ]

    def example(self, asked: ChallengeVersion) -> Call | None:
        """Return the call of the shown example, or None if it was not collected."""
        entries = self._told(asked)["answers"] if self.holds(asked) else []
        calls = [call for one in entries if one["case"] == SHOWN for call in one["calls"]]
        return _call(calls[0], self._tensors(asked)) if calls else None

    def _tensors(self, asked: ChallengeVersion) -> dict[int, np.ndarray]:
        arrays = self._file(asked).with_suffix(".safetensors")
        return _numbered(safetensors.numpy.load_file(arrays)) if arrays.is_file() else {}

    def _told(self, asked: ChallengeVersion) -> Any:
        return json.loads(self._file(asked).read_text("utf-8"))

    def _file(self, asked: ChallengeVersion) -> Path:
        return self.folder / f"{asked.stem}.json"


class Runs:
    """The cached runs below a course's evidence."""

    def __init__(self, store: Path) -> None:
        """Name the folder; the first run creates it."""
        self.folder = place_of(store) / RUNS

    def find(self, key: str, asked: Sequence[ChallengeVersion]) -> Run | None:
        """Return the run with this key if it has evidence of all these challenges."""
        fetch(RUNS, key)
        run = self.run(key)
        whole = (run.folder / CELLS).is_file() and all(run.holds(one) for one in asked)
        return run if whole else None

    def run(self, key: str) -> Run:
        """Return the run with this key, complete or not."""
        return Run(self.folder / key[:2] / key)

    def keep(self, key: str, cells: Any, evidence: Mapping[ChallengeVersion, Sequence[Answers]]) -> Run:
        """Store a run atomically; it replaces an earlier one with the same key."""
        fetch(RUNS, key)
        place = self.folder / key[:2] / key
        place.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=place.parent, prefix=".half-") as scratch:
            new = Path(scratch) / "new"
            new.mkdir()
            (new / CELLS).write_text(json.dumps(cells), "utf-8")
            for asked, answers in evidence.items():
                _write(new, asked, answers)
            if place.exists():
                place.rename(Path(scratch) / "old")
            new.rename(place)
        return Run(place)


def asked_hash(case: Case) -> str:
    """Return a digest of a case's message and its model's weights."""
    return hashlib.sha256(json.dumps(case.packed(), sort_keys=True).encode() + case.weights).hexdigest()


def _write(folder: Path, asked: ChallengeVersion, evidence: Sequence[Answers]) -> None:
    arrays: dict[str, np.ndarray] = {}
    entries = [
        {
            "case": one.case.name,
            "asked": asked_hash(one.case),
            "calls": [_plain(call.model_dump(exclude_unset=True), arrays) for call in one.calls],
        }
        for one in evidence
    ]
    packed = safetensors.numpy.save(arrays) if arrays else b""
    digest = hashlib.sha256(json.dumps(_values(entries)).encode() + packed).hexdigest()
    text = json.dumps({"digest": digest, "answers": entries})
    (folder / f"{asked.stem}.json").write_text(text, "utf-8")
    if arrays:
        (folder / f"{asked.stem}.safetensors").write_bytes(packed)


def _values(told: Any) -> Any:
    """Return a reply without the texts that may differ although the values are the same."""
    if isinstance(told, dict):
        return {name: _values(value) for name, value in told.items() if name != FREE_TEXT}
    return [_values(value) for value in told] if isinstance(told, list) else told


def _plain(value: object, arrays: dict[str, np.ndarray]) -> object:
    """Return JSON with each array replaced by its number."""
    if isinstance(value, np.ndarray):
        arrays[str(len(arrays))] = np.ascontiguousarray(value)
        return len(arrays) - 1
    if isinstance(value, dict):
        return {name: _plain(item, arrays) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item, arrays) for item in value]
    return value


def _call(told: Any, tensors: dict[int, np.ndarray]) -> Call:
    return Call.model_validate_json(json.dumps(told), strict=True, context=tensors)


def _numbered(tensors: Mapping[str, np.ndarray]) -> dict[int, np.ndarray]:
    return {int(name): array for name, array in tensors.items()}
