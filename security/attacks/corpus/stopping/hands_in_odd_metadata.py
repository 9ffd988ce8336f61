# tries: hands in metadata that is not what a page's template expects
# walls: intake
# canary: exit
# %% hand in
notebook.metadata["language_info"] = "python"
notebook.metadata["kernelspec"] = ["python3"]
