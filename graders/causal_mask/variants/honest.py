# %% tril
def causal_mask(n):
    return torch.tril(torch.ones(n, n)).bool()

# %% ones_and_zeros
def causal_mask(n):
    return torch.tril(torch.ones(n, n))

# %% whole_numbers
def causal_mask(n):
    return torch.ones(n, n, dtype=torch.int64).tril()

# %% numpy
import numpy as np
def causal_mask(n):
    return np.tri(n, dtype=bool)

# %% places
def causal_mask(n):
    at = torch.arange(n)
    return at[None, :] <= at[:, None]

# %% list
def causal_mask(n):
    return [[int(key <= query) for key in range(n)] for query in range(n)]

# %% loop
def causal_mask(n):
    mask = torch.zeros(n, n)
    for query in range(n):
        mask[query, : query + 1] = 1
    return mask
