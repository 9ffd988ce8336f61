"""What a fused kernel computes, made visible."""

import math

import pytest
import torch
from torch.nn.attention import SDPBackend, sdpa_kernel

from tools.calibrate.fused import fused_weights


@pytest.mark.parametrize(("keys", "width"), [(3, 8), (8, 3)])
@pytest.mark.parametrize("dtype", [torch.float32, torch.float16, torch.bfloat16], ids=str)
def test_the_weights_come_from_the_fused_kernel(keys: int, width: int, dtype: torch.dtype) -> None:
    """No other kernel is allowed here, and they are the softmax of the scaled scores that a mask leaves."""
    drawn = torch.randn(2, 5 + keys, width, generator=torch.Generator().manual_seed(0)).to(dtype)
    query, key = drawn[:, :5], drawn[:, 5:]
    mask = torch.ones(5, keys, dtype=torch.bool).tril()
    scores = (query.double() @ key.double().mT / math.sqrt(width)).masked_fill(~mask, -math.inf)
    with sdpa_kernel(SDPBackend.FLASH_ATTENTION):
        weights = fused_weights(query, key, mask)

    assert torch.allclose(weights.double(), scores.softmax(dim=-1), atol=0.02)
