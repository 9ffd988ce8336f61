# tries: hands in a link to another student's notebook
# walls: intake
# canary: points
# %% hand in
(folder / "tasks.ipynb").symlink_to("../../000_peer/hw/tasks.ipynb")
