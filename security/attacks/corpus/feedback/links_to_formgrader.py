# tries: links in an answer to formgrader on this machine, named like a link of staff's own
# walls: clean pages
# canary: acts
# %% why
[Open in formgrader](http://localhost:8888/formgrader?path=@ACTS@)
