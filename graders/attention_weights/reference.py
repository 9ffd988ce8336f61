"""Attention weights by hand, in float64: softmax of the scaled scores where a query may look.

Vaswani et al. (2017), equation 1, with masked scores at minus infinity (section 3.2.3).
"""

import math

import numpy as np


def attention_weights(queries: np.ndarray, keys: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """Return the weight of each key for each query, shape (queries, keys).

    `queries` is (queries, d), `keys` (keys, d), `mask` (queries, keys) and true where a query may look.
    """
    weights = np.zeros(mask.shape, np.float64)
    for row, allowed in enumerate(mask.astype(bool)):
        scores = [
            float(queries[row] @ keys[key]) / math.sqrt(keys.shape[1]) for key in np.flatnonzero(allowed)
        ]
        highest = max(scores)
        shares = [math.exp(score - highest) for score in scores]
        weights[row, allowed] = np.array(shares) / sum(shares)
    return weights
