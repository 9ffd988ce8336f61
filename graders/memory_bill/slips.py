"""The bill in closed form, with any of the slips that learners make on the way; norms and biases left out."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from graders.memory_bill.reference import (
    INFERENCE,
    Answer,
    Asked,
    Config,
    head_size,
)
from nbverdict import Case

UNITS = {"MB": 1e6, "MiB": 2**20, "GB": 1e9, "kB": 1e3, "bytes": 1}
DEVICE = {"GB": 1e9, "GiB": 2**30, "thousand MiB": 1000 * 2**20, "without what is fixed": 1e9}


@dataclass(frozen=True)
class Slip:
    """What is done otherwise; each field's default is right."""

    matrices: str = "by kind"  # of a feed-forward block, or `two`, or `three`
    kv_heads: str = ""  # where all heads are taken for key heads: `cache`, `weights` or `both`
    size: str = ""  # where h / heads is taken for the size of a head: `cache`, `weights` or `both`
    of: str = ""  # of which models: `one stack`, or of all
    inner: str = "named"  # or `four times h`, whatever the configuration says
    depth: str = "each its own"  # of two stacks, or `the encoder's`
    output: str = "by tie"
    experts: str = "all"
    active: str = "used"
    third: bool = True  # the decoder's cross-attention has weights
    embeddings: str = "all"
    cross: str = "read"
    own: str = "written"
    cached_layers: str = "all"
    pair: int = 2
    weight_bytes: int = 2
    cache_bytes: int = 2
    trained: tuple[int, int, int] = (6, 4, 8)
    training_cache: bool = False
    batch: str = "cache and activations"
    square: str = "by heads"
    layers_kept: str = "all"
    stack_tokens: str = "own"
    total: str = "held"
    unit: str = "MB"
    rounding: str = "down"
    memory: str = "GB"


@dataclass(frozen=True)
class Slipped(Answer):
    """An answer with its slip, for another slip on top of it."""

    slip: Slip = Slip()


@dataclass(frozen=True)
class Shape:
    """A configuration of any kind in one set of words."""

    hidden: int
    heads: int
    kv_heads: int
    size: int
    inner: int
    matrices: int
    encoder: int  # layers
    decoder: int
    vocabulary: int
    tied: bool
    positions: int = 0
    experts: int = 1
    used: int = 1


def slipped(case: Case, right: Answer, **changed: Any) -> Slipped:
    """Return what another way gives, on top of the slip that `right` may already have."""
    before = right.slip if isinstance(right, Slipped) else Slip()
    slip = replace(before, **changed)
    asked: Asked = case.known
    if not asked.memory:
        return Slipped(parts=_bill(asked, asked.batch, slip), slip=slip)
    return Slipped(batch=_largest(asked, slip), slip=slip)


def _largest(asked: Asked, slip: Slip) -> int:
    unit, memory = UNITS[slip.unit], asked.memory * DEVICE[slip.memory]
    fixed, first = (_bill(asked, batch, slip)["total"] * unit for batch in (0, 1))
    if slip.memory == "without what is fixed":
        fixed, first = 0.0, first - fixed
    each = first - fixed
    if each <= 0:
        return 0
    fits = (memory - fixed) / each
    batch = {"down": fits // 1, "up": -(-fits // 1), "nearest": round(fits), "one less": fits // 1 - 1}
    found = int(batch.get(slip.rounding, fits // 1))
    return found if slip.rounding == "below zero" else max(found, 0)


def _bill(asked: Asked, batch: int, slip: Slip) -> Mapping[str, float]:
    shape, trains = _shape(asked), asked.mode != INFERENCE
    if slip.depth == "the encoder's" and shape.encoder:
        shape = replace(shape, decoder=shape.encoder)
    held, used = _weights(shape, slip)
    weights, gradients, optimizer = slip.trained if trains else (slip.weight_bytes, 0, 0)
    cached, kept = _cached(shape, asked, slip), _activations(shape, asked, slip)
    parts = {
        "weights": float(weights * held),
        "active_weights": float(weights * used),
        "kv_cache": float(cached * (batch if "cache" in slip.batch else 1)),
        "gradients": float(gradients * held),
        "optimizer": float(optimizer * held),
        "activations": float(kept * (batch if "activations" in slip.batch else 1)) if trains else 0.0,
    }
    if trains and not slip.training_cache:
        parts["kv_cache"] = 0.0
    summed = {
        "held": ("weights", "kv_cache", "gradients", "optimizer", "activations"),
        "active too": tuple(parts),
        "active alone": ("active_weights", "kv_cache", "gradients", "optimizer", "activations"),
        "without activations": ("weights", "kv_cache", "gradients", "optimizer"),
        "without the cache": ("weights", "gradients", "optimizer", "activations"),
    }
    parts["total"] = sum(parts[part] for part in summed[slip.total])
    return {part: size / UNITS[slip.unit] for part, size in parts.items()}


def _weights(shape: Shape, slip: Slip) -> tuple[int, int]:
    """Return the parameters, and those that one token uses."""
    size = _size(shape, slip, "weights")
    kv_heads = shape.heads if slip.kv_heads in ("weights", "both") else shape.kv_heads
    attention = 2 * shape.hidden * size * (shape.heads + kv_heads)
    matrices = {"two": 2, "three": 3}.get(slip.matrices, shape.matrices)
    inner = 4 * shape.hidden if slip.inner == "four times h" and shape.positions else shape.inner
    expert = matrices * shape.hidden * inner
    layers = shape.encoder + shape.decoder
    crossed = shape.decoder if shape.encoder and slip.third else 0
    copies = {"by tie": 1 if shape.tied else 2, "once": 1, "twice": 2}[slip.output]
    ends = copies * shape.vocabulary * shape.hidden + shape.positions * shape.hidden
    if slip.embeddings == "no positions":
        ends -= shape.positions * shape.hidden
    ends = 0 if slip.embeddings == "none" else ends
    rest = ends + (layers + crossed) * attention
    every = {"all": shape.experts, "one": 1, "used": shape.used}[slip.experts]
    active = {"all": shape.experts, "one": 1}.get(slip.active, shape.used)
    alone = 0 if slip.active == "experts alone" else rest
    return rest + layers * every * expert, alone + layers * active * expert


def _size(shape: Shape, slip: Slip, where: str) -> int:
    is_meant = not shape.encoder or slip.of != "one stack"
    return shape.hidden // shape.heads if is_meant and slip.size in (where, "both") else shape.size


def _cached(shape: Shape, asked: Asked, slip: Slip) -> int:
    """Return the bytes of one text's keys and values."""
    read, written = asked.tokens
    size = _size(shape, slip, "cache")
    kv_heads = shape.heads if slip.kv_heads in ("cache", "both") else shape.kv_heads
    of_a_token = slip.pair * kv_heads * size * slip.cache_bytes
    own = read + written
    if shape.encoder:
        own = {"written": written, "read too": read + written, "read": read}[slip.own]
        crossed = {"read": read, "none": 0, "written": written, "both": read + written, "encoder's": 0}
        own += crossed[slip.cross]
    elif slip.own == "read":
        own = read
    elif slip.own == "written alone":
        own = written
    layers = {"all": shape.decoder, "one": 1, "both stacks": shape.encoder + shape.decoder}[
        slip.cached_layers
    ]
    of_encoder = shape.encoder * read if slip.cross == "encoder's" else 0
    return int((layers * own + of_encoder) * of_a_token)


def _activations(shape: Shape, asked: Asked, slip: Slip) -> int:
    """Return the bytes of one text's activations."""
    read, written = asked.tokens
    stacks = [(shape.encoder, read), (shape.decoder, written)]
    if slip.stack_tokens == "all" or not shape.encoder:
        stacks = [(layers, read + written) for layers, _ in stacks]
    heads = {"by heads": shape.heads, "by key heads": shape.kv_heads, "left out": 0}[slip.square]
    if slip.layers_kept == "one":
        stacks = [(min(layers, 1), tokens) for layers, tokens in stacks]
    return sum(layers * tokens * (34 * shape.hidden + 5 * heads * tokens) for layers, tokens in stacks)


@lru_cache(maxsize=64)  # many slips are tried on one call
def _shape(asked: Asked) -> Shape:
    return shape_of(asked.config)


def shape_of(config: Config) -> Shape:
    """Return a configuration in one set of words."""
    match config["model_type"]:
        case "quill":
            hidden, heads = config["n_embd"], config["n_head"]
            inner = config["n_inner"] or 4 * hidden
            named = (hidden, heads, heads, hidden // heads, inner, 2, 0, config["n_layer"])
            return Shape(*named, config["vocab_size"], True, positions=config["n_positions"])
        case "ferry":
            heads, matrices = config["num_heads"], 3 if config["feed_forward_proj"].startswith("gated") else 2
            block = (config["d_model"], heads, heads, config["d_kv"], config["d_ff"], matrices)
            layers, tied = (config["num_layers"], config["num_decoder_layers"]), config["tie_word_embeddings"]
            return Shape(*block, *layers, config["vocab_size"], tied)
    return Shape(
        config["hidden_size"],
        config["num_attention_heads"],
        config["num_key_value_heads"],
        head_size(config),
        config["intermediate_size"],
        3,
        0,
        config["num_hidden_layers"],
        config["vocab_size"],
        config["tie_word_embeddings"],
        experts=config.get("num_local_experts", 1),
        used=config.get("num_experts_per_tok", 1),
    )
