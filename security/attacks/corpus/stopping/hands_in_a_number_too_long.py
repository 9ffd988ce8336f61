# tries: hands in a number of ten thousand digits, which JSON allows and Python refuses to read
# walls: intake
# canary: exit
# %% hand in
import json

notebook.metadata["count"] = "HERE"
(folder / "tasks.ipynb").write_text(json.dumps(notebook).replace('"HERE"', "9" * 10_000))
