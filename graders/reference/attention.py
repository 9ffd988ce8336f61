"""Attention maps of a BERT, computed by hand from its weights in float64.

Follows Devlin et al. (2019) and Vaswani et al. (2017), sections 3.2 and 3.3: nothing of transformers' own
forward pass is used, so a mistake there, or in the released solution, would show.
"""

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import torch


def mean_attention(
    weights: Mapping[str, "torch.Tensor"],
    config: Mapping[str, Any],
    ids: Sequence[int],
    device: str,
) -> np.ndarray:
    """Return attention averaged over heads, of shape (layers, queries, keys).

    `weights` are named as in `BertModel`'s checkpoint, without a prefix.
    """
    stream = _embed(weights, config, ids, device)
    maps = []
    for layer in range(config["num_hidden_layers"]):
        block = _Block(weights, f"encoder.layer.{layer}", config, device)
        attention = block.attention(stream)
        maps.append(attention.mean(dim=0).cpu().numpy())
        stream = block.forward(stream, attention)
    return np.stack(maps)


def _embed(
    weights: Mapping[str, "torch.Tensor"],
    config: Mapping[str, Any],
    ids: Sequence[int],
    device: str,
) -> "torch.Tensor":
    """Return the sum of word, position and segment embeddings, normalised; shape (tokens, hidden)."""
    import torch

    words = weights["embeddings.word_embeddings.weight"][torch.tensor(list(ids))]
    positions = weights["embeddings.position_embeddings.weight"][: len(ids)]
    segment = weights["embeddings.token_type_embeddings.weight"][0]
    summed = (words.double() + positions.double() + segment.double()).to(device)
    return _normalise(summed, weights, "embeddings.LayerNorm", config, device)


def _normalise(
    rows: "torch.Tensor",
    weights: Mapping[str, "torch.Tensor"],
    name: str,
    config: Mapping[str, Any],
    device: str,
) -> "torch.Tensor":
    """Return layer normalisation of each row."""
    centered = rows - rows.mean(dim=-1, keepdim=True)
    spread = (centered.square().mean(dim=-1, keepdim=True) + config["layer_norm_eps"]).sqrt()
    scale, shift = (weights[f"{name}.{part}"].double().to(device) for part in ("weight", "bias"))
    return centered / spread * scale + shift


class _Block:
    """One encoder layer."""

    def __init__(
        self,
        weights: Mapping[str, "torch.Tensor"],
        prefix: str,
        config: Mapping[str, Any],
        device: str,
    ) -> None:
        self.weights, self.prefix, self.config, self.device = weights, prefix, config, device
        self.heads = config["num_attention_heads"]
        self.size = config["hidden_size"] // self.heads

    def linear(self, rows: "torch.Tensor", name: str) -> "torch.Tensor":
        matrix, bias = (
            self.weights[f"{self.prefix}.{name}.{part}"].double().to(self.device)
            for part in ("weight", "bias")
        )
        return rows @ matrix.T + bias

    def attention(self, stream: "torch.Tensor") -> "torch.Tensor":
        """Return softmax(Q K^T / sqrt(d)) of each head, shape (heads, queries, keys)."""
        import torch

        query, key = (self.linear(stream, f"attention.self.{name}") for name in ("query", "key"))
        maps = []
        for head in range(self.heads):
            own = slice(head * self.size, (head + 1) * self.size)
            scores = query[:, own] @ key[:, own].T / math.sqrt(self.size)
            scores = (scores - scores.max(dim=-1, keepdim=True).values).exp()
            maps.append(scores / scores.sum(dim=-1, keepdim=True))
        return torch.stack(maps)

    def forward(self, stream: "torch.Tensor", attention: "torch.Tensor") -> "torch.Tensor":
        """Return what the next layer reads."""
        import torch

        value = self.linear(stream, "attention.self.value")
        mixed = [attention[h] @ value[:, h * self.size : (h + 1) * self.size] for h in range(self.heads)]
        attended = self.linear(torch.cat(mixed, dim=-1), "attention.output.dense")
        stream = self.normalise(stream + attended, "attention.output.LayerNorm")
        inner = self.linear(stream, "intermediate.dense")
        inner = inner * 0.5 * (1 + torch.erf(inner / math.sqrt(2)))  # GELU, Hendrycks and Gimpel (2016)
        return self.normalise(stream + self.linear(inner, "output.dense"), "output.LayerNorm")

    def normalise(self, rows: "torch.Tensor", name: str) -> "torch.Tensor":
        return _normalise(rows, self.weights, f"{self.prefix}.{name}", self.config, self.device)
