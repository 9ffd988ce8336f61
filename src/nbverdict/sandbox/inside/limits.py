"""Resource limits that the kernel enforces on one process."""

import os
import resource

from .plan import LANDLOCK, SandboxPlan
from .syscalls import leave_no_core

SIGNALS = 256  # queued ones; the system counts them for each user


def set_limits(plan: SandboxPlan) -> None:
    """Set the limits of this process and its descendants, which cannot raise them.

    CPU time has no limit here: the kernel counts clock ticks, which a program that sleeps between them can
    collect without using any, and its SIGKILL looks like one from outside. The watch counts CPU time.
    """
    leave_no_core()
    limits = plan.limits
    for kind, most in (
        (resource.RLIMIT_NOFILE, limits.files),
        (resource.RLIMIT_FSIZE, limits.file_mb << 20),
        (resource.RLIMIT_MEMLOCK, 1 << 16),
        (resource.RLIMIT_MSGQUEUE, 0),
        (resource.RLIMIT_SIGPENDING, SIGNALS),
        (resource.RLIMIT_NPROC, limits.processes + _others(plan)),
        (resource.RLIMIT_DATA, _beyond("VmData", limits.data_mb)),
    ):
        resource.setrlimit(kind, (most, most))
    if not plan.devices:  # CUDA reserves terabytes of addresses
        most = _beyond("VmSize", limits.address_mb)
        resource.setrlimit(resource.RLIMIT_AS, (most, most))


def _beyond(line: str, megabytes: int) -> int:
    """Return a limit in bytes, on top of what the warm server had mapped already."""
    with open("/proc/self/status", encoding="utf-8") as status:
        kilobytes = next(int(one.split()[1]) for one in status if one.startswith(line + ":"))
    return (kilobytes << 10) + (megabytes << 20)


def _others(plan: SandboxPlan) -> int:
    """Return how many other tasks of this user count against the same limit."""
    if plan.tier != LANDLOCK:
        return 0  # the kernel counts them for each user namespace
    mine = os.getuid()
    return sum(_tasks(name, mine) for name in os.listdir("/proc") if name.isdigit())


def _tasks(process: str, user: int) -> int:
    try:
        owned = os.stat(f"/proc/{process}").st_uid == user
        return len(os.listdir(f"/proc/{process}/task")) if owned else 0
    except OSError:  # it has ended meanwhile
        return 0
