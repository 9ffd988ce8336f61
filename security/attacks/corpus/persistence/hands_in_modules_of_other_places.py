# tries: hands in modules of names that nobody has yet, or that lie deeper, for whoever starts Python there
# walls: names of files
# canary: acts
# proof: namespaces/root
# %% file org.py
print("@ACTS@")
# %% file cuda.py
print("@ACTS@")
# %% file tests.py
print("@ACTS@")
# %% file figures/numpy.py
print("@ACTS@")
# %% file data/conftest.py
print("@ACTS@")
# %% file test_plan.txt
print("@ACTS@")
