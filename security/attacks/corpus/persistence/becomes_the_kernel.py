# tries: installs a kernel of the same name as the one that later notebooks ask for
# walls: private root
# canary: file
# %%
import json
import os

folder = "@HOME@/.local/share/jupyter/kernels/python3"
os.makedirs(folder, exist_ok=True)
start = "import builtins; builtins.visited_by_attack = 1; from ipykernel.kernelapp import main; main()"
told = {"argv": ["python", "-c", start, "-f", "{connection_file}"], "display_name": "@ME@", "language": "python"}
json.dump(told, open(f"{folder}/kernel.json", "w"))
