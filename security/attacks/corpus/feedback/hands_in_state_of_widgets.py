# tries: hands in the state of a widget in the notebook's metadata, which a page passes to a script
# walls: inert notebooks
# canary: acts
# %% hand in
kind = "application/vnd.jupyter.widget-state+json"
notebook.metadata["widgets"] = {kind: {"state": {"a": {"value": "@ACTS@"}}, "version_major": 2, "version_minor": 0}}
