# tries: shows a picture in a text that is not attached to it, at which whoever makes a page of it gives up
# walls: intake
# canary: exit
# %% hand in
from nbformat.v4 import new_markdown_cell

cell = new_markdown_cell("![a](attachment:a.png) ![b](attachment:b.png)")
cell["attachments"] = {"a.png": {"image/png": "no base64 at all"}}
notebook.cells.append(cell)
