"""Which output of a box depends on which input: the masks that made it, multiplied through."""

import numpy as np

from graders.shared.arguments import Block, Box


def reach(box: Box) -> np.ndarray:
    """Return a matrix (outputs, inputs), true where an output depends on an input."""
    reached = np.eye(len(box.blocks[0].mask), dtype=bool)
    for block in box.blocks:
        reached = (_step(block).astype(int) @ reached) > 0
    return reached


def _step(block: Block) -> np.ndarray:
    """Return the reach of one block: what a query may look at, and the query itself.

    A query counts twice: what it collects is added to it, and it decides how much it takes of which key,
    unless there is one key alone. A query without keys returns no number, whatever goes in.
    """
    mask = np.array(block.mask)
    keys = mask.sum(axis=-1)
    itself = (keys > 1) | (block.residual & (keys > 0))
    step: np.ndarray = mask | np.diag(itself)
    return step
