"""Weights of BERT models: read from the cache, or drawn for one case."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from graders.models.cache import PROJECT_CACHE
from graders.models.shapes import bert_shapes
from graders.models.standins import snapshot
from nbverdict.errors import OperatorError

if TYPE_CHECKING:
    import torch

OLD_NAMES = {"LayerNorm.gamma": "LayerNorm.weight", "LayerNorm.beta": "LayerNorm.bias"}  # Google's, of 2018
SHARP = 0.2  # standard deviation of query and key weights: ten times BERT's own, so that maps differ


def read_bert(name: str, cache: Path = PROJECT_CACHE) -> dict[str, "torch.Tensor"]:
    """Return the tensors of a BERT in the project's cache, named without a prefix.

    The published checkpoint keeps the names of 2018 for its layer norms; `from_pretrained` renames them too.

    Raises:
        OperatorError: the model is not there.
    """
    from safetensors import safe_open

    with safe_open(_cached(name, cache) / "model.safetensors", framework="pt") as file:
        return {_today(key): file.get_tensor(key) for key in file.keys()}  # noqa: SIM118 - not a dict


def read_tokens(name: str, cache: Path = PROJECT_CACHE) -> tuple[str, ...]:
    """Return the tokens of a model in the project's cache, in the order of their ids.

    Raises:
        OperatorError: the model is not there.
    """
    from tokenizers import Tokenizer

    vocab: dict[str, int] = Tokenizer.from_file(str(_cached(name, cache) / "tokenizer.json")).get_vocab()
    return tuple(sorted(vocab, key=vocab.__getitem__))


def _cached(name: str, cache: Path) -> Path:
    folder = snapshot(name, cache)
    if folder is None:
        raise OperatorError(
            f"the model `{name}` is not in the project's cache", hint="run `python -m graders.models prepare`"
        )
    return folder


def _today(key: str) -> str:
    """Return what `BertModel` calls a tensor now."""
    for old, new in OLD_NAMES.items():
        key = key.replace(old, new)
    return key.removeprefix("bert.")


def draw_bert(rng: np.random.Generator, *, vocabulary_size: int) -> tuple[dict[str, Any], bytes]:
    """Draw a small BERT: its configuration, and its weights as a safetensors file."""
    config = draw_bert_config(rng, vocabulary_size=vocabulary_size)
    return config, draw_weights(rng, config)


def draw_weights(rng: np.random.Generator, config: dict[str, Any]) -> bytes:
    """Draw the weights of a BERT of this configuration as a safetensors file."""
    import safetensors.numpy

    file: bytes = safetensors.numpy.save(
        {name: _draw(rng, name, shape) for name, shape in bert_shapes(config).items()}
    )
    return file


def draw_bert_config(rng: np.random.Generator, *, vocabulary_size: int) -> dict[str, Any]:
    """Draw the configuration of a small BERT.

    Layers, heads and head size all vary; dropout is high, so that a model left in training mode shows.
    """
    heads, size = int(rng.choice([2, 3, 5, 6, 7])), int(rng.choice([10, 12, 14]))
    return {
        "model_type": "bert",
        "vocab_size": vocabulary_size,
        "hidden_size": heads * size,
        "num_hidden_layers": int(rng.integers(5, 11)),
        "num_attention_heads": heads,
        "intermediate_size": 2 * heads * size,
        "hidden_act": "gelu",
        "max_position_embeddings": 64,
        "type_vocab_size": 2,
        "layer_norm_eps": 1e-12,
        "pad_token_id": 0,
        "attention_probs_dropout_prob": 0.3,
        "hidden_dropout_prob": 0.3,
    }


def _draw(rng: np.random.Generator, name: str, shape: tuple[int, ...]) -> np.ndarray:
    if "LayerNorm.weight" in name:
        return np.ones(shape, np.float32)
    sharp = "self.query.weight" in name or "self.key.weight" in name
    return (rng.standard_normal(shape) * (SHARP if sharp else 0.02)).astype(np.float32)
