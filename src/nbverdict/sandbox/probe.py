"""Finds out which walls hold on this machine: by trying them from inside, not from version numbers."""

import json
import os
import socket
import sys
import tempfile
from pathlib import Path
from uuid import uuid4

from nbverdict.errors import OperatorError
from nbverdict.sandbox.forkserver import INSIDE, ForkServer

PATIENCE = 20  # seconds
MOST_REPLY = 100_000


def missing_walls(server: ForkServer) -> list[str]:
    """Return the walls that do not hold in a process of this server.

    Raises:
        OperatorError: the process cannot be started, or does not answer.
    """
    name = f"course-{uuid4()}"
    ours, theirs = socket.socketpair()
    with (
        socket.create_server(("127.0.0.1", 0)) as port,
        socket.socket(socket.AF_UNIX) as abstract,
        tempfile.NamedTemporaryFile() as file,
        tempfile.TemporaryDirectory() as work,
        ours,
        theirs,
    ):
        abstract.bind("\0" + name)
        abstract.listen()
        file.write(b"not for them")
        file.flush()
        outside = {
            "files": [file.name, __file__, "/etc/shadow", f"/proc/{os.getpid()}/environ"],
            "folders": [sys.prefix, sys.base_prefix, "/usr", "/etc"],
            "port": port.getsockname()[1],
            "name": name,
            "process": os.getpid(),
        }
        return _ask(server, outside, Path(work), ours, theirs)


def _ask(
    server: ForkServer, outside: dict[str, object], work: Path, ours: socket.socket, theirs: socket.socket
) -> list[str]:
    script = (INSIDE / "probe.py").read_text("utf-8")
    walled = server.start(work, script=script, descriptors=[theirs.fileno()])
    try:
        theirs.close()
        ours.settimeout(PATIENCE)
        ours.sendall(json.dumps(outside).encode())
        reached_by_wall = json.loads(ours.recv(MOST_REPLY) or b"null")
    except (OSError, ValueError) as error:
        raise OperatorError(f"the probe of the sandbox does not answer ({error})") from error
    finally:
        walled.close()
    if not reached_by_wall:
        raise OperatorError("the probe of the sandbox ended without an answer")
    return [wall for wall, reached in reached_by_wall.items() if reached]
