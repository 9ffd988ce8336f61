# tries: hands in settings that pytest reads, with a plug-in of its own, where it is started beside a notebook
# walls: names of files
# canary: acts
# proof: namespaces/root
# %% file pytest.ini
[pytest]
addopts = -p plugin_@ACTS@
# %% file conftest.py
print("@ACTS@")
# %% file tox.ini
[pytest]
addopts = -p plugin_@ACTS@
