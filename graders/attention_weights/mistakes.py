"""What goes wrong on the way from queries and keys to weights: scaling, softmax, mask."""

import math
from collections.abc import Callable

import numpy as np

from nbverdict import Case
from nbverdict.authoring.mistake import Made, Mistake

RIGHT = ("weights_are_right", "survives_large_scores")
Weights = Callable[[np.ndarray, np.ndarray, np.ndarray], np.ndarray]  # of queries, keys and mask


def softmax(scores: np.ndarray, axis: int = -1) -> np.ndarray:
    """Return the softmax along an axis, zero where a score is minus infinity."""
    raised = _raised(scores, axis)
    shared: np.ndarray = raised / raised.sum(axis=axis, keepdims=True)
    return shared


def _raised(scores: np.ndarray, axis: int = -1) -> np.ndarray:
    """Return the exponentials of scores, that of the highest along an axis being 1."""
    raised: np.ndarray = np.exp(scores - scores.max(axis=axis, keepdims=True))
    return raised


def _scores(queries: np.ndarray, keys: np.ndarray, scale: float = 0.0) -> np.ndarray:
    """Return the scores, divided by `scale` or else by the right one."""
    right = float(np.sqrt(queries.shape[1]))
    scores: np.ndarray = np.matmul(queries, keys.T) / (scale or right)
    return scores


def _hidden(scores: np.ndarray, mask: np.ndarray, fill: float = -np.inf) -> np.ndarray:
    hidden: np.ndarray = np.where(mask, scores, fill)
    return hidden


def _ways(**ways: Weights) -> Callable[[Case, np.ndarray], Made]:
    """Return the weights in each of these ways; `all` where there is one."""

    def made(case: Case, _right: np.ndarray) -> Made:
        known = case.known
        return {
            "" if name == "all" else name: way(known.queries, known.keys, known.mask)
            for name, way in ways.items()
        }

    return made


def _scaled(scale: Callable[[np.ndarray, np.ndarray], float]) -> Weights:
    return lambda q, k, mask: softmax(_hidden(_scores(q, k, scale(q, k)), mask))


def _masked_after(q: np.ndarray, k: np.ndarray, mask: np.ndarray) -> np.ndarray:
    weights: np.ndarray = softmax(_scores(q, k)) * mask
    return weights


def _shared_out_again(q: np.ndarray, k: np.ndarray, mask: np.ndarray) -> np.ndarray:
    weights = _masked_after(q, k, mask)
    shared: np.ndarray = weights / weights.sum(axis=-1, keepdims=True)
    return shared


def _turned_mask(q: np.ndarray, k: np.ndarray, mask: np.ndarray) -> np.ndarray:
    return softmax(_hidden(_scores(q, k), mask.T))


def _causal(q: np.ndarray, k: np.ndarray, _mask: np.ndarray) -> np.ndarray:
    return softmax(_hidden(_scores(q, k), np.tril(np.ones((len(q), len(k)), bool))))


MISTAKES = (
    Mistake(
        "not_scaled",
        "scale",
        RIGHT,
        "The scores are not scaled. Divide them by the square root of the length of a query.",
        _ways(all=_scaled(lambda _q, _k: 1.0)),
    ),
    Mistake(
        "scaled_without_the_root",
        "scale",
        RIGHT,
        "The scores are divided by the length of a query. Divide by its square root.",
        _ways(all=_scaled(lambda q, _k: float(q.shape[1]))),
    ),
    Mistake(
        "scaled_by_the_number_of_tokens",
        "scale",
        RIGHT,
        "The scores are scaled by how many queries or keys there are. What counts is the length of a query: "
        "the last number of its shape.",
        _ways(
            keys=_scaled(lambda _q, k: math.sqrt(len(k))),
            queries=_scaled(lambda q, _k: math.sqrt(len(q))),
        ),
    ),
    Mistake(
        "scaled_as_in_the_example",
        "scale",
        RIGHT,
        "The scores are always divided by the square root of 2, which is right for the example alone. Take "
        "the length from the shape of the queries.",
        _ways(all=_scaled(lambda _q, _k: math.sqrt(2.0))),
    ),
    Mistake(
        "multiplied_by_the_root",
        "scale",
        RIGHT,
        "The scores are multiplied by the square root of the length of a query. Divide by it.",
        _ways(all=_scaled(lambda q, _k: 1 / math.sqrt(q.shape[1]))),
    ),
    Mistake(
        "softmax_over_queries",
        "softmax",
        RIGHT,
        "The softmax runs over the queries, so that columns sum to 1. Each query shares out its own "
        "attention: run it over the keys, the last axis.",
        _ways(
            masked=lambda q, k, mask: np.nan_to_num(softmax(_hidden(_scores(q, k), mask), axis=0)),
            large_negative=lambda q, k, mask: softmax(_hidden(_scores(q, k), mask, -1e9), axis=0),
        ),
    ),
    Mistake(
        "softmax_over_everything",
        "softmax",
        RIGHT,
        "The softmax runs over the whole matrix. Each row should sum to 1 by itself.",
        _ways(
            all=lambda q, k, mask: softmax(_hidden(_scores(q, k), mask).reshape(1, -1)).reshape(len(q), -1)
        ),
    ),
    Mistake(
        "softmax_twice",
        "softmax",
        RIGHT,
        "A second softmax is applied to weights that sum to 1 already.",
        _ways(all=lambda q, k, mask: softmax(softmax(_hidden(_scores(q, k), mask)))),
    ),
    Mistake(
        "not_shared_out",
        "softmax",
        RIGHT,
        "The exponentials are not divided by their sum, so that rows do not sum to 1. Divide each row by its "
        "sum.",
        _ways(
            highest_is_1=lambda q, k, mask: _raised(_hidden(_scores(q, k), mask)),
            as_they_are=lambda q, k, mask: np.exp(_hidden(_scores(q, k), mask)),
        ),
    ),
    Mistake(
        "no_softmax",
        "softmax",
        RIGHT,
        "The scores are returned as they are. The softmax turns them into weights that sum to 1.",
        _ways(
            zero=lambda q, k, mask: _hidden(_scores(q, k), mask, 0.0),
            unmasked=lambda q, k, _mask: _scores(q, k),
        ),
        earns=False,
    ),
    Mistake(
        "mask_not_used",
        "mask",
        RIGHT,
        "The mask is not used: keys that a query may not look at get weight.",
        _ways(all=lambda q, k, _mask: softmax(_scores(q, k))),
        earns=False,
    ),
    Mistake(
        "mask_inverted",
        "mask",
        RIGHT,
        "The mask hides what it should open. True means that a query may look.",
        _ways(
            nothing_left=lambda q, k, mask: np.nan_to_num(softmax(_hidden(_scores(q, k), ~mask))),
            large_negative=lambda q, k, mask: softmax(_hidden(_scores(q, k), ~mask, -1e9)),
        ),
    ),
    Mistake(
        "mask_turned",
        "mask",
        RIGHT,
        "The mask is transposed. Its rows are queries, as those of the scores are.",
        _ways(all=_turned_mask),
    ),
    Mistake(
        "mask_after_softmax",
        "mask",
        RIGHT,
        "The mask is applied after the softmax, so that rows no longer sum to 1. Hide scores before it.",
        _ways(all=_masked_after),
    ),
    Mistake(
        "mask_after_softmax_and_shared_out_again",
        "mask",
        RIGHT,
        "The mask is applied after the softmax and the rest is shared out again. Where a hidden key has by "
        "far the highest score nothing is left to share: hide scores before the softmax.",
        _ways(all=_shared_out_again),
    ),
    Mistake(
        "hidden_scores_set_to_zero",
        "mask",
        RIGHT,
        "Hidden scores are set to 0, and e^0 is 1: a hidden key still gets weight. Minus infinity hides it.",
        _ways(all=lambda q, k, mask: softmax(_scores(q, k) * mask)),
    ),
    Mistake(
        "hidden_scores_not_low_enough",
        "mask",
        RIGHT,
        "Hidden scores are set to a number that true scores can fall below. Minus infinity is below all.",
        _ways(
            **{
                f"{fill:g}": (lambda q, k, mask, fill=fill: softmax(_hidden(_scores(q, k), mask, fill)))
                for fill in (-1.0, -10.0, -100.0, -1000.0)
            }
        ),
    ),
    Mistake(
        "mask_added",
        "mask",
        RIGHT,
        "The mask is added to the scores as 0 and 1. Add minus infinity where a query may not look.",
        _ways(all=lambda q, k, mask: softmax(_scores(q, k) + mask)),
    ),
    Mistake(
        "always_causal",
        "mask",
        RIGHT,
        "The mask that is given is not used: yours is always causal. Any mask may come.",
        _ways(all=_causal),
    ),
)
