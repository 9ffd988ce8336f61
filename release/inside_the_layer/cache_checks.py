"""The checks that you see of `decode`, `bill` and `largest_batch`: they try examples, grading tries others.

It stands beside `inside_the_layer.ipynb` and needs nothing but torch.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import torch
from torch.utils.flop_counter import FlopCounterMode

Decode = Callable[..., Any]
Layer = Mapping[str, torch.Tensor]
CHUNKS, HEADS, KV_HEADS = (3, 2, 1), 4, 2


def check_decode(decode: Decode, layer: Layer, tokens: torch.Tensor, whole: torch.Tensor) -> None:
    """Check `decode` on one sequence in chunks, on two that take turns, and on what its last step takes.

    Raises:
        AssertionError: something is wrong; the message is one sentence.
    """
    cache, first = None, 0
    for chunk in tokens.split(CHUNKS):
        y, cache, flops = _step(decode, chunk, cache, layer)
        _expect_rows(y, whole[first : first + len(chunk)], first)
        first += len(chunk)
    _check_turns(decode, layer, tokens)
    assert flops <= 720, (
        f"Task 3: the step of the last token takes {flops} FLOPs: without computing again it takes 480"
    )
    held = _held(cache)
    assert held in (0, 192), f"Task 3: the cache holds {held} bytes: keys and values of 6 tokens take 192"


def _step(decode: Decode, chunk: torch.Tensor, cache: Any, layer: Layer) -> tuple[torch.Tensor, Any, int]:
    with FlopCounterMode(display=False) as counter:
        answer = decode(chunk.clone(), cache, layer, HEADS, KV_HEADS)
    pair = isinstance(answer, (tuple, list)) and len(answer) == 2
    assert pair, "Task 3: decode returns one object: return the outputs and the cache, `return y, cache`"
    assert isinstance(answer[0], torch.Tensor), (
        f"Task 3: the outputs are a {type(answer[0]).__name__}, not a tensor"
    )
    return answer[0].detach(), answer[1], counter.get_total_flops()


def _expect_rows(y: torch.Tensor, right: torch.Tensor, first: int) -> None:
    assert y.shape == right.shape, (
        f"Task 3: the outputs have the shape {tuple(y.shape)}, not {tuple(right.shape)}"
    )
    wrong = [row for row in range(len(y)) if not torch.allclose(y[row].float(), right[row], atol=1e-3)]
    if wrong:
        off = (y.float() - right).abs().max()
        tokens = ", ".join(str(first + row) for row in wrong)
        raise AssertionError(f"Task 3: the outputs of tokens {tokens} are wrong, by {off:.3g} at most")


def _check_turns(decode: Decode, layer: Layer, tokens: torch.Tensor) -> None:
    """Check that a sequence gives the same whether or not another one takes turns with it."""
    other = tokens.flip(0)
    alone, cache, caches = [], None, [None, None]
    for chunk in other.split(CHUNKS):
        y, cache, _ = _step(decode, chunk, cache, layer)
        alone.append(y)
    for at, pair in enumerate(zip(tokens.split(CHUNKS), other.split(CHUNKS), strict=True)):
        for which, chunk in enumerate(pair):
            y, caches[which], _ = _step(decode, chunk, caches[which], layer)
        same = torch.allclose(y, alone[at], atol=1e-4)
        assert same, "Task 3: two sequences that take turns change each other: keep nothing outside the cache"


def _held(cache: Any) -> int:
    """Return the bytes of the tensors in lists, tuples and dictionaries; 0 for what holds none there."""
    if isinstance(cache, torch.Tensor):
        return cache.numel() * cache.element_size()
    parts: Sequence[Any] = list(cache.values()) if isinstance(cache, dict) else cache
    return sum(map(_held, parts)) if isinstance(parts, (list, tuple)) else 0


PARTS = ("weights", "active_weights", "kv_cache", "gradients", "optimizer", "activations", "total")
EIGHT = {  # the bills of the examples for a batch of 8, in MB, in the order of `PARTS`
    ("quill", "inference"): (248.9, 248.9, 302.0, 0, 0, 0, 550.9),
    ("quill", "training"): (746.6, 746.6, 0, 497.8, 995.5, 8606.7, 10846.6),
    ("heron", "inference"): (16060.5, 16060.5, 1073.7, 0, 0, 0, 17134.3),
    ("heron", "training"): (48181.6, 48181.6, 0, 32121.0, 64242.1, 79456.9, 224001.6),
    ("ferry", "inference"): (153.9, 153.9, 56.6, 0, 0, 0, 210.5),
    ("ferry", "training"): (461.8, 461.8, 0, 307.8, 615.7, 1152.9, 2538.2),
    ("choir", "inference"): (93405.6, 25759.9, 1073.7, 0, 0, 0, 94479.3),
    ("choir", "training"): (280216.8, 77279.6, 0, 186811.2, 373622.3, 79456.9, 920107.2),
}
FITS = {  # kind, tokens read and written, GB and mode, and the largest batch
    ("heron", (6000, 2192), 24, "inference"): 7,
    ("quill", (768, 256), 24, "training"): 20,
    ("ferry", (512, 64), 1, "inference"): 119,
    ("choir", (768, 256), 80, "inference"): 0,
}
OTHERS: dict[str, tuple[dict[str, Any], float, float]] = {  # changed keys, then MB of weights and of cache
    "quill": ({"n_inner": 1024}, 173.3, 302.0),
    "heron": ({"head_dim": 96}, 15389.4, 805.3),
    "ferry": ({"num_decoder_layers": 3, "feed_forward_proj": "gated-silu"}, 122.4, 21.2),
}
Configs = Mapping[str, Mapping[str, Any]]


def check_bills(bill: Callable[..., Any], configs: Configs) -> None:
    """Check `bill` on the four examples in inference and in training, and on three with other keys.

    Raises:
        AssertionError: something is wrong; the message is one sentence.
    """
    for (kind, mode), row in EIGHT.items():
        tokens = (512, 64) if kind == "ferry" else (768, 256)
        parts = bill(dict(configs[kind]), 8, tokens, mode)
        assert hasattr(parts, "get"), (
            f"Task 4: the bill of {kind} is a {type(parts).__name__}, not a dictionary"
        )
        for part, right in zip(PARTS, row, strict=True):
            given = parts.get(part)
            assert given is not None, f"Task 4: the bill of {kind} in {mode} has no `{part}`"
            close = abs(float(given) - right) <= 0.005 * right
            assert close, f"Task 4: `{part}` of {kind} in {mode} is {float(given):.1f} MB, not {right}"
    _check_others(bill, configs)


def _check_others(bill: Callable[..., Any], configs: Configs) -> None:
    for kind, (changed, *row) in OTHERS.items():
        tokens = (512, 64) if kind == "ferry" else (768, 256)
        parts = bill({**configs[kind], **changed}, 8, tokens, "inference")
        for part, right in zip(("weights", "kv_cache"), row, strict=True):
            given = float(parts.get(part))
            close = abs(given - right) <= 0.005 * right
            assert close, f"Task 4: with {changed}, `{part}` of {kind} is {given:.1f} MB, not {right}"


def check_largest(largest_batch: Callable[..., Any], configs: Configs) -> None:
    """Check `largest_batch` on four devices.

    Raises:
        AssertionError: something is wrong; the message is one sentence.
    """
    for (kind, tokens, memory, mode), right in FITS.items():
        given = largest_batch(dict(configs[kind]), tokens, memory, mode)
        assert given == right, (
            f"Task 4: the largest batch of {kind} in {mode} on {memory} GB is {given}, not {right}"
        )
