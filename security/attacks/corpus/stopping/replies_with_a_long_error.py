# tries: tells of long errors in the reply to a cell, and not where outputs are told
# walls: bounded output
# canary: output
# %%
session = get_ipython().kernel.session
honest_send = session.send


def send(stream, message, content=None, *arguments, **options):
    if message == "execute_reply":
        content = {**content, "status": "error", "ename": "E", "evalue": "e", "traceback": ["G" * 3_000_000]}
    return honest_send(stream, message, content, *arguments, **options)


session.send = send
# %%
1
# %%
2
# %%
3
# %%
4
