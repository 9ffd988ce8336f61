"""Names the keys that attacks left in their owner's keyring, and takes them out: all namespaces share it."""

import ctypes
import os
import sys
from pathlib import Path

KEYCTL = {"x86_64": 250, "aarch64": 219}[os.uname().machine]
INVALIDATE = 21


def main() -> None:
    """Run as their owner, for nobody else sees them."""
    libc = ctypes.CDLL(None)
    for line in Path("/proc/keys").read_text().splitlines():
        number, *_, kind, name = line.split()[:9]
        if kind == "user" and name.startswith(("attack", "canary-key")):
            libc.syscall(KEYCTL, INVALIDATE, int(number, 16))
            if name.startswith("attack"):
                sys.stdout.write(f"{name}\n")


if __name__ == "__main__":
    main()
