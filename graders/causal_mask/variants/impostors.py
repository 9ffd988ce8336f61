# %% the_example
def causal_mask(n):
    return [[1, 0], [1, 1]]

# %% ones
def causal_mask(n):
    return torch.ones(n, n)

# %% empty
def causal_mask(n):
    return torch.zeros(0, 0)

# %% nan
def causal_mask(n):
    return torch.full((n, n), float('nan'))

# %% nothing
def causal_mask(n):
    return None
