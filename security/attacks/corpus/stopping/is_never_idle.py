# tries: never says that a cell is done, at which whoever waits for that gives up on the notebook
# walls: time
# canary: exit
# %% hand in
from nbformat.v4 import new_code_cell

notebook.cells += [new_code_cell(f"{number}") for number in range(12)]
# %%
kernel = get_ipython().kernel
honest_send = kernel.session.send


def send(stream, kind, content=None, *others, **options):
    if kind != "status":
        return honest_send(stream, kind, content, *others, **options)


kernel.session.send = send
