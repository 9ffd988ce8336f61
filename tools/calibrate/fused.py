"""The weights that a fused attention kernel keeps to itself."""

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import torch


def fused_weights(
    query: "torch.Tensor", key: "torch.Tensor", mask: "torch.Tensor | None" = None
) -> "torch.Tensor":
    """Return the weights, (heads, queries, keys), of `query` and `key`, (heads, tokens, width of a head).

    Each value is a unit vector, so that what comes out are the weights. Zeros make all vectors equally long,
    for kernels that fuse want them so.
    """
    import torch

    heads, keys, width = key.shape
    longest = max(keys, width)
    unit = torch.eye(keys, longest, dtype=key.dtype, device=key.device).expand(1, heads, -1, -1)
    query, key = (torch.nn.functional.pad(rows, (0, longest - width))[None] for rows in (query, key))
    mixed = torch.nn.functional.scaled_dot_product_attention(
        query, key, unit, attn_mask=mask, scale=1 / math.sqrt(width)
    )
    return mixed[0, :, :, :keys]
