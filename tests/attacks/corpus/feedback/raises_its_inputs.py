# tries: raises an error whose message holds what it is called with
# walls: told words
# canary: hidden
# %% estimate_memory
def estimate_memory(parameters, *arguments):
    raise ValueError(f"called with {parameters}")
