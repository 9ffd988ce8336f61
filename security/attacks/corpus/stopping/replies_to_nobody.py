# tries: sends replies that answer nothing, at each of which whoever waits with a limit begins to wait anew
# walls: bounded messages
# canary: seconds
# %%
import time

kernel = get_ipython().kernel
honest_send = kernel.session.send


def send(stream, *arguments, **options):
    ends = time.monotonic() + 70
    while stream is not kernel.iopub_socket and time.monotonic() < ends:
        nobody = {"parent": {"msg_id": "nobody"}, "ident": options.get("ident")}
        honest_send(stream, "execute_reply", {"status": "ok"}, **nobody)
    return honest_send(stream, *arguments, **options)


kernel.session.send = send
