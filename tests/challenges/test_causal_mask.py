"""The causal mask: honest variants keep every point, each mutant fails the check written for it."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.conftest import statuses

HONEST = {
    "tril": "def causal_mask(n):\n    return torch.tril(torch.ones(n, n)).bool()\n",
    "ones_and_zeros": "def causal_mask(n):\n    return torch.tril(torch.ones(n, n))\n",
    "whole_numbers": "def causal_mask(n):\n    return torch.ones(n, n, dtype=torch.int64).tril()\n",
    "numpy": "import numpy as np\ndef causal_mask(n):\n    return np.tri(n, dtype=bool)\n",
    "places": "def causal_mask(n):\n    at = torch.arange(n)\n    return at[None, :] <= at[:, None]\n",
    "list": "def causal_mask(n):\n    return [[int(key <= query) for key in range(n)] for query in range(n)]\n",
    "loop": """
def causal_mask(n):
    mask = torch.zeros(n, n)
    for query in range(n):
        mask[query, : query + 1] = 1
    return mask
""",
}
RIGHT_PLACES = "opens_itself_and_earlier_tokens"
FORM = "is_a_square_of_zeros_and_ones"
MUTANTS = {
    "not_itself": ("def causal_mask(n):\n    return torch.tril(torch.ones(n, n), -1)\n", RIGHT_PLACES),
    "keys_as_rows": ("def causal_mask(n):\n    return torch.triu(torch.ones(n, n))\n", RIGHT_PLACES),
    "one_ahead": ("def causal_mask(n):\n    return torch.tril(torch.ones(n, n), 1)\n", RIGHT_PLACES),
    "everywhere": ("def causal_mask(n):\n    return torch.ones(n, n)\n", RIGHT_PLACES),
    "hidden_where_open": (
        "def causal_mask(n):\n    return torch.tril(torch.ones(n, n)) == 0\n",
        RIGHT_PLACES,
    ),
    "minus_infinity": (
        "def causal_mask(n):\n    return torch.triu(torch.full((n, n), float('-inf')), 1)\n",
        FORM,
    ),
    "already_shared_out": (
        "def causal_mask(n):\n    mask = torch.tril(torch.ones(n, n))\n    return mask / mask.sum(-1, keepdim=True)\n",
        FORM,
    ),
    "a_batch": ("def causal_mask(n):\n    return torch.tril(torch.ones(n, n))[:, :-1]\n", FORM),
}
IMPOSTORS = {
    "the_example": "def causal_mask(n):\n    return [[1, 0], [1, 1]]\n",
    "ones": "def causal_mask(n):\n    return torch.ones(n, n)\n",
    "empty": "def causal_mask(n):\n    return torch.zeros(0, 0)\n",
    "nan": "def causal_mask(n):\n    return torch.full((n, n), float('nan'))\n",
    "nothing": "def causal_mask(n):\n    return None\n",
}


@pytest.mark.parametrize("code", HONEST.values(), ids=HONEST)
def test_honest_variants_get_all_points(code: str, assess: Callable[..., Any]) -> None:
    """What the task asks for is right however it was made."""
    assert assess("causal_mask", code).earned == 2


@pytest.mark.parametrize(("code", "caught_by"), MUTANTS.values(), ids=MUTANTS)
def test_each_mutant_is_caught(code: str, caught_by: str, assess: Callable[..., Any]) -> None:
    """Each known mistake fails the check written for it."""
    assert statuses(assess("causal_mask", code))[caught_by] == "wrong"


@pytest.mark.parametrize("code", IMPOSTORS.values(), ids=IMPOSTORS)
def test_impostors_score_nothing(code: str, assess: Callable[..., Any]) -> None:
    """A constant or an empty frame is worth nothing."""
    assert assess("causal_mask", code).earned == 0
