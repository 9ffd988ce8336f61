"""Attention maps of a BERT, computed by hand from its weights in float64.

Follows Devlin et al. (2019) and Vaswani et al. (2017), sections 3.2 and 3.3: nothing of transformers' own
forward pass is used, so a mistake there, or in the released solution, would show.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import torch


@dataclass(frozen=True)
class Attention:
    """Scores and weights of every head, each of shape (layers, heads, queries, keys)."""

    scores: np.ndarray  # before softmax, scaled
    weights: np.ndarray


@dataclass(frozen=True)
class Grid:
    """What a grid of heatmaps must show: tokens, layers, and the mean attention of every layer, from 1 on."""

    sentence: str
    ids: tuple[int, ...]
    tokens: tuple[str, ...]
    layers: tuple[int, ...]  # those asked for, counted from 1
    heads: Attention
    maps: np.ndarray  # (layers, queries, keys), of every layer
    titles: tuple[int, ...]  # the number in the title of each panel
    rows: str = "queries"  # what they are
    again: "Grid | None" = None  # of a second call

    def mean_attention(self, layer: int) -> np.ndarray:
        """Return the map of one layer, counted from 1."""
        shown: np.ndarray = self.maps[layer - 1]
        return shown


def attention(
    weights: Mapping[str, "torch.Tensor"],
    config: Mapping[str, Any],
    ids: Sequence[int],
    device: str,
) -> Attention:
    """Return what each head of each layer looks at.

    `weights` are named as in `BertModel`'s checkpoint, without a prefix.
    """
    stream = _embed(weights, config, ids, device)
    layers = []
    for layer in range(config["num_hidden_layers"]):
        block = _Block(weights, f"encoder.layer.{layer}", config, device)
        scores = block.scores(stream)
        looked = _softmax(scores)
        layers.append((scores.cpu().numpy(), looked.cpu().numpy()))
        stream = block.forward(stream, looked)
    return Attention(*(np.stack(maps) for maps in zip(*layers, strict=True)))


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


def _softmax(scores: "torch.Tensor") -> "torch.Tensor":
    """Return the softmax over keys."""
    scores = (scores - scores.max(dim=-1, keepdim=True).values).exp()
    return scores / scores.sum(dim=-1, keepdim=True)


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

    def scores(self, stream: "torch.Tensor") -> "torch.Tensor":
        """Return Q K^T / sqrt(d) of each head, shape (heads, queries, keys)."""
        import torch

        query, key = (self.linear(stream, f"attention.self.{name}") for name in ("query", "key"))
        maps = []
        for head in range(self.heads):
            own = slice(head * self.size, (head + 1) * self.size)
            maps.append(query[:, own] @ key[:, own].T / math.sqrt(self.size))
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
