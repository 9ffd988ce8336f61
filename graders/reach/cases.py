"""The cases of `reach`: a box of each kind, with weights that a seed draws in the student's process."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from graders.shared.arguments import Block, Box
from nbverdict import Case

SHOWN, BOTH, BACK, ALONE = (
    "shown",
    "a box that looks both ways",
    "a box that looks back",
    "tokens that are alone",
)
WINDOW, PREFIX, GAPS = "a window", "a prefix", "gaps between the keys"
DEEP, BEFORE, PADDED, SHARP = "two layers", "the token before", "padding", "sharp heads"
FAMILIES, PATTERNS = (SHOWN, BOTH, BACK, ALONE), (WINDOW, PREFIX, GAPS)
HIDDEN = 8  # numbers of a token
SHARPNESS = 8.0  # a single input then never shows all that may be looked at, and twenty do
Allowed = Callable[[np.ndarray, np.ndarray], np.ndarray]  # of queries and keys


def shown_case() -> Case:
    """Return the first box of the notebook: five tokens that see themselves and the two before."""
    return _case(SHOWN, Box((_block(5, lambda query, key: (key <= query) & (key > query - 3)),), HIDDEN, 0))


def hidden(rng: np.random.Generator) -> list[Case]:
    """Return a box of each kind, of sizes and seeds that are drawn: never five tokens, as in the example."""
    sizes = [int(n) for n in rng.integers(6, 9, size=10)]
    return [_case(name, box) for name, box in _boxes(rng, sizes).items()]


def _boxes(rng: np.random.Generator, sizes: list[int]) -> dict[str, Box]:
    width, prefix, gap = (int(n) for n in (rng.integers(2, 4), rng.integers(2, 4), rng.integers(2, 4)))
    made = {
        BOTH: _block(sizes[0], lambda query, key: query + key >= 0),
        BACK: _block(sizes[1], lambda query, key: key <= query),
        ALONE: _block(sizes[2], lambda query, key: key == query),
        WINDOW: _block(sizes[3], lambda query, key: abs(query - key) < width),
        PREFIX: _block(sizes[4], lambda query, key: (key <= query) | (key < prefix)),
        GAPS: _block(sizes[5], lambda query, key: (key <= query) & ((query - key) % gap == 0)),
        DEEP: _block(sizes[6], lambda query, key: abs(query - key) < 2),
        BEFORE: _block(sizes[7], lambda query, key: key == np.maximum(query - 1, 0)),
        PADDED: _padded(sizes[8]),
        SHARP: _patchy(rng, 11),
    }
    positions = rng.random(len(made)) < 0.5
    seeds = [int(seed) for seed in rng.integers(2**40, size=len(made))]
    boxes = {
        name: Box((replace(block, positions=bool(placed)),), HIDDEN, seed)
        for (name, block), placed, seed in zip(made.items(), positions, seeds, strict=True)
    }
    return boxes | _changed(boxes)


def _changed(boxes: dict[str, Box]) -> dict[str, Box]:
    """Return the boxes that are more than one block with a norm before each of its parts."""
    return {
        PREFIX: _with(boxes[PREFIX], norm="after"),
        GAPS: replace(boxes[GAPS], rounds=True),
        DEEP: replace(boxes[DEEP], blocks=boxes[DEEP].blocks * 2),
        BEFORE: _with(boxes[BEFORE], norm="none", residual=False),
        SHARP: _with(boxes[SHARP], sharpness=SHARPNESS, positions=False),
    }


def _with(box: Box, **changes: object) -> Box:
    return replace(box, blocks=tuple(replace(block, **changes) for block in box.blocks))  # type: ignore[arg-type]


def _block(tokens: int, allowed: Allowed) -> Block:
    places = np.arange(tokens)
    return _masked(allowed(places[:, None], places[None, :]))


def _masked(mask: np.ndarray) -> Block:
    return Block(tuple(tuple(row) for row in mask.astype(bool).tolist()))


def _padded(tokens: int) -> Block:
    """Return a block whose last two tokens are padding: nobody looks at them, and they look at nobody."""
    real = np.arange(tokens) < tokens - 2
    return _masked(real[:, None] & real[None, :])


def _patchy(rng: np.random.Generator, tokens: int) -> Block:
    """Return a block in which a token sees itself and most others."""
    return _masked((rng.random((tokens, tokens)) < 0.8) | np.eye(tokens, dtype=bool))


def _case(name: str, box: Box) -> Case:
    return Case(name, "reach", (box, len(box.blocks[0].mask), box.hidden), known=box)
