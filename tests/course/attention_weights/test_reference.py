"""Attention weights by hand, against torch's own."""

import numpy as np
import pytest
import torch

from graders.attention_weights.checks import hidden_cases
from graders.attention_weights.reference import attention_weights
from nbverdict.evidence.cases import Case


@pytest.mark.parametrize("case", hidden_cases(np.random.default_rng(3)), ids=lambda case: case.name)
def test_the_loops_compute_what_torch_computes(case: Case) -> None:
    """In float64 torch's own attention gives the same weights."""
    queries, keys, mask = (torch.from_numpy(array) for array in vars(case.known).values())
    theirs = torch.nn.functional.scaled_dot_product_attention(
        queries[None], keys[None], torch.eye(len(keys), dtype=torch.float64)[None], attn_mask=mask[None]
    )[0]

    assert np.allclose(attention_weights(*vars(case.known).values()), theirs.numpy(), atol=1e-12)
