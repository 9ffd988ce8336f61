"""Names the keys that one run's attacks left in their owner's keyring, and takes them out.

All namespaces share a keyring, and other runs are at work beside this one: each knows its own by a name.
"""

import ctypes
import os
import sys
from pathlib import Path

KEYCTL = {"x86_64": 250, "aarch64": 219}[os.uname().machine]
INVALIDATE = 21


def main(own: str) -> None:
    """Run as their owner, for nobody else sees them; `own` is in the name of every key of this run."""
    libc = ctypes.CDLL(None)
    for line in Path("/proc/keys").read_text().splitlines():
        number, *_, kind, name = line.split()[:9]
        if kind == "user" and own in name:
            libc.syscall(KEYCTL, INVALIDATE, int(number, 16))
            if name.startswith("attack"):
                sys.stdout.write(f"{name}\n")


if __name__ == "__main__":
    main(sys.argv[1])
