"""The walls: a forked process puts them up around itself before it reads anything of a student's."""

import fcntl
import os
import signal
import socket
import struct

from . import landlock
from .filter import install
from .limits import set_limits
from .plan import HOME, LANDLOCK, NAMESPACES, NOTHING, SHARED, TEMPORARY, WORK, SandboxPlan, Start
from .root import DEVICES, NAME, SETTINGS, SYSTEM, build_root
from .sigkill_guard import spare_oneself
from .syscalls import (
    DEATH_SIGNAL,
    DUMPABLE,
    NEWCGROUP,
    NEWIPC,
    NEWNET,
    NEWNS,
    NEWUSER,
    NEWUTS,
    close_descriptors,
    drop_bounding,
    drop_capabilities,
    prctl,
    unshare,
)

BRING_UP = 0x8914  # SIOCSIFFLAGS
UP = 1
MOST_BUFFER = 212_992  # bytes that a TCP socket may hold each way: as much as a local one


def enter(plan: SandboxPlan, start: Start, program: bytes, keep: set[int], keeper: int | None) -> None:
    """Put up every wall of this tier around this process; `keeper` is the socket to its keeper, if any."""
    os.setsid()
    close_descriptors(keep)
    if plan.tier == NOTHING:
        os.chdir(start.work)
        return
    if plan.tier == NAMESPACES:
        leave_namespaces()
        build_root(plan, start)
    else:
        os.chdir(start.work)
    if os.getuid() == 0:
        drop_bounding()  # before the change of user, which takes that right away
        become(start.user)
    elif plan.tier == NAMESPACES:
        leave_users()
    drop_capabilities()
    prctl(DUMPABLE, 1)  # so that its parent's user can read its usage
    prctl(DEATH_SIGNAL, signal.SIGKILL)  # after the change of user, which clears it
    if keeper is not None:  # before the limit on descriptors, which counts those in flight too
        spare_oneself(keeper)
    set_limits(plan)
    landlock.restrict(rules(plan, start), tcp=plan.tier == NAMESPACES)  # that tier has a network of its own
    install(program)


def leave_namespaces() -> None:
    """Leave the machine's namespaces of mounts, network, host name and shared memory."""
    unshare(NEWNS | NEWNET | NEWIPC | NEWUTS | NEWCGROUP)
    with socket.socket() as any_socket:  # in a new network, even the loopback is down
        fcntl.ioctl(any_socket, BRING_UP, struct.pack("16sH14s", b"lo", UP, b""))
    for name in ("tcp_rmem", "tcp_wmem"):  # buffers would grow to megabytes for each connection
        with open(f"/proc/sys/net/ipv4/{name}", "w", encoding="ascii") as file:
            file.write(f"4096 65536 {MOST_BUFFER}")
    socket.sethostname("sandbox")


def become(user: int) -> None:
    """Become a user who owns nothing."""
    os.setgroups([])
    os.setresgid(user, user, user)
    os.setresuid(user, user, user)


def leave_users() -> None:
    """Enter a new user namespace, which has no rights over the mounts and counts its own processes."""
    user, group = os.getuid(), os.getgid()
    unshare(NEWUSER)
    map_user(user, group)


def map_user(user: int, group: int) -> None:
    """Keep the user's ID in a new user namespace."""
    for name, text in (
        ("setgroups", "deny"),
        ("uid_map", f"{user} {user} 1"),
        ("gid_map", f"{group} {group} 1"),
    ):
        try:
            with open(f"/proc/self/{name}", "w", encoding="utf-8") as file:
                file.write(text)
        except PermissionError:
            if name != "setgroups":  # which the namespace above may have denied already
                raise


def rules(plan: SandboxPlan, start: Start) -> dict[str, int]:
    """Return the rights below each path."""
    paths = dict.fromkeys(SYSTEM, landlock.READ)
    paths |= {f"/dev/{name}": landlock.DEVICE for name in DEVICES}
    if not plan.counted:
        del paths["/dev/zero"]  # if it is mapped, it is shared memory of any size
    paths |= dict.fromkeys(plan.devices, landlock.DEVICE)
    if plan.tier == LANDLOCK:
        paths |= {f"/etc/{name}": landlock.READ for name in (*SETTINGS, "passwd", "group")}
        paths |= {f"/proc/{name}": landlock.READ for name in ("cpuinfo", "meminfo", "stat", str(os.getpid()))}
        paths |= {"/sys/devices/system/cpu": landlock.READ, os.path.dirname(start.work): landlock.WRITE}
        for path in plan.visible:
            paths |= landlock.without(path, plan.hidden)
    else:
        paths |= dict.fromkeys(("/etc", *plan.visible), landlock.READ) | {"/": landlock.LIST}
        paths |= dict.fromkeys((HOME, TEMPORARY, SHARED), landlock.WRITE)
        paths |= dict.fromkeys(("/dev/ptmx", "/dev/pts"), landlock.DEVICE | landlock.LIST)
        paths |= {"/proc": landlock.READ & ~landlock.RIGHT["execute"] | landlock.RIGHT["write_file"]}
    return paths | {start.sockets: landlock.SOCKETS, start.models: landlock.READ}


def home(plan: SandboxPlan, start: Start) -> dict[str, str]:
    """Return the user and the folders of a student's process as environment variables."""
    if plan.tier == NAMESPACES:
        return {"USER": NAME, "LOGNAME": NAME, "HOME": HOME, "TMPDIR": TEMPORARY, "PWD": WORK}
    above = os.path.dirname(start.work)
    places = {"HOME": above, "TMPDIR": os.path.join(above, "tmp"), "PWD": start.work}
    return {"USER": NAME, "LOGNAME": NAME, **places}
