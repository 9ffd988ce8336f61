# tries: asks IPython to be told of every cell before it runs, and prints it
# walls: checks outside
# canary: test
# %%
get_ipython().events.register("pre_run_cell", lambda about: print(about.raw_cell))
