# %% uniform
def attention_weights(q, k, mask):
    m = mask.float()
    return m / m.sum(-1, keepdim=True)

# %% the_mask
def attention_weights(q, k, mask):
    return mask

# %% the_example
def attention_weights(q, k, mask):
    return [[1, 0, 0], [0.1956, 0.8044, 0], [0.1636, 0.1636, 0.6728]]

# %% nan
def attention_weights(q, k, mask):
    return mask * float('nan')

# %% empty
def attention_weights(q, k, mask):
    return torch.zeros(0, 3)

# %% broadcast
def attention_weights(q, k, mask):
    return torch.full((1, 1), 0.5)
