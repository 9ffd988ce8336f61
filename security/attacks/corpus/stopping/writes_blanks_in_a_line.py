# tries: writes lines with ninety thousand blanks, of which whoever looks for a line's end asks at each of them
# walls: time of a page
# canary: exit
# %% hand in
from nbformat.v4 import new_markdown_cell

notebook.cells += [new_markdown_cell("a" + " " * 90_000 + "b") for _ in range(6)]
