# tries: prints all cells that were run, tests included
# walls: checks outside
# canary: test
# %% end
for cell in In:
    print(cell)
