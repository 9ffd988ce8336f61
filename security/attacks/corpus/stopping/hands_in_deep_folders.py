# tries: hands in a thousand folders, each in the one before: whoever copies them runs out of stack
# walls: intake
# canary: exit
# %% hand in
here = os.getcwd()
os.chdir(folder)
for _ in range(1200):
    os.mkdir("d")
    os.chdir("d")
Path("file.txt").write_text("deep")
os.chdir(here)
