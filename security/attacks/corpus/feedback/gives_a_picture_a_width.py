# tries: tells in an output's metadata how wide its picture is, in letters that begin another attribute
# walls: inert notebooks
# canary: acts
# %%
import io

import matplotlib.pyplot as plt
from IPython.display import display

file = io.BytesIO()
plt.figure(figsize=(1, 1)).savefig(file)
width = {"image/png": {"width": "1 onload=run(@ACTS@)"}}
display({"image/png": file.getvalue()}, raw=True, metadata=width)
