"""Both notebooks run where a model hub is in reach: there they show what the hub serves."""

import json
import subprocess
from pathlib import Path
from typing import Any

import nbformat
import numpy as np
import pytest
import safetensors.numpy
from nbclient import NotebookClient

from graders.models.cache import CHOSEN_BY_USER, PROJECT
from graders.models.catalogue import catalogue
from graders.models.tokens import build_tokenizer, vocabulary
from graders.models.weights import draw_bert_config, draw_weights
from tests.hub import Hub

RELEASE = PROJECT / "release" / "model_architecture"
SIZES = ("t5-small", "t5-base", "t5-large")


@pytest.fixture
def published(tmp_path: Path) -> dict[str, Path]:
    """What the hub serves: a BERT of 12 layers under its published name, and configurations of T5."""
    folders = {name: tmp_path / "hub" / name for name in ("bert-base-uncased", *SIZES)}
    for name, folder in folders.items():
        folder.mkdir(parents=True)
        (folder / "config.json").write_text(json.dumps(catalogue()[name].config), "utf-8")
    rng, bert = np.random.default_rng(5), folders["bert-base-uncased"]
    words = vocabulary() | {"mat": len(vocabulary())}  # a word that the lesson looks for, as BERT knows it
    config = draw_bert_config(rng, vocabulary_size=len(words)) | {"num_hidden_layers": 12}
    (bert / "config.json").write_text(json.dumps(config), "utf-8")
    tensors = safetensors.numpy.load(draw_weights(rng, config))
    safetensors.numpy.save_file(tensors, bert / "model.safetensors", metadata={"format": "pt"})
    build_tokenizer(words).save_pretrained(bert)
    return folders


@pytest.mark.parametrize("name", ["challenges", "lesson"])
def test_a_notebook_shows_what_the_hub_serves(
    name: str,
    published: dict[str, Path],
    solutions: dict[str, str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Solved, it runs from top to bottom, and no stand-in and no substitute is named."""
    notebook = nbformat.read(RELEASE / f"{name}.ipynb", as_version=4)
    for cell in notebook.cells:
        cell.source = solutions.get(cell.metadata.get("nbgrader", {}).get("grade_id"), cell.source)
    with Hub(published) as hub:
        environment = hub.environment(tmp_path / "home")
        for variable in ("HF_HUB_OFFLINE", *CHOSEN_BY_USER):
            monkeypatch.delenv(variable, raising=False)
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        NotebookClient(notebook, resources={"metadata": {"path": str(RELEASE)}}).execute(
            env=environment, **quiet
        )

    said = "".join(output.text for cell in notebook.cells for output in streams(cell))
    assert "bert-base-uncased: 12 layers" in said
    assert name == "lesson" or "Stand-ins: none, T5 comes from the hub" in said
    assert hub.transfers("model.safetensors") == [0]


def streams(cell: Any) -> list[Any]:
    """Return what a cell printed."""
    return [output for output in cell.get("outputs", []) if output.output_type == "stream"]
