"""System calls that Python 3.11 has no function for."""

import ctypes
import os
import resource
import struct

import pyseccomp

LIBC = ctypes.CDLL(None, use_errno=True)
LIBC.syscall.restype = ctypes.c_long

NEWNS, NEWCGROUP, NEWUTS, NEWIPC = 0x00020000, 0x02000000, 0x04000000, 0x08000000
NEWUSER, NEWPID, NEWNET = 0x10000000, 0x20000000, 0x40000000

READ_ONLY, NO_SUID, NO_DEVICES, NO_EXEC, BIND, RECURSIVE, PRIVATE = 1, 2, 4, 8, 4096, 16384, 1 << 18
DETACH = 2
AT_RECURSIVE, AT_CWD = 0x8000, -100

DEATH_SIGNAL, DUMPABLE, DROP_BOUNDING, SUBREAPER, NO_NEW_PRIVILEGES, AMBIENT = 1, 4, 24, 36, 38, 47
CLEAR_ALL = 4
CAPABILITY_VERSION = 0x20080522


def _checked(result: int, what: str) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")
    return result


def syscall(name: str, *arguments: object) -> int:
    """Make a system call by its name, which has another number on each architecture."""
    number = pyseccomp.resolve_syscall(pyseccomp.Arch.NATIVE, name)
    return _checked(LIBC.syscall(number, *arguments), name)


def unshare(flags: int) -> None:
    """Leave these namespaces for new ones."""
    _checked(LIBC.unshare(flags), "unshare")


def set_namespace(descriptor: int, flag: int) -> None:
    """Enter the namespace that a descriptor refers to."""
    _checked(LIBC.setns(descriptor, flag), "setns")


def prctl(option: int, value: int, more: object = 0) -> int:
    """Change an attribute of this process."""
    return _checked(LIBC.prctl(option, ctypes.c_ulong(value), more, 0, 0), f"prctl {option}")


def mount(source: str | None, target: str, kind: str | None, flags: int, data: str = "") -> None:
    """Mount a file system."""
    texts = (text.encode() if text else None for text in (source, target, kind))
    result = LIBC.mount(*texts, ctypes.c_ulong(flags), data.encode() or None)
    _checked(result, f"mount {target}")


def make_read_only(path: str, *, recursive: bool = True, devices: bool = False) -> None:
    """Make a mount, and those below it, read-only, without set-user-ID programs and, by default, devices.

    A device can still be written to, but its times and its mode cannot be changed.
    """
    wanted = READ_ONLY | NO_SUID | (0 if devices else NO_DEVICES)
    attributes = ctypes.create_string_buffer(struct.pack("QQQQ", wanted, 0, 0, 0))
    flags = AT_RECURSIVE if recursive else 0
    syscall("mount_setattr", AT_CWD, path.encode(), flags, attributes, len(attributes.raw) - 1)


def change_root(new: str) -> None:
    """Make a folder the root, and detach the old one."""
    old = os.path.join(new, ".old")
    os.makedirs(old)
    syscall("pivot_root", new.encode(), old.encode())
    os.chdir("/")
    _checked(LIBC.umount2(b"/.old", DETACH), "umount the old root")
    os.rmdir("/.old")


def leave_no_core() -> None:
    """Keep this process and its descendants from dumping their memory when they crash.

    The limit is one byte, because at 0 Linux still starts the system's core collector, as root and outside.
    """
    most = min(1, resource.getrlimit(resource.RLIMIT_CORE)[1] % (1 << 64))  # up to the hard limit
    resource.setrlimit(resource.RLIMIT_CORE, (most, most))


def drop_capabilities(*, keep: int = 0) -> None:
    """Drop every capability of this process and its descendants, except those of a mask below 1<<32."""
    drop_bounding(keep=keep)
    prctl(AMBIENT, CLEAR_ALL)
    header = ctypes.create_string_buffer(struct.pack("Ii", CAPABILITY_VERSION, 0))
    kept = ctypes.create_string_buffer(struct.pack("6I", keep, keep, 0, 0, 0, 0))
    syscall("capset", header, kept)


def drop_bounding(*, keep: int = 0) -> None:
    """Keep programs that this process starts from gaining capabilities; only root may do this."""
    for capability in range(64):
        if not keep >> capability & 1 and LIBC.prctl(DROP_BOUNDING, capability, 0, 0, 0) < 0:
            break


def close_descriptors(keep: set[int]) -> None:
    """Close every descriptor except these."""
    lowest = 0
    for number in [*sorted(keep), 1 << 31]:
        if number > lowest:
            syscall("close_range", lowest, number - 1, 0)
        lowest = number + 1
