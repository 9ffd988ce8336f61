"""Decoding step by step in numpy, with any of the slips that learners make on the way."""

import math
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from graders.decode.layer import FLOAT, Known, Run, Step, Weights
from nbverdict.evidence.cases import Case

HIDDEN = -1e9  # where a softmax over heads finds nothing else, they share alike


@dataclass(frozen=True)
class Slip:
    """What is done otherwise; each field's default is right."""

    scale: str = "size"  # what the root is taken of, or `none`, or what scores are divided by
    groups: str = "neighbours"  # which heads share a key: neighbours, or those in turn
    heads: str = "of each token"  # how a projection is cut into heads
    mask: str = "by place"
    softmax: str = "keys"
    kept: str = "all"  # of the past, or `unread`
    cache: str = "its own"  # or one for all sequences
    order: str = "past first"
    computed: str = "once"  # keys and values: once, or again at each step
    precision: str = "float32"  # of the cache, or `float64`, or `16 bits`
    extra: str = ""  # what lies in the cache beside keys and values


@dataclass(frozen=True)
class Slipped(Run):
    """A run with its slip, for another slip on top of it."""

    slip: Slip = Slip()


@dataclass
class Memory:
    """The cache of one sequence."""

    inputs: np.ndarray
    keys: np.ndarray  # (tokens, kv_heads, size)
    values: np.ndarray


def slipped(case: Case, right: Run, **changed: str) -> Slipped:
    """Return what another way gives, on top of the slip that `right` may already have."""
    before = right.slip if isinstance(right, Slipped) else Slip()
    return _run(case.known, replace(before, **changed))


def _run(known: Known, slip: Slip) -> Slipped:
    outputs = _outputs(known, replace(slip, precision="float32", extra=""))  # which change no output
    return Slipped(outputs, _flops(known, slip), _held(known, slip), slip)


@lru_cache(maxsize=2048)  # a pair of mistakes begins with the first one's outputs
def _outputs(known: Known, slip: Slip) -> tuple[np.ndarray, ...]:
    memories: dict[int, Memory] = {}
    outputs = []
    for step in known.steps:
        place = step.sequence if slip.cache == "its own" else 0
        if not step.first:
            memories.pop(place, None)
        output, memories[place] = _step(known, step, memories.get(place), slip)
        outputs.append(output)
    return tuple(outputs)


def _step(known: Known, step: Step, past: Memory | None, slip: Slip) -> tuple[np.ndarray, Memory]:
    """Return the output of one step, and what is kept."""
    weights, new = known.weights[step.weights], known.sequences[step.sequence][step.first : step.end]
    past = past or _empty(known)
    read = _joined(past.inputs, new, slip)
    if slip.computed == "again":
        own = _memory(known, weights, read, slip)
    else:
        own = _memory(known, weights, new, slip)
        own = Memory(read, _joined(past.keys, own.keys, slip), _joined(past.values, own.values, slip))
    seen = own
    if slip.kept == "unread":
        seen = Memory(*(held[len(held) - len(new) :] for held in (own.inputs, own.keys, own.values)))
    queries = _heads(new @ weights["q_proj.weight"].T, known.heads, slip)
    output = _attended(known, queries, seen, slip) @ weights["o_proj.weight"].T
    kept = {"last chunk": len(new), "nothing": 0}.get(slip.kept, len(own.keys))
    return output, Memory(*(held[len(held) - kept :] for held in (own.inputs, own.keys, own.values)))


def _empty(known: Known) -> Memory:
    none = np.zeros((0, known.kv_heads, known.size))
    return Memory(np.zeros((0, known.hidden)), none, none)


def _joined(past: np.ndarray, new: np.ndarray, slip: Slip) -> np.ndarray:
    return np.concatenate([past, new] if slip.order == "past first" else [new, past])


def _memory(known: Known, weights: Weights, tokens: np.ndarray, slip: Slip) -> Memory:
    keys, values = (
        _heads(tokens @ weights[name].T, known.kv_heads, slip) for name in ("k_proj.weight", "v_proj.weight")
    )
    return Memory(tokens, keys, values)


def _heads(rows: np.ndarray, heads: int, slip: Slip) -> np.ndarray:
    """Return projected rows cut into heads, shape (tokens, heads, size)."""
    tokens, wide = rows.shape
    if slip.heads == "of each token":
        return rows.reshape(tokens, heads, -1)
    if slip.heads == "every so many numbers":
        return rows.reshape(tokens, -1, heads).swapaxes(1, 2)
    return rows.reshape(heads, tokens, wide // heads).swapaxes(0, 1)


def _attended(known: Known, queries: np.ndarray, own: Memory, slip: Slip) -> np.ndarray:
    """Return what the heads collect, side by side, shape (tokens, heads * size)."""
    heads = np.arange(known.heads)
    group = (
        heads // (known.heads // known.kv_heads) if slip.groups == "neighbours" else heads % known.kv_heads
    )
    keys, values = own.keys[:, group], own.values[:, group]
    scores = np.einsum("nhd,thd->hnt", queries, keys) / _scale(known, slip)
    scores = np.where(_mask(len(queries), len(keys), slip), scores, HIDDEN)
    axis = {"keys": -1, "queries": -2, "heads": 0}[slip.softmax]
    raised = np.exp(scores - scores.max(axis=axis, keepdims=True))
    mixed = np.einsum("hnt,thd->hnd", raised / raised.sum(axis=axis, keepdims=True), values)
    beside: np.ndarray = {  # how heads come to stand side by side
        "of each token": mixed.swapaxes(0, 1),
        "of the whole chunk": mixed,
        "every so many numbers": mixed.transpose(1, 2, 0),
    }[slip.heads]
    return beside.reshape(len(queries), -1)


def _scale(known: Known, slip: Slip) -> float:
    wide = known.heads * known.size
    by_hidden = known.hidden / known.heads
    return {
        "size": math.sqrt(known.size),
        "none": 1.0,
        "size itself": float(known.size),
        "hidden": math.sqrt(known.hidden),
        "hidden itself": float(known.hidden),
        "hidden by heads": math.sqrt(by_hidden),
        "hidden by heads, whole": math.sqrt(known.hidden // known.heads),
        "all heads": math.sqrt(wide),
        "heads": math.sqrt(known.heads),
        "key heads": math.sqrt(known.kv_heads * known.size),
    }[slip.scale]


def _mask(new: int, tokens: int, slip: Slip) -> np.ndarray:
    """Return where a token of a chunk may look, shape (new, tokens)."""
    query, key = np.arange(new)[:, None], np.arange(tokens)[None, :]
    past = tokens - new
    if slip.mask == "none" or (slip.mask == "at the start alone" and past):
        return np.ones((new, tokens), bool)
    ahead = {"without offset": 0, "one too wide": past + 1}.get(slip.mask, past)
    allowed: np.ndarray = key <= query + ahead
    return allowed


def _flops(known: Known, slip: Slip) -> int:
    before = known.steps[-1].first
    return known.flops + (before * known.flops_of_keys if slip.computed == "again" else 0)


def _held(known: Known, slip: Slip) -> int:
    """Return the bytes of the cache behind the last step."""
    tokens, size = known.steps[-1].end, known.size * FLOAT
    if slip.computed == "again":
        return tokens * known.hidden * FLOAT
    pair = 2 * (known.heads if slip.extra == "repeated heads" else known.kv_heads) * size
    pair += {"queries": known.heads * size, "inputs": known.hidden * FLOAT}.get(slip.extra, 0)
    factor = {"float32": 1.0, "float64": 2.0, "16 bits": 0.5}[slip.precision]
    last = known.steps[-1].end - known.steps[-1].first
    kept = {"last chunk": last, "nothing": 0}.get(slip.kept, tokens)
    return int(kept * pair * factor)
