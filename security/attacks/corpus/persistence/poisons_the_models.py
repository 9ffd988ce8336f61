# tries: puts files into the folders from which later notebooks load models
# walls: private root
# canary: file
# %%
import glob
import os

places = ["@HOME@/.cache/huggingface/hub/models--@ME@", *glob.glob("@REPOSITORY@/.models/hub/models--*")[:2]]
for folder in [*places, os.environ.get("HF_HUB_CACHE", ".")]:
    try:
        os.makedirs(folder, exist_ok=True)
        open(f"{folder}/attack-@ME@", "w").write("weights")
    except OSError as error:
        print(error)
