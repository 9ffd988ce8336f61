# tries: tells in an output's metadata where its picture lies, which a page then asks for as whoever reads it
# walls: inert notebooks
# canary: acts
# %%
import io

import matplotlib.pyplot as plt
from IPython.display import Image, display

file = io.BytesIO()
plt.figure(figsize=(1, 1)).savefig(file)
display(Image(file.getvalue(), metadata={"filenames": {"image/png": "/formgrader?path=@ACTS@"}}))
