"""A BERT-base whose attention is known by construction: no training, and no two heads alike.

Attention output and feed-forward weights are zero, so what enters layer 1 enters every layer, and each
layer's query and key weights alone set its maps. Of the 12 heads of a layer, ten look a fixed distance back
or ahead, further in later layers; one looks at equal words, one at [SEP].
"""

import math
from typing import TYPE_CHECKING, Any

from graders.models.tokens import SPECIAL_IDS, pieces

if TYPE_CHECKING:
    import torch

SEED = 20_240
FREQUENCIES = 32
POSITION_DIMS = 2 * FREQUENCIES
WORD_HEAD, SEPARATOR_HEAD = 10, 11


def handbuilt_bert(config: dict[str, Any]) -> dict[str, "torch.Tensor"]:
    """Return the tensors of `BertModel` that are not zero, by checkpoint name.

    Only the rows of tokens that our tokenizer can produce are set in the word embeddings; the table comes
    back with just those rows (row i is token i).
    """
    import torch

    hidden, layers = config["hidden_size"], config["num_hidden_layers"]
    generator = torch.Generator().manual_seed(SEED)
    tensors = {
        "bert.embeddings.word_embeddings.weight": _words(hidden, generator),
        "bert.embeddings.position_embeddings.weight": _positions(config["max_position_embeddings"], hidden),
        "bert.embeddings.LayerNorm.weight": torch.ones(hidden),
    }
    separator = tensors["bert.embeddings.word_embeddings.weight"][SPECIAL_IDS["[SEP]"]]
    for layer in range(layers):
        prefix = f"bert.encoder.layer.{layer}"
        query, key, bias = _layer(layer, config, separator)
        tensors[f"{prefix}.attention.self.query.weight"] = query
        tensors[f"{prefix}.attention.self.query.bias"] = bias
        tensors[f"{prefix}.attention.self.key.weight"] = key
        tensors[f"{prefix}.attention.output.LayerNorm.weight"] = torch.ones(hidden)
        tensors[f"{prefix}.output.LayerNorm.weight"] = torch.ones(hidden)
    return tensors


def _words(hidden: int, generator: "torch.Generator") -> "torch.Tensor":
    """Return random signs in the word dimensions, balanced so that layer normalisation leaves them."""
    import torch

    rows, columns = max(SPECIAL_IDS.values()) + 1 + len(pieces()), hidden - POSITION_DIMS
    table = torch.zeros(rows, hidden)
    balanced = torch.tensor([1.0, -1.0]).repeat(columns // 2)
    for row in range(rows):
        table[row, POSITION_DIMS:] = balanced[torch.randperm(columns, generator=generator)]
    return table


def _positions(length: int, hidden: int) -> "torch.Tensor":
    """Return a cosine and a sine of each frequency: their products depend on distance alone."""
    import torch

    angles = torch.arange(length)[:, None] * _frequencies()[None, :]
    table = torch.zeros(length, hidden)
    table[:, :POSITION_DIMS:2], table[:, 1:POSITION_DIMS:2] = angles.cos(), angles.sin()
    return table


def _frequencies() -> "torch.Tensor":
    import torch

    return math.pi * (torch.arange(FREQUENCIES) + 0.5) / FREQUENCIES


def _layer(
    layer: int, config: dict[str, Any], separator: "torch.Tensor"
) -> tuple["torch.Tensor", "torch.Tensor", "torch.Tensor"]:
    """Return query weights, key weights and query bias of one layer, counted from 0."""
    import torch

    hidden, heads = config["hidden_size"], config["num_attention_heads"]
    size = hidden // heads
    query, key, bias = torch.zeros(hidden, hidden), torch.zeros(hidden, hidden), torch.zeros(hidden)
    for head in range(heads):
        rows = slice(head * size, (head + 1) * size)
        words = torch.eye(size, hidden - POSITION_DIMS)
        if head == WORD_HEAD:
            query[rows, POSITION_DIMS:] = key[rows, POSITION_DIMS:] = words * math.sqrt(0.15 + 0.035 * layer)
        elif head == SEPARATOR_HEAD:
            key[rows, POSITION_DIMS:] = words
            bias[rows] = separator[POSITION_DIMS : POSITION_DIMS + size] * (0.15 + 0.045 * layer)
        else:
            query[rows, :POSITION_DIMS], key[rows, :POSITION_DIMS] = _distance_head(layer, head)
    return query, key, bias


def _distance_head(layer: int, head: int) -> tuple["torch.Tensor", "torch.Tensor"]:
    """Return query and key weights of a head that looks `reach` tokens away: seven look back, three ahead."""
    import torch

    reach = (0.4 * layer + 0.55 * (head % 5) + 0.5) * (1 if head in (2, 5, 8) else -1)
    width = torch.exp(-((_frequencies() / (1.2 + 0.25 * (head % 4))) ** 2))
    gain = math.sqrt((34 + 3 * ((layer * 7 + head * 5) % 12)) / float((width**2).sum()))
    query, key = torch.zeros(POSITION_DIMS, POSITION_DIMS), torch.zeros(POSITION_DIMS, POSITION_DIMS)
    for index, (frequency, weight) in enumerate(zip(_frequencies(), width, strict=True)):
        turn = float(frequency) * reach
        at = slice(2 * index, 2 * index + 2)
        query[at, at] = (
            gain
            * weight
            * torch.tensor([[math.cos(turn), -math.sin(turn)], [math.sin(turn), math.cos(turn)]])
        )
        key[at, at] = gain * weight * torch.eye(2)
    return query, key
