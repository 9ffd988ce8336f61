# tries: links from an answer to its own files, so that one click lets JupyterLab run them as their reader
# walls: clean pages
# canary: acts
# proof: namespaces/root
# %% why
[The figure](/lab/tree/submitted/@ME@/hw/@ACTS@.vg.json) shows it, see http://localhost:8888/lab/tree/@ACTS@ too.

[again][a]

[a]: ../../../submitted/@ME@/hw/@ACTS@.vg.json
