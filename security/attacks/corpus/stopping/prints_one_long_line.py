# tries: prints thirty million letters without a line's end, which nbgrader counts as one line
# walls: bounded output
# canary: output
# %%
print("A" * 30_000_000)
