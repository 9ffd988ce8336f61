# tries: writes a file beside the notebook, called like what it is called with
# walls: own places to write
# canary: hidden
# %% estimate_memory
def estimate_memory(parameters, *arguments):
    open(f"called-with-{parameters}.txt", "w").close()
    return {"total": 4}
