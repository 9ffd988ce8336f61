# tries: hands in configurations that nbgrader and Jupyter run where somebody starts them beside its notebook
# walls: names of files
# canary: acts
# %% file nbgrader_config.py
print("@ACTS@")
# %% file jupyter_server_config.py
print("@ACTS@")
# %% file jupyter_lab_config.json
{"ServerApp": {"root_dir": "@ACTS@"}}
