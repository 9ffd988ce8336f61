"""A BERT small enough to be sent around, published as Google's: with the names of 2018 and a tokenizer."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import safetensors.numpy

from graders.models.catalogue import Model
from graders.models.tokens import build_tokenizer, pieces, vocabulary
from graders.models.weights import draw_bert

NAME = "small-bert"
VOCABULARY = 200 + len(pieces())


def small_model(**pins: Any) -> Model:
    """Return what a catalogue says of the small BERT."""
    config = {**_drawn()[0], "architectures": ["BertForMaskedLM"]}
    return Model(NAME, config, "drawn for a test", **{"revision": None, "pinned_by": None, **pins})


def publish(folder: Path, *, ballast: int = 0, **changes: Any) -> Path:
    """Write the small BERT as a hub would serve it; return the folder.

    `changes` go into its configuration, and so many bytes of `ballast` into its weights.
    """
    folder.mkdir(parents=True)
    (folder / "config.json").write_text(json.dumps({**small_model().config, **changes}, indent=1), "utf-8")
    build_tokenizer(vocabulary(VOCABULARY)).save_pretrained(folder)
    tensors = safetensors.numpy.load(_drawn()[1])
    old = {
        f"bert.{name}".replace("Norm.weight", "Norm.gamma").replace("Norm.bias", "Norm.beta"): tensor
        for name, tensor in tensors.items()
    }
    if ballast:
        old["ballast"] = np.zeros(ballast, np.uint8)
    safetensors.numpy.save_file(old, folder / "model.safetensors", metadata={"format": "pt"})
    return folder


def _drawn() -> tuple[dict[str, Any], bytes]:
    return draw_bert(np.random.default_rng(20), vocabulary_size=VOCABULARY)
