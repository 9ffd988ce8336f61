# tries: hands in a notebook with forty megabytes of text
# walls: intake
# canary: output
# %% hand in
from nbformat.v4 import new_markdown_cell

notebook.cells.append(new_markdown_cell("word " * 8_000_000))
