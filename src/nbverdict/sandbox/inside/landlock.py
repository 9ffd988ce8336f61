"""Landlock: restricts which files a process may open, and keeps it from processes and sockets outside.

The numbers are those of linux/landlock.h; rights that the running kernel does not know are left out.
"""

import ctypes
import os
import struct
from collections.abc import Mapping

from .syscalls import NO_NEW_PRIVILEGES, prctl, syscall

RIGHTS = [
    "execute",
    "write_file",
    "read_file",
    "read_dir",
    "remove_dir",
    "remove_file",
    "make_char",
    "make_dir",
    "make_reg",
    "make_sock",
    "make_fifo",
    "make_block",
    "make_sym",
    "refer",
    "truncate",
    "ioctl_dev",
]
RIGHT = {name: 1 << place for place, name in enumerate(RIGHTS)}
READ = RIGHT["execute"] | RIGHT["read_file"] | RIGHT["read_dir"]
FILE = READ & ~RIGHT["read_dir"] | RIGHT["write_file"] | RIGHT["truncate"] | RIGHT["ioctl_dev"]
DEVICE = RIGHT["read_file"] | RIGHT["write_file"] | RIGHT["ioctl_dev"]
LIST = RIGHT["read_dir"]
SOCKETS = RIGHT["make_sock"] | RIGHT["write_file"]
WRITE = READ | sum(
    RIGHT[name]
    for name in [
        "write_file",
        "remove_dir",
        "remove_file",
        "make_dir",
        "make_reg",
        "make_fifo",
        "make_sock",
        "make_sym",
        "refer",
        "truncate",
    ]
)
FILES = WRITE & ~sum(RIGHT[name] for name in ("make_sym", "make_fifo", "make_sock"))  # and folders only
TCP, SCOPES = 3, 3  # bind and connect; abstract sockets and signals
SINCE = {"truncate": 3, "refer": 2, "ioctl_dev": 5}  # the first version with a right; 1 if not listed
WITH_TCP, WITH_SCOPES = 4, 6
VERSION, PATH_BENEATH = 1, 1


def version() -> int:
    """Return the version of Landlock on this system; 0 if it has none."""
    try:
        return syscall("landlock_create_ruleset", None, 0, VERSION)
    except OSError:
        return 0


def restrict(rules: Mapping[str, int], *, tcp: bool) -> None:
    """Allow this process and its descendants these rights below these paths, and no other file.

    Unless `tcp`, refuse all TCP ports too.
    """
    known = version()
    if not known:
        return
    handled = sum(right for name, right in RIGHT.items() if SINCE.get(name, 1) <= known)
    network = TCP if known >= WITH_TCP and not tcp else 0
    scopes = SCOPES if known >= WITH_SCOPES else 0
    size = 24 if known >= WITH_SCOPES else 16 if known >= WITH_TCP else 8
    attributes = ctypes.create_string_buffer(struct.pack("QQQ", handled, network, scopes))
    ruleset = syscall("landlock_create_ruleset", attributes, size, 0)
    for path, rights in rules.items():
        _allow(ruleset, path, rights & handled)
    prctl(NO_NEW_PRIVILEGES, 1)
    syscall("landlock_restrict_self", ruleset, 0)
    os.close(ruleset)


def _allow(ruleset: int, path: str, rights: int) -> None:
    try:
        place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except FileNotFoundError:
        return
    if not os.path.isdir(path):
        rights &= FILE
    rule = ctypes.create_string_buffer(struct.pack("=Qi", rights, place))
    syscall("landlock_add_rule", ruleset, PATH_BENEATH, rule, 0)
    os.close(place)


def without(path: str, hidden: tuple[str, ...]) -> dict[str, int]:
    """Return rules to read everything below a path except what is hidden: a rule cannot revoke another."""
    if path in hidden:
        return {}
    if not any(entry.startswith(path.rstrip("/") + "/") for entry in hidden) or os.path.islink(path):
        return {path: READ}
    rules = {path: 0}
    for name in os.listdir(path):
        rules |= without(os.path.join(path, name), hidden)
    return {entry: rights for entry, rights in rules.items() if rights}
