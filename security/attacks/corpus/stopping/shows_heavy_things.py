# tries: displays HTML, pictures and metadata of a megabyte each, thirty times
# walls: bounded output
# canary: output
# %%
from IPython.display import display

for _ in range(30):
    heavy = {"text/html": "B" * 500_000, "application/json": {"deep": "C" * 500_000}}
    display(heavy, raw=True, metadata={"text/html": {"note": "D" * 100_000}})
