"""The evidence store: plain data, by content."""

import json
from pathlib import Path

import safetensors.numpy

from graders.evidence.answers import Answers
from graders.evidence.cases import Case
from graders.evidence.load import decode
from graders.evidence.store import Key, keep
from tests.evidence.test_load import ARRAYS, figure


def test_evidence_is_kept_as_json_and_arrays(tmp_path: Path) -> None:
    """The same evidence is the same bytes, and no half-written file stays."""
    evidence = [Answers(Case("shown", "f", ()), decode(figure(), ARRAYS).calls)]
    key = Key("attention_grid", 1, "ab" * 32)
    keep(tmp_path, key, evidence)
    files = sorted(path for path in tmp_path.rglob("*") if path.is_file())
    first = [path.read_bytes() for path in files]
    keep(tmp_path, key, evidence)

    assert [path.suffix for path in files] == [".json", ".safetensors"]
    assert [path.read_bytes() for path in files] == first
    told = json.loads(files[0].read_text())
    assert told[0]["calls"][0]["figure"]["panels"][0]["heatmaps"][0]["values"] == {"array": 0}
    assert safetensors.numpy.load_file(files[1])["0"].tolist() == [[1.0]]
