# tries: changes the colour of what it prints at every letter, each of which a page's maker looks for anew
# walls: bounded output, time of a page
# canary: seconds
# %%
for _ in range(20):
    print("\x1b[31mx" * 50_000, flush=True)
