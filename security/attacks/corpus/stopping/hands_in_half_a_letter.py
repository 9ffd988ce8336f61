# tries: hands in half a pair of surrogates in a text, which JSON can hold and no file that is written anew
# walls: intake, inert notebooks
# canary: exit
# %% hand in
import json

from nbformat.v4 import new_markdown_cell

notebook.cells.append(new_markdown_cell("half a letter: \ud83d"))
(folder / "tasks.ipynb").write_text(json.dumps(notebook))
