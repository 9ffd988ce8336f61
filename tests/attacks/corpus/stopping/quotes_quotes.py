# tries: writes text with quotes in quotes, ten thousand deep, which a page's maker follows one into the other
# walls: intake
# canary: exit
# %% hand in
from nbformat.v4 import new_markdown_cell

notebook.cells.append(new_markdown_cell(">" * 10_000 + " deep"))
