# %% checkerboard
def causal_mask(n):
    return [[(i + j) % 2 for j in range(n)] for i in range(n)]

# %% first_column_hidden
def causal_mask(n):
    mask = torch.tril(torch.ones(n, n))
    mask[1:, 0] = 0
    return mask
