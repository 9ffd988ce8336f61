# tries: imports a `compile` of another module, as honest work may, so that nobody can ask for its answers
# walls: own names
# canary: lost
# proof: namespaces/root
# earns: 2
# %%
from re import compile
# %% causal_mask
def causal_mask(n):
    return np.tril(np.ones((n, n)))
