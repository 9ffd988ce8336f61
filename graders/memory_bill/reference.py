"""What a model takes in memory, matrix by matrix, from its configuration alone.

The four kinds are built as GPT-2 (Radford et al., 2019), Llama (Touvron et al., 2023), T5 (Raffel et al.,
2020) and Mixtral (Jiang et al., 2024). Training is counted as the transformers documentation does
(https://huggingface.co/docs/transformers/model_memory_anatomy), a layer's activations as Korthikanti et al.
(2022), equation 2.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

MEGABYTE, GIGABYTE = 10**6, 10**9
PARTS = ("weights", "active_weights", "kv_cache", "gradients", "optimizer", "activations", "total")
INFERENCE, TRAINING = "inference", "training"
HALF = 2  # bytes of a number in bfloat16
EACH = {INFERENCE: (2, 0, 0), TRAINING: (6, 4, 8)}  # bytes of weights, gradients and optimizer
Config = Mapping[str, Any]


@dataclass(frozen=True, eq=False)  # its configuration has no hash
class Asked:
    """One call: of `bill` with a batch, or of `largest_batch` with the memory of a device."""

    config: Config
    tokens: tuple[int, int]  # read, and written
    mode: str
    batch: int = 1
    memory: float = 0.0  # in GB; 0 asks for the bill


@dataclass(frozen=True)
class Answer:
    """The parts of a bill in MB, or the largest batch."""

    parts: Mapping[str, float] = field(default_factory=dict)
    batch: int = -1


def answer(asked: Asked) -> Answer:
    """Return what is right."""
    return Answer(batch=largest_batch(asked)) if asked.memory else Answer(bill(asked, asked.batch))


def bill(asked: Asked, batch: int) -> dict[str, float]:
    """Return each part in MB, and what is held together."""
    numbers = list(_numbers(asked.config))
    held, used = (sum(pair[at] for pair in numbers) for at in (0, 1))
    weights, gradients, optimizer = EACH[asked.mode]
    trains = asked.mode == TRAINING
    parts = {
        "weights": weights * held,
        "active_weights": weights * used,
        "kv_cache": 0 if trains else batch * HALF * _cached(asked.config, *asked.tokens),
        "gradients": gradients * held,
        "optimizer": optimizer * held,
        "activations": batch * _activations(asked.config, *asked.tokens) if trains else 0,
    }
    parts["total"] = sum(size for part, size in parts.items() if part != "active_weights")
    return {part: size / MEGABYTE for part, size in parts.items()}


def largest_batch(asked: Asked) -> int:
    """Return the largest batch whose bill fits into the memory; 0 if not even one text does."""
    batch = 0
    while bill(asked, batch + 1)["total"] * MEGABYTE <= asked.memory * GIGABYTE:
        batch += 1
    return batch


def _numbers(config: Config) -> Iterator[tuple[int, int]]:
    """Yield how many numbers each matrix, bias and norm holds, and how many of them a token uses."""
    counted = {"quill": _quill, "heron": _heron, "ferry": _ferry, "choir": _choir}[config["model_type"]]
    for one in counted(config):
        yield one if isinstance(one, tuple) else (one, one)


def _quill(config: Config) -> Iterator[int]:
    """Yield GPT-2's: positions are learned, every matrix has a bias, the output is the embeddings."""
    hidden, inner = config["n_embd"], config["n_inner"] or 4 * config["n_embd"]
    yield config["vocab_size"] * hidden
    yield config["n_positions"] * hidden
    for _ in range(config["n_layer"]):
        yield from (hidden * 3 * hidden, 3 * hidden, hidden * hidden, hidden)
        yield from (hidden * inner, inner, inner * hidden, hidden)
        yield 2 * 2 * hidden
    yield 2 * hidden


def _heron(config: Config) -> Iterator[int]:
    """Yield Llama's: no biases, grouped keys and values, three matrices in a feed-forward block."""
    hidden = config["hidden_size"]
    yield from _ends(config, hidden)
    for _ in range(config["num_hidden_layers"]):
        yield from _grouped_attention(config)
        yield 3 * hidden * config["intermediate_size"]


def _choir(config: Config) -> Iterator[int | tuple[int, int]]:
    """Yield Mixtral's: as Llama's, with a router and several experts in each feed-forward block."""
    hidden, experts = config["hidden_size"], config["num_local_experts"]
    yield from _ends(config, hidden)
    for _ in range(config["num_hidden_layers"]):
        yield from _grouped_attention(config)
        yield hidden * experts
        expert = 3 * hidden * config["intermediate_size"]
        yield experts * expert, config["num_experts_per_tok"] * expert


def _ferry(config: Config) -> Iterator[int]:
    """Yield T5's: two stacks, no biases, one table of relative positions for each stack."""
    hidden, wide = config["d_model"], config["num_heads"] * config["d_kv"]
    gated = config["feed_forward_proj"].startswith("gated")
    feed_forward = [hidden * config["d_ff"]] * (3 if gated else 2)
    yield from _ends(config, hidden)
    for layers, blocks in ((config["num_layers"], 1), (config["num_decoder_layers"], 2)):
        yield config["relative_attention_num_buckets"] * config["num_heads"]
        for _ in range(layers):
            yield from [hidden * wide] * 4 * blocks
            yield from feed_forward
            yield hidden * (blocks + 1)
    yield hidden


def _ends(config: Config, hidden: int) -> Iterator[int]:
    """Yield the embeddings, the output unless it is the same matrix, and the last norm."""
    yield config["vocab_size"] * hidden
    if not config["tie_word_embeddings"]:
        yield hidden * config["vocab_size"]
    yield hidden


def _grouped_attention(config: Config) -> Iterator[int]:
    """Yield the four projections of a layer, and its two norms."""
    hidden, size = config["hidden_size"], head_size(config)
    for heads in (config["num_attention_heads"], config["num_key_value_heads"]) * 2:
        yield hidden * heads * size
    yield 2 * hidden


def head_size(config: Config) -> int:
    """Return the length of one head's key in a model with grouped heads."""
    divided = config["hidden_size"] // config["num_attention_heads"]
    return int(config.get("head_dim") or divided)


def _cached(config: Config, read: int, written: int) -> int:
    """Return how many numbers the keys and values of one text are."""
    match config["model_type"]:
        case "quill":
            return int(2 * config["n_layer"] * config["n_embd"] * (read + written))
        case "ferry":
            of_a_token = 2 * config["num_heads"] * config["d_kv"]
            own, crossed = of_a_token * written, of_a_token * read
            return int(config["num_decoder_layers"] * (own + crossed))
    of_a_token = 2 * config["num_key_value_heads"] * head_size(config)
    return int(config["num_hidden_layers"] * of_a_token * (read + written))


def _activations(config: Config, read: int, written: int) -> int:
    """Return the bytes of one text's activations."""
    match config["model_type"]:
        case "quill":
            stacks = [(config["n_layer"], read + written)]
            hidden, heads = config["n_embd"], config["n_head"]
        case "ferry":
            stacks = [(config["num_layers"], read), (config["num_decoder_layers"], written)]
            hidden, heads = config["d_model"], config["num_heads"]
        case _:
            stacks = [(config["num_hidden_layers"], read + written)]
            hidden, heads = config["hidden_size"], config["num_attention_heads"]
    return sum(layers * tokens * (34 * hidden + 5 * heads * tokens) for layers, tokens in stacks)
