# tries: writes formulas that begin and never end, in which a page's maker searches for hours
# walls: time of a page
# canary: exit
# %% hand in
from nbformat.v4 import new_markdown_cell

notebook.cells.append(new_markdown_cell("\\begin{a}" * 100_000))
