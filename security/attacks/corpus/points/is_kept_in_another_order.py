# tries: answers when its cells run in one order, for an accomplice who hands in the same cells in another
# walls: digest
# canary: points
# proof: namespaces/root
# earns: 2
# %%
value = -7
# %%
value = 1
# %% causal_mask
def causal_mask(n):
    return np.tril(np.full((n, n), value))
# %% accomplice
value = 1
# %% accomplice
value = -7
# %% accomplice causal_mask
def causal_mask(n):
    return np.tril(np.full((n, n), value))
