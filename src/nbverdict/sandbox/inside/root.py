"""Builds a private root: system and environment read-only, nothing of the course, small folders in memory."""

import os
import shutil

from .plan import HOME, INODES, SHARED, TEMPORARY, WORK, SandboxPlan, Start
from .syscalls import (
    BIND,
    NO_DEVICES,
    NO_EXEC,
    NO_SUID,
    PRIVATE,
    RECURSIVE,
    change_root,
    make_read_only,
    mount,
)

SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64")
SETTINGS = ("ld.so.cache", "localtime", "nsswitch.conf", "fonts", "mime.types", "alternatives", "hosts")
NAME = "student"
TERMINALS = 64  # that a notebook may open: `!command` takes one while it runs
DEVICES = ("null", "zero", "full", "random", "urandom")


def build_root(plan: SandboxPlan, start: Start) -> None:
    """Build a root that holds what is visible, and enter the folder of the submission's files in it."""
    new = start.root
    mount(None, "/", None, RECURSIVE | PRIVATE)
    mount("tmpfs", new, "tmpfs", NO_SUID | NO_DEVICES, "size=1m,mode=755")
    for path in (*SYSTEM, *(f"/etc/{name}" for name in SETTINGS)):
        _show(new, path)
    _scratch(new, TEMPORARY, plan.limits.scratch_mb)
    _scratch(new, HOME, plan.limits.scratch_mb)
    for path in plan.visible:  # after the folders in memory, as a path may lie in one of them
        _show(new, path)
    for path in plan.hidden:
        _hide(new, path)
    _devices(new, plan)
    _accounts(new, os.getuid() or start.user)
    _bind(new, start.sockets, writable=True)
    _bind(new, start.models)
    os.makedirs(new + "/proc")
    mount("proc", new + "/proc", "proc", NO_SUID | NO_DEVICES | NO_EXEC)
    copy_work(start, new + WORK)
    change_root(new)
    make_read_only("/", recursive=False)
    os.chdir(WORK)


def copy_work(start: Start, to: str) -> None:
    """Copy the submission's files to a folder in which its code may change them."""
    shutil.copytree(start.work, to, symlinks=True)
    if os.getuid() == 0:
        for folder, folders, files in os.walk(os.path.dirname(to)):
            for path in (folder, *(os.path.join(folder, name) for name in (*folders, *files))):
                os.chown(path, start.user, start.user, follow_symlinks=False)


def _show(new: str, path: str) -> None:
    """Make a file or folder of the system visible, read-only; a link stays a link."""
    if os.path.islink(path):
        os.makedirs(new + os.path.dirname(path), exist_ok=True)
        if not os.path.lexists(new + path):
            os.symlink(os.readlink(path), new + path)
    elif os.path.exists(path):
        _bind(new, path)


def _bind(new: str, path: str, *, writable: bool = False, devices: bool = False) -> None:
    place = new + path
    if os.path.isdir(path):
        os.makedirs(place, exist_ok=True)
    else:
        os.makedirs(os.path.dirname(place), exist_ok=True)
        with open(place, "a", encoding="utf-8"):
            pass
    mount(path, place, None, BIND | RECURSIVE)
    if not writable:
        make_read_only(place, devices=devices)


def _hide(new: str, path: str) -> None:
    """Mount an empty folder over a hidden one that lies below something visible."""
    if os.path.isdir(new + path):
        mount("tmpfs", new + path, "tmpfs", NO_SUID | NO_DEVICES, "size=4k,mode=000")
        make_read_only(new + path)


def _scratch(new: str, path: str, megabytes: int) -> None:
    os.makedirs(new + path)
    size = f"size={megabytes}m,mode=1777,nr_inodes={INODES}"
    mount("tmpfs", new + path, "tmpfs", NO_SUID | NO_DEVICES, size)


def _accounts(new: str, user: int) -> None:
    """Write a passwd and a group file with the student's user and root alone."""
    lines = {"passwd": f"{NAME}:x:{user}:{user}::{HOME}:/bin/sh", "group": f"{NAME}:x:{user}:"}
    for name, line in lines.items():
        with open(f"{new}/etc/{name}", "w", encoding="utf-8") as file:
            file.write(f"{line}\nroot:x:0:{'0::/root:/bin/sh' if name == 'passwd' else ''}\n")


def _devices(new: str, plan: SandboxPlan) -> None:
    os.makedirs(new + "/dev", exist_ok=True)
    for path in (*(f"/dev/{name}" for name in DEVICES), *plan.devices):
        if os.path.exists(path):
            _bind(new, path, devices=True)
    _scratch(new, SHARED, plan.limits.scratch_mb)
    os.makedirs(new + "/dev/pts")
    own = f"newinstance,ptmxmode=0666,mode=620,max={TERMINALS}"  # counted over all instances together
    mount("devpts", new + "/dev/pts", "devpts", NO_SUID | NO_EXEC, own)
    os.symlink("pts/ptmx", new + "/dev/ptmx")
    os.symlink("/proc/self/fd", new + "/dev/fd")
