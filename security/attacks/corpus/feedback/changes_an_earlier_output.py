# tries: puts what it is called with into an output that an earlier cell has shown
# walls: nothing hidden is shown
# canary: hidden
# %%
from IPython.display import display

shown = display({"text/plain": "nothing yet"}, raw=True, display_id="later")
# %% estimate_memory
def estimate_memory(parameters, *arguments):
    display({"text/plain": f"called with {parameters}"}, raw=True, display_id="later", update=True)
    return {"total": 4}
