"""One causal attention layer with grouped key/value heads, by hand, in float64: each sequence at once.

Head h reads the keys and values of group h // (heads / kv_heads): Ainslie et al. (2023), "GQA: Training
Generalized Multi-Query Transformer Models from Multi-Head Checkpoints"; Vaswani et al. (2017), equation 1.
"""

import math

import numpy as np

from graders.decode.layer import Known, Run, Step, right_run


def decoded(known: Known) -> Run:
    """Return the output of each step, cut from those of the whole sequences."""
    whole = [_outputs(known, number) for number in range(len(known.sequences))]
    return right_run(known, tuple(whole[step.sequence][step.first : step.end] for step in known.steps))


def _outputs(known: Known, sequence: int) -> np.ndarray:
    """Return the output for every token of a sequence, shape (tokens, hidden)."""
    tokens, size = known.sequences[sequence], known.size
    seen = max(step.end for step in known.steps if step.sequence == sequence)
    keys = [_projected(known, sequence, at, "k_proj.weight") for at in range(seen)]
    values = [_projected(known, sequence, at, "v_proj.weight") for at in range(seen)]
    rows = np.zeros((seen, tokens.shape[1]))
    for at in range(seen):
        queries, mixed = _projected(known, sequence, at, "q_proj.weight"), []
        for head in range(known.heads):
            own = slice(head * size, (head + 1) * size)
            group = head // (known.heads // known.kv_heads)
            shared = slice(group * size, (group + 1) * size)
            scores = [float(queries[own] @ key[shared]) / math.sqrt(size) for key in keys[: at + 1]]
            shares = [math.exp(score - max(scores)) for score in scores]
            mixed.append(
                sum(share * value[shared] for share, value in zip(shares, values, strict=False)) / sum(shares)
            )
        rows[at] = _weights_at(known, sequence, at)["o_proj.weight"] @ np.concatenate(mixed)
    return rows


def _projected(known: Known, sequence: int, at: int, name: str) -> np.ndarray:
    """Return what a token is projected to, by the weights of the step in which it comes."""
    projected: np.ndarray = _weights_at(known, sequence, at)[name] @ known.sequences[sequence][at]
    return projected


def _weights_at(known: Known, sequence: int, at: int) -> dict[str, np.ndarray]:
    step = next(one for one in known.steps if _brings(one, sequence, at))
    return dict(known.weights[step.weights])


def _brings(step: Step, sequence: int, at: int) -> bool:
    return step.sequence == sequence and step.first <= at < step.end
