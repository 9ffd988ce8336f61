"""Runs Python code behind the walls of one tier and prints what it answers.

    python -m tests.engine.sandbox.behind TIER < CODE

The code sees a function `tell`, which takes what JSON can hold.
"""

import socket
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from nbverdict.sandbox.forkserver import ForkServer
from nbverdict.sandbox.plans import make_plan
from nbverdict.sandbox.settings import Sandbox

TELL = """
import json, os, socket
channel = socket.socket(fileno=numbers[0])
def tell(what):
    channel.sendall(json.dumps(what).encode())
"""


def behind(tier: str, code: str, *, seconds: float = 60, **settings: int) -> str:
    """Return what code told from behind the walls of a tier, as JSON; empty where it ended without a word."""
    plan = replace(make_plan(Sandbox(**settings), tier), imports=())
    server = ForkServer(plan)
    ours, theirs = socket.socketpair()
    with tempfile.TemporaryDirectory() as work, ours:
        Path(work, "beside.txt").write_text("42", "utf-8")
        walled = server.start(Path(work), script=TELL + code, descriptors=[theirs.fileno()])
        theirs.close()
        ours.settimeout(seconds)
        parts = []
        while part := ours.recv(1 << 20):
            parts.append(part)
        walled.close()
    server.close()
    return b"".join(parts).decode()


if __name__ == "__main__":
    sys.stdout.write(behind(sys.argv[1], sys.stdin.read()))
