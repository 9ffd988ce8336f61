"""seccomp: refuses system calls that notebooks do not need and that have been used to break out of sandboxes.

libseccomp turns names into the numbers of this machine's architecture.
"""

import ctypes
import errno
import fcntl
import os
import resource
import signal
import socket
import struct

import pyseccomp
from pyseccomp import ALLOW, EQ, ERRNO, GE, MASKED_EQ, NE, Arg, Attr, SyscallFilter

from .plan import LANDLOCK, PIECE
from .syscalls import DUMPABLE, NO_NEW_PRIVILEGES, prctl, syscall

REFUSED = [
    "ptrace",
    "process_vm_readv",
    "process_vm_writev",
    "kcmp",
    "pidfd_getfd",
    "process_madvise",
    "process_mrelease",
    "keyctl",
    "add_key",
    "request_key",
    "bpf",
    "perf_event_open",
    "userfaultfd",
    "mount",
    "umount2",
    "pivot_root",
    "chroot",
    "unshare",
    "setns",
    "open_tree",
    "move_mount",
    "fsopen",
    "fsconfig",
    "fsmount",
    "fspick",
    "mount_setattr",
    "io_setup",
    "io_uring_setup",
    "io_uring_enter",
    "io_uring_register",
    "kexec_load",
    "kexec_file_load",
    "init_module",
    "finit_module",
    "delete_module",
    "open_by_handle_at",
    "name_to_handle_at",
    "swapon",
    "swapoff",
    "reboot",
    "acct",
    "quotactl",
    "quotactl_fd",
    "iopl",
    "ioperm",
    "settimeofday",
    "clock_settime",
    "adjtimex",
    "clock_adjtime",
    "sethostname",
    "setdomainname",
    "syslog",
    "lookup_dcookie",
    "fanotify_init",
    "vmsplice",
    "memfd_create",
    "memfd_secret",
    "modify_ldt",
    "uselib",
    "ustat",
    "sysfs",
    "nfsservctl",
    "vhangup",
    "migrate_pages",
    "move_pages",
    "shmget",
    "shmat",
    "shmctl",
    "semget",
    "semop",
    "semtimedop",
    "semtimedop_time64",
    "semctl",
    "msgget",
    "msgsnd",
    "msgrcv",
    "msgctl",
    "mq_open",
    "mq_unlink",
    "landlock_create_ruleset",
]
NEWER = range(450, 512)  # than libseccomp knows; from here on the same on every architecture
OF_OTHERS = {  # calls by the place of the argument that names a process: 0 is the caller itself
    "sched_setaffinity": 0,
    "sched_setparam": 0,
    "sched_setscheduler": 0,
    "sched_setattr": 0,
    "setpriority": 1,
    "ioprio_set": 1,
}
OF_MANY = {"setpriority": 0, "ioprio_set": 1}  # with another first argument, 0 is all of the user's
ATTRIBUTES = ("getxattr", "lgetxattr", "fgetxattr", "listxattr", "llistxattr", "flistxattr")
CHANGES_OF_FILES = [
    "chmod",
    "fchmod",
    "fchmodat",
    "fchmodat2",
    "chown",
    "fchown",
    "lchown",
    "fchownat",
    "setxattr",
    "lsetxattr",
    "fsetxattr",
    "removexattr",
    "lremovexattr",
    "fremovexattr",
    "utime",
    "utimes",
    "utimensat",
    "futimesat",
]
LOCKS = (fcntl.F_SETLK, fcntl.F_SETLKW, fcntl.F_OFD_SETLK, fcntl.F_OFD_SETLKW)
OF_LINUX = range(
    1024, 1100
)  # commands of fcntl that only Linux has; the next line allows those about one's own descriptor
OF_DESCRIPTORS = (fcntl.F_DUPFD_CLOEXEC, fcntl.F_SETPIPE_SZ, fcntl.F_GETPIPE_SZ, *(1027, 1028, 1033, 1034))
OF_TERMINALS, OF_SOCKETS = 0x54, 0x89  # kinds of ioctl; the first includes those of every descriptor
OF_GPUS = (0x46, 0x00)  # NVIDIA's driver, and its shared memory
KIND = 0xFF00  # the bits of an ioctl command that hold its kind
EVICTS = (20, 21)  # of madvise: MADV_COLD, MADV_PAGEOUT
WATCHING = ("inotify_init", "inotify_init1", "inotify_add_watch")
NEW_NAMESPACE = 0x7E020000 | 0x80  # any CLONE_NEW… flag of clone
KIND_OF_SOCKET = 0xF
TIOCSTI, TIOCLINUX = 0x5412, 0x541C
PERSONALITY = 0xFFFFFFFF  # queries the current one
BUFFERS = (socket.SO_SNDBUF, socket.SO_RCVBUF, 32, 33)  # the last two are the forcing variants
SHARED_ANONYMOUS = 0x21  # MAP_SHARED, of either kind, with MAP_ANONYMOUS
SET_FILTER, ALL_THREADS = 1, 1  # of seccomp itself
INT = 0xFFFFFFFF  # the bits of a register that hold one


def build_filter(tier: str, *, counted: bool, gpu: bool = False) -> bytes:
    """Return the program that the kernel runs at each system call; `counted`: whether cgroups count usage."""
    made = SyscallFilter(ALLOW)
    made.set_attr(Attr.ACT_BADARCH, pyseccomp.KILL_PROCESS)
    for name in REFUSED:
        refuse(made, name)
    refuse(made, "clone3", error=errno.ENOSYS)  # a filter cannot see its flags; libraries then use clone
    for bit in range(32):
        if NEW_NAMESPACE >> bit & 1:
            refuse(made, "clone", Arg(0, MASKED_EQ, 1 << bit, 1 << bit))
    refuse(made, "personality", Arg(0, NE, PERSONALITY))
    refuse(made, "setrlimit", Arg(0, MASKED_EQ, INT, resource.RLIMIT_CPU))
    limit = Arg(1, MASKED_EQ, INT, resource.RLIMIT_CPU)
    refuse(made, "prlimit64", limit, Arg(2, NE, 0))  # at this limit, its end looks like a kill
    for option in BUFFERS:  # the watch counts sockets by the size of their buffers
        whole = (Arg(1, MASKED_EQ, INT, socket.SOL_SOCKET), Arg(2, MASKED_EQ, INT, option))
        refuse(made, "setsockopt", *whole, error=0)
    refuse(made, "prctl", Arg(0, MASKED_EQ, INT, DUMPABLE), Arg(1, NE, 1), error=0)  # or it hides its usage
    for number in NEWER:
        refuse(made, number, error=errno.ENOSYS)
    _control_nothing_else(made, (OF_TERMINALS, OF_SOCKETS, *(OF_GPUS if gpu else ())))
    _pass_no_signs(made)
    if not counted:
        _leave_nothing_uncounted(made)
    (_wall_off if tier == LANDLOCK else _keep_loopback)(made)
    return export(made)


def _control_nothing_else(made: SyscallFilter, kinds: tuple[int, ...]) -> None:
    """Allow only these kinds of ioctl: others can store numbers in files that are read-only."""
    for request in (TIOCSTI, TIOCLINUX):
        refuse(made, "ioctl", Arg(1, MASKED_EQ, INT, request))
    for kind in set(range(256)) - set(kinds):
        refuse(made, "ioctl", Arg(1, MASKED_EQ, KIND, kind << 8), error=errno.ENOTTY)


def _pass_no_signs(made: SyscallFilter) -> None:
    """Refuse ways to signal between processes through a read-only file of the system.

    A lock succeeds at once, but does not lock and cannot be seen: databases and libraries need no more within
    one process.
    A process can neither see which pages of a file are in memory nor evict them, and cannot store anything in
    a file except its content.
    """
    refuse(made, "flock", error=0)
    for command in LOCKS:
        refuse(made, "fcntl", Arg(1, MASKED_EQ, INT, command), error=0)
    for command in set(OF_LINUX) - set(OF_DESCRIPTORS):  # leases, hints and unknown ones
        refuse(made, "fcntl", Arg(1, MASKED_EQ, INT, command), error=errno.EINVAL)
    for name in WATCHING:
        refuse(made, name)
    refuse(made, "fadvise64", error=0)
    for advice in EVICTS:
        refuse(made, "madvise", Arg(2, MASKED_EQ, INT, advice), error=0)
    refuse(made, "mincore", error=errno.ENOSYS)
    for bit in range(32):
        refuse(made, "preadv2", Arg(5, MASKED_EQ, 1 << bit, 1 << bit), error=errno.EOPNOTSUPP)


def _leave_nothing_uncounted(made: SyscallFilter) -> None:
    """Refuse usage that /proc does not show outside: `src/nbverdict/sandbox/usage.py` counts the rest.

    Anonymous shared memory stays allocated when a process unmaps part of it: so each piece is small, and
    counts in full while any of it is mapped. With SIGCHLD ignored, children would vanish with their CPU time:
    the call succeeds, but does nothing.
    """
    shared = Arg(3, MASKED_EQ, SHARED_ANONYMOUS, SHARED_ANONYMOUS)
    refuse(made, "mmap", Arg(1, GE, PIECE + 1), shared, error=errno.ENOMEM)
    refuse(made, "rt_sigaction", Arg(0, MASKED_EQ, INT, signal.SIGCHLD), Arg(1, NE, 0), error=0)


def _keep_loopback(made: SyscallFilter) -> None:
    """Allow only socket families that a private network namespace confines.

    libzmq takes this error for a system without netlink; at any other it aborts the process.
    """
    highest = socket.AF_INET6
    allowed = (socket.AF_UNIX, socket.AF_INET, highest)
    for family in set(range(highest)) - set(allowed):
        refuse(made, "socket", Arg(0, EQ, family), error=errno.EOPNOTSUPP)
    refuse(made, "socket", Arg(0, GE, highest + 1), error=errno.EOPNOTSUPP)


def _wall_off(made: SyscallFilter) -> None:
    """Replace namespaces: sockets cannot connect, and of files only the content can change.

    Only stream sockets are allowed, because others can send to an address without connecting.
    """
    refuse(made, "socket", Arg(0, NE, socket.AF_UNIX), error=errno.EAFNOSUPPORT)
    for name in ("socket", "socketpair"):
        for kind in set(range(KIND_OF_SOCKET + 1)) - {socket.SOCK_STREAM}:
            refuse(made, name, Arg(1, MASKED_EQ, KIND_OF_SOCKET, kind), error=errno.EPROTONOSUPPORT)
    refuse(made, "connect")
    refuse(made, "prlimit64", Arg(0, NE, 0))
    for name, place in OF_OTHERS.items():
        refuse(made, name, Arg(place, NE, 0), error=0)  # libzmq aborts at an error
    for name, own in OF_MANY.items():
        refuse(made, name, Arg(0, NE, own), error=0)
    for name in ATTRIBUTES:  # they work even on files that cannot be opened; as if the file system had none
        refuse(made, name, error=errno.EOPNOTSUPP)
    for name in CHANGES_OF_FILES:
        refuse(made, name, error=0)  # succeeds without effect: Landlock does not cover these


def refuse(made: SyscallFilter, call: str | int, *arguments: Arg, error: int = errno.EPERM) -> None:
    """Let a system call with such arguments fail with `error`, on architectures that have it."""
    try:
        made.add_rule(ERRNO(error), call, *arguments)
    except (OSError, ValueError, RuntimeError):
        if isinstance(call, int) or pyseccomp.resolve_syscall(pyseccomp.Arch.NATIVE, call) >= 0:
            raise  # this architecture has it


def without_listening() -> bytes:
    """Return a program that refuses to listen, for a kernel that has bound its own sockets.

    Abstract socket names are shared by the whole machine, and a client does not check who listens on one.
    """
    made = SyscallFilter(ALLOW)
    made.set_attr(Attr.ACT_BADARCH, pyseccomp.KILL_PROCESS)
    for name in ("bind", "listen"):
        refuse(made, name)
    return export(made)


def export(made: SyscallFilter) -> bytes:
    """Return a filter as the program that the kernel runs."""
    with open(os.memfd_create("filter"), "w+b") as file:
        made.export_bpf(file)
        file.seek(0)
        return file.read()


def without_sockets() -> bytes:
    """Return a program that refuses sockets, for a process of ours that examines a student's files."""
    made = SyscallFilter(ALLOW)
    made.set_attr(Attr.ACT_BADARCH, pyseccomp.KILL_PROCESS)
    for name in (*REFUSED, *WATCHING, "socket", "connect", "bind"):
        if name != "memfd_create":
            refuse(made, name)
    return export(made)


def with_local_sockets() -> bytes:
    """Return a program that allows Unix sockets alone, for a process of ours that handles a submission."""
    made = SyscallFilter(ALLOW)
    made.set_attr(Attr.ACT_BADARCH, pyseccomp.KILL_PROCESS)
    for name in (*REFUSED, *WATCHING):
        if name not in ("memfd_create", "landlock_create_ruleset"):
            refuse(made, name)
    refuse(made, "socket", Arg(0, NE, socket.AF_UNIX))
    for name in ("setsid", "setpgid"):  # its parent kills its process group
        refuse(made, name)
    return export(made)


def install(program: bytes) -> None:
    """Put this process with all its threads and descendants behind a filter."""
    kept = ctypes.create_string_buffer(program, len(program))
    described = struct.pack("HxxxxxxQ", len(program) // 8, ctypes.addressof(kept))
    prctl(NO_NEW_PRIVILEGES, 1)
    if syscall("seccomp", SET_FILTER, ALL_THREADS, described):
        raise OSError(errno.ESRCH, "seccomp: a thread is behind other filters")
