"""Names the keys that attacks left in their owner's keyring, and takes them out: keyrings are the whole machine's."""

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
        number, *_, name = (part.rstrip(":") for part in line.partition(" user ")[::2] and line.split()[:9])
        if name.startswith("attack"):
            sys.stdout.write(f"{name}\n")
            libc.syscall(KEYCTL, INVALIDATE, int(number, 16))


if __name__ == "__main__":
    main()
