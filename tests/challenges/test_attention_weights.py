"""Attention weights: honest variants keep every point, each mutant fails the check written for it."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.conftest import statuses

RIGHT = """
import math
def attention_weights(queries, keys, mask):
    scores = queries @ keys.T / math.sqrt(queries.shape[-1])
    return scores.masked_fill(~mask, -math.inf).softmax(dim=-1)
"""
BY_HAND = """
def attention_weights(queries, keys, mask):
    scores = queries @ keys.T / queries.shape[1] ** 0.5
    scores = torch.where(mask, scores, torch.tensor(float("-inf")))
    shares = torch.exp(scores - scores.max(dim=1, keepdim=True).values)
    return shares / shares.sum(dim=1, keepdim=True)
"""
HONEST = {
    "softmax": RIGHT,
    "by_hand": BY_HAND,
    "a_large_negative_number": RIGHT.replace("-math.inf", "-1e9"),
    "float64": RIGHT.replace("queries @ keys.T", "queries.double() @ keys.double().T"),
    "numpy": RIGHT.replace("softmax(dim=-1)", "softmax(dim=-1).numpy()"),
    "with_gradients": RIGHT.replace("queries @", "queries.requires_grad_() @"),
    "torch_function": """
import torch.nn.functional as F
def attention_weights(queries, keys, mask):
    values = torch.eye(len(keys))
    return F.scaled_dot_product_attention(queries[None], keys[None], values[None], attn_mask=mask[None])[0]
""",
    "loops": """
import math
def attention_weights(queries, keys, mask):
    weights = torch.zeros(len(queries), len(keys))
    for i, query in enumerate(queries):
        allowed = [j for j in range(len(keys)) if mask[i, j]]
        scores = torch.stack([query @ keys[j] for j in allowed]) / math.sqrt(len(query))
        weights[i, allowed] = torch.softmax(scores, 0)
    return weights
""",
}
FORM, VALUES, LARGE = "rows_share_out_what_is_allowed", "weights_are_right", "survives_large_scores"
MUTANTS = {
    "not_scaled": (RIGHT.replace(" / math.sqrt(queries.shape[-1])", ""), VALUES),
    "scaled_by_d": (RIGHT.replace("math.sqrt(queries.shape[-1])", "queries.shape[-1]"), VALUES),
    "scaled_by_tokens": (RIGHT.replace("queries.shape[-1]", "queries.shape[0]"), VALUES),
    "over_queries": (RIGHT.replace("dim=-1", "dim=0"), FORM),
    "mask_turned": (RIGHT.replace("~mask", "mask"), FORM),
    "masked_afterwards": (
        RIGHT.replace(".masked_fill(~mask, -math.inf).softmax(dim=-1)", ".softmax(dim=-1) * mask"),
        FORM,
    ),
    "masked_with_zero": (RIGHT.replace("-math.inf", "0.0"), FORM),
    "no_mask": (RIGHT.replace(".masked_fill(~mask, -math.inf)", ""), FORM),
    "own_causal_mask": (RIGHT.replace("~mask", "~torch.ones_like(mask).tril()"), VALUES),
    "no_softmax": (RIGHT.replace(".masked_fill(~mask, -math.inf).softmax(dim=-1)", ""), FORM),
    "shares_without_exponential": (
        RIGHT.replace(".masked_fill(~mask, -math.inf).softmax(dim=-1)", ".abs() * mask").replace(
            "return ", "s = "
        )
        + "    return s / s.sum(-1, keepdim=True)\n",
        VALUES,
    ),
    "overflows": (BY_HAND.replace(" - scores.max(dim=1, keepdim=True).values", ""), LARGE),
    "keys_and_queries_swapped": (
        RIGHT.replace("queries @ keys.T", "(keys @ queries.T).reshape(mask.shape)"),
        VALUES,
    ),
}
IMPOSTORS = {
    "uniform": "def attention_weights(q, k, mask):\n    m = mask.float()\n    return m / m.sum(-1, keepdim=True)\n",
    "the_mask": "def attention_weights(q, k, mask):\n    return mask\n",
    "the_example": "def attention_weights(q, k, mask):\n    return [[1, 0, 0], [0.1956, 0.8044, 0], [0.1636, 0.1636, 0.6728]]\n",
    "nan": "def attention_weights(q, k, mask):\n    return mask * float('nan')\n",
    "empty": "def attention_weights(q, k, mask):\n    return torch.zeros(0, 3)\n",
    "broadcast": "def attention_weights(q, k, mask):\n    return torch.full((1, 1), 0.5)\n",
}


@pytest.mark.parametrize("code", HONEST.values(), ids=HONEST)
def test_honest_variants_get_all_points(code: str, assess: Callable[..., Any]) -> None:
    """What the task asks for is right however it was computed."""
    assert assess("attention_weights", code).earned == 4


@pytest.mark.parametrize(("code", "caught_by"), MUTANTS.values(), ids=MUTANTS)
def test_each_mutant_is_caught(code: str, caught_by: str, assess: Callable[..., Any]) -> None:
    """Each known mistake fails the check written for it."""
    assert statuses(assess("attention_weights", code))[caught_by] == "wrong"


def test_overflow_costs_one_point(assess: Callable[..., Any]) -> None:
    """Who is right but for large scores loses the point for them alone."""
    assert assess("attention_weights", MUTANTS["overflows"][0]).earned == 3


@pytest.mark.parametrize("code", IMPOSTORS.values(), ids=IMPOSTORS)
def test_impostors_score_nothing(code: str, assess: Callable[..., Any]) -> None:
    """A frame, a constant and what is no number are worth nothing."""
    assert assess("attention_weights", code).earned == 0
