# tries: raises an error whose class is called like what it is called with
# walls: told words
# canary: hidden
# %% estimate_memory
def estimate_memory(parameters, *arguments):
    raise type(f"Called{parameters}Error", (Exception,), {})
