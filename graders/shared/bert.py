"""The parameters of a BERT, counted matrix by matrix from its configuration.

Follows Devlin et al. (2018), section 3, and its published code: every projection has a bias, every layer
norm a scale and a shift, and the pooler is one more projection.
"""

from collections.abc import Mapping
from typing import Any


def bert_blocks(config: Mapping[str, Any]) -> dict[str, int]:
    """Return the parameters of each kind of block over all layers."""
    hidden, layers = config["hidden_size"], config["num_hidden_layers"]
    return {
        "embeddings": _embeddings(config),
        "attention": layers * 4 * _projection(hidden, hidden),
        "feed-forward": layers * _feed_forward(config),
        "layer norms": layers * 2 * _norm(hidden),
        "pooler": _projection(hidden, hidden),
    }


def bert_parts(config: Mapping[str, Any]) -> dict[str, int]:
    """Return the parameters of embeddings, each layer and the pooler, by the prefix of their names."""
    hidden = config["hidden_size"]
    layer = 4 * _projection(hidden, hidden) + _feed_forward(config) + 2 * _norm(hidden)
    layers = {f"encoder.layer.{index}.": layer for index in range(config["num_hidden_layers"])}
    return {"embeddings.": _embeddings(config), **layers, "pooler.": _projection(hidden, hidden)}


def _embeddings(config: Mapping[str, Any]) -> int:
    rows = config["vocab_size"] + config["max_position_embeddings"] + config["type_vocab_size"]
    count: int = rows * config["hidden_size"] + _norm(config["hidden_size"])
    return count


def _feed_forward(config: Mapping[str, Any]) -> int:
    hidden, inner = config["hidden_size"], config["intermediate_size"]
    return _projection(hidden, inner) + _projection(inner, hidden)


def _projection(inputs: int, outputs: int) -> int:
    return inputs * outputs + outputs


def _norm(width: int) -> int:
    return 2 * width
