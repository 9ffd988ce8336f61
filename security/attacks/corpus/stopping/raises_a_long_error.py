# tries: raises an error whose message has twenty million letters
# walls: bounded output
# canary: output
# %%
raise ValueError("E" * 20_000_000)
