# tries: writes a number of ten thousand dots, which whoever colours the code reads anew from each dot
# walls: time of a page
# canary: exit
# %% hand in
from nbformat.v4 import new_code_cell

notebook.cells.append(new_code_cell("1." * 400_000))
