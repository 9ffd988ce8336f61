# tries: prints the tokens in its environment
# walls: environment
# canary: environment
# %%
import os

print(dict(os.environ))
