"""A small world for one run: all of this machine can be read and written in it, and nothing of that stays.

It is entered by a process that `unshare` has put into mount, process, network, IPC and host name namespaces
of its own. The disk is an overlay whose changes lie in memory, so what a run leaves behind can be listed.
"""

import ctypes
import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from security.attacks.folders import entries

WITH_US = ("setpriv", "--pdeathsig", "KILL")  # it ends when whoever started it does
UNSHARE = (*WITH_US, "unshare", "--mount", "--pid", "--ipc", "--net", "--uts", "--fork", "--kill-child")
MS_BIND, MS_REC, MS_PRIVATE, MNT_DETACH = 0x1000, 0x4000, 1 << 18, 2
SIZE = "3g"  # of all that a run may write in memory
COVERED = ("/tmp", "/root", "/home", "/var/tmp", "/run")  # noqa: S108 - empty in the world, but for what is named
DEVICES = {"null": (1, 3), "zero": (1, 5), "full": (1, 7), "random": (1, 8), "urandom": (1, 9), "tty": (5, 0)}
libc = ctypes.CDLL(None, use_errno=True)


@dataclass(frozen=True)
class World:
    """A world that was entered: where to look for what has changed in it."""

    upper: int  # a descriptor of the folder that holds the changes to the disk

    def changed(self) -> Iterator[Path]:
        """Return every file and empty folder that was written or made, by its name in the world."""
        changes = Path(f"/proc/self/fd/{self.upper}")
        for layer in changes.iterdir():
            at = Path("/") / layer.name.replace("+", "/")
            yield from (at / path.relative_to(layer) for path in entries(layer))
        for folder in (*COVERED, "/dev"):
            yield from entries(Path(folder))


def enter(scratch: Path, needed: Sequence[Path], binds: dict[Path, Path], hidden: Path) -> World:
    """Make the world on an empty folder and move this process into it.

    `needed` are folders that must be there although they lie below a covered one, or below `hidden`, which
    is covered too; `binds` names folders of the host, each with its place in the world, whose changes stay.
    """
    _mount(None, Path("/"), None, MS_REC | MS_PRIVATE)
    _mount("tmpfs", scratch, "tmpfs", data=f"size={SIZE},mode=755")
    root = scratch / "root"
    _overlay(Path("/"), root, scratch)
    for name in COVERED:
        (root / name[1:]).mkdir(exist_ok=True)
        mode = "1777" if name.endswith("tmp") else "755"
        _mount("tmpfs", root / name[1:], "tmpfs", data=f"size={SIZE},mode={mode}")
    for inner in (False, True):
        if inner and (root / hidden.relative_to("/")).is_dir():
            _mount("tmpfs", root / hidden.relative_to("/"), "tmpfs", data="size=1m,mode=755")
        for path in needed:
            covered = path.is_relative_to(hidden) or any(path.is_relative_to(name) for name in COVERED)
            if covered and path.is_relative_to(hidden) == inner:
                _overlay(path, root / path.relative_to("/"), scratch)
    for host, place in binds.items():
        _bind(host, root / place.relative_to("/"))
    _kernel_file_systems(root)
    upper = os.open(scratch / "upper", os.O_RDONLY | os.O_DIRECTORY)
    os.chdir(root)
    _check(libc.pivot_root(b".", b"."), "pivot_root")
    _check(libc.umount2(b".", MNT_DETACH), "umount")
    os.chdir("/")
    return World(upper)


def _overlay(lower: Path, place: Path, scratch: Path) -> None:
    name = str(lower)[1:].replace("/", "+") or "+"
    upper, work = scratch / "upper" / name, scratch / "work" / name
    for folder in (upper, work, place):
        folder.mkdir(parents=True, exist_ok=True)
    upper.chmod(0o755)
    _mount("overlay", place, "overlay", data=f"lowerdir={lower},upperdir={upper},workdir={work}")


def _kernel_file_systems(root: Path) -> None:
    _mount("proc", root / "proc", "proc")
    _mount("/sys", root / "sys", None, MS_BIND | MS_REC)
    dev = root / "dev"
    _mount("tmpfs", dev, "tmpfs", data="size=1m,mode=755")
    for name, (major, minor) in DEVICES.items():
        os.mknod(dev / name, 0o666 | stat.S_IFCHR, os.makedev(major, minor))
        (dev / name).chmod(0o666)
    for name, kind, options in (
        ("pts", "devpts", "newinstance,ptmxmode=0666,mode=620"),
        ("shm", "tmpfs", f"size={SIZE},mode=1777"),
        ("mqueue", "mqueue", ""),
    ):
        (dev / name).mkdir()
        _mount(kind, dev / name, kind, data=options)
    for name, target in (
        ("ptmx", "pts/ptmx"),
        ("fd", "/proc/self/fd"),
        ("stdin", "/proc/self/fd/0"),
        ("stdout", "/proc/self/fd/1"),
        ("stderr", "/proc/self/fd/2"),
    ):
        (dev / name).symlink_to(target)


def _bind(host: Path, place: Path) -> None:
    place.mkdir(parents=True, exist_ok=True)
    _mount(str(host), place, None, MS_BIND)


def _mount(source: str | None, place: Path, kind: str | None, flags: int = 0, data: str = "") -> None:
    texts = [None if text is None else text.encode() for text in (source, str(place), kind)]
    _check(libc.mount(*texts, ctypes.c_ulong(flags), data.encode()), f"mount {place}")


def _check(result: int, what: str) -> None:
    if result != 0:
        raise OSError(ctypes.get_errno(), f"{what}: {os.strerror(ctypes.get_errno())}")
