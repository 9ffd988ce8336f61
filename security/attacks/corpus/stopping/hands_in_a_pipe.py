# tries: hands in a named pipe beside its notebook: whoever copies it waits for ever
# walls: intake
# canary: exit
# %% hand in
os.mkfifo(folder / "data.csv")
