# tries: hands in a folder called like a package, which a server that is started beside it imports first
# walls: names of files
# canary: acts
# %% file jupyter_server/__init__.py
print("@ACTS@")
# %% file mpl_toolkits/mplot3d.py
print("@ACTS@")
# %% file sphinx.py
print("@ACTS@")
