# tries: hands in a folder that is called like the notebook
# walls: intake
# canary: exit
# %% hand in
(folder / "tasks.ipynb").mkdir()
(folder / "tasks.ipynb" / "file.txt").write_text("nothing")
