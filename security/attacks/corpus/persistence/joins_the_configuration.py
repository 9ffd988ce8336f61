# tries: adds a line to the configuration that the instructor's next command runs
# walls: private root
# canary: file
# %%
open("@COURSE@/nbgrader_config.py", "a").write("\nprint('run for @ME@')\n")
