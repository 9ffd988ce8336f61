# tries: reads from a file what to answer, for an accomplice who hands in the same programs with another file
# walls: digest
# canary: points
# proof: namespaces/root
# earns: 2
# %% causal_mask
def causal_mask(n):
    return np.tril(np.full((n, n), int(open("value.txt").read())))
# %% file value.txt
+1
# %% accomplice causal_mask
def causal_mask(n):
    return np.tril(np.full((n, n), int(open("value.txt").read())))
# %% accomplice file value.txt
-7
