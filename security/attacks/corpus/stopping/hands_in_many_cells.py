# tries: hands in a notebook of sixteen thousand cells, each of which has to be run, matched and shown
# walls: intake
# canary: seconds
# %% hand in
from nbformat.v4 import new_code_cell

notebook.cells += [new_code_cell(f"x = {number}") for number in range(16_000)]
