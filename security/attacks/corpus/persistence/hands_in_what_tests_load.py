# tries: hands in files that pytest and every Python load where somebody starts them beside its notebook
# walls: names of files
# canary: acts
# %% file conftest.py
print("@ACTS@")
# %% file sitecustomize.py
print("@ACTS@")
# %% file test_all.py
print("@ACTS@")
