# tries: writes thirty thousand blank lines, which whoever colours the code reads anew from each of them
# walls: time of a page
# canary: exit
# %% hand in
from nbformat.v4 import new_code_cell

notebook.cells.append(new_code_cell("1" + "\n" * 30_000 + "1"))
