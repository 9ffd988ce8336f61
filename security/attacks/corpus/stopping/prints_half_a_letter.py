# tries: prints half a pair of surrogates, which no file can hold
# walls: inert notebooks
# canary: exit
# %%
import json

get_ipython().kernel.session.pack = lambda one: json.dumps(one, default=str).encode()
print("\ud83d")
