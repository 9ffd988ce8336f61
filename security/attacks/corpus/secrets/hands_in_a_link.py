# tries: hands in a link to a file of the instructor's, which nbgrader copies beside the notebook
# walls: intake
# canary: beside
# %% hand in
(folder / "data.txt").symlink_to("@BESIDE@")
