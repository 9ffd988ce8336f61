"""Runs one grading in a world of its own, as process 1 there, and reports what can be seen from outside.

In: a file of JSON that holds a `Task`. Out: a file of JSON that holds a `Seen`.
"""

import ctypes
import json
import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, TextIO

from security.attacks import canaries
from security.attacks.cage import join, used
from security.attacks.canaries import Tokens
from security.attacks.contained import COVERED, World, enter

EVERY = 0.25  # seconds between two looks
SETTLE = 1.0  # seconds in which what has been killed may end
MOST_TEXT = 200_000  # letters of what a run printed


@dataclass(frozen=True, kw_only=True)
class Task:
    """One grading: the commands to run, as whom and in which course, and what it may take."""

    course: str  # on the host
    commands: list[list[str]]
    user: str  # root, or user
    environment: dict[str, str]
    needed: list[str]  # folders that must be there
    hidden: str  # a folder that must not
    seconds: float
    scratch: str
    groups: list[str]  # the control groups that were made for it
    tokens: dict[str, str]


@dataclass
class Seen:
    """What a run did, as far as it can be seen from outside."""

    codes: list[int | None] = field(default_factory=list)  # None for what had to be ended
    printed: str = ""
    reached: list[str] = field(default_factory=list)  # what arrived at listeners
    processes: list[str] = field(default_factory=list)  # that outlived the run
    files: dict[str, str] = field(default_factory=dict)  # that were changed or made, each with its beginning
    objects: list[str] = field(default_factory=list)  # of System V or POSIX, that outlived the run
    disturbed: list[str] = field(default_factory=list)  # what changed of the bystander and the planted files
    students: list[dict[str, Any]] = field(default_factory=list)  # what each took, in order


def main(task_file: str, seen_file: str) -> None:
    """Run a task and write down what was seen."""
    task = Task(**json.loads(Path(task_file).read_text("utf-8")))
    join(task.groups)
    with Path(seen_file).open("w", encoding="utf-8") as out:
        course = {Path(task.course): Path(canaries.COURSE)}
        world = enter(Path(task.scratch), [*map(Path, task.needed)], course, Path(task.hidden))
        json.dump(asdict(_run(task, world)), out)


def _run(task: Task, world: World) -> Seen:
    tokens, seen = Tokens(**task.tokens), Seen()
    owner = canaries.TEACHER if task.user == "user" else 0
    _settle_in(owner, tokens)
    bystander = _bystander(owner, tokens)
    _listen(seen.reached)
    before, planted = set(world.changed()), _state()
    sampler = Sampler(task.groups)
    with Path("/var/tmp/printed").open("w+", encoding="utf-8", errors="replace") as printed:  # noqa: S108
        for command in task.commands:
            seen.codes.append(_execute(command, task, owner, printed, sampler))
        seen.students = sampler.students
        printed.seek(0)
        seen.printed = printed.read(MOST_TEXT)
    Path("/var/tmp/printed").unlink()  # noqa: S108
    time.sleep(SETTLE)
    seen.processes = list(_others({1, bystander.pid}))
    seen.files = {str(path): _beginning(path) for path in sorted(set(world.changed()) - before)}
    seen.objects = list(_objects(owner, tokens.key_name))
    seen.disturbed = [name for name, value in _state().items() if planted[name] != value]
    return seen


def _settle_in(owner: int, tokens: Tokens) -> None:
    """Make the teacher's home, and plant what lies in files."""
    with Path("/etc/passwd").open("a") as users:
        users.write(f"teacher:x:{canaries.TEACHER}:{canaries.TEACHER}::{canaries.HOME}:/bin/sh\n")
    with Path("/etc/group").open("a") as groups:
        groups.write(f"teacher:x:{canaries.TEACHER}:\n")
    Path("/etc/hostname").write_text("classroom\n")
    socket.sethostname("classroom")
    for path, text in ((canaries.BESIDE, tokens.beside), (canaries.ROOT_ONLY, tokens.root)):
        Path(path).write_text(text + "\n")
        Path(path).chmod(0o600)
    shutil.copy(str(shutil.which("cat")), canaries.SETUID)
    Path(canaries.SETUID).chmod(0o4755)
    for path in (canaries.HOME, canaries.COURSE, canaries.BESIDE):
        os.chown(path, owner, owner)
    Path(canaries.HOME).chmod(0o750)


def _bystander(owner: int, tokens: Tokens) -> subprocess.Popen[bytes]:
    """Start somebody else's process, the second of this world."""
    place, number = str(canaries.ADDRESS), str(canaries.NUMBER)
    shared = [str(canaries.SHARED_KEY), tokens.shared, tokens.key_name, tokens.keyring]
    program = str(Path(__file__).with_name("bystander.py"))
    process = subprocess.Popen(
        [sys.executable, "-S", program, place, number, *shared],
        stdout=subprocess.PIPE,
        user=owner,
        group=owner,
        extra_groups=[],
        env={"SECRET": tokens.bystander},
    )
    if process.stdout is None or process.stdout.readline() != b"ready\n":
        raise RuntimeError("the bystander did not start")
    return process


def _listen(reached: list[str]) -> None:
    """Listen everywhere, and write down what arrives."""
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    tcp, udp = socket.socket(), socket.socket(type=socket.SOCK_DGRAM)
    tcp.bind(("127.0.0.1", canaries.TCP))
    tcp.setsockopt(socket.IPPROTO_TCP, socket.TCP_FASTOPEN, 5)
    udp.bind(("127.0.0.1", canaries.UDP))
    abstract, path = socket.socket(socket.AF_UNIX), socket.socket(socket.AF_UNIX)
    abstract.bind(f"\0{canaries.ABSTRACT}")
    path.bind(canaries.SOCKET)
    Path(canaries.SOCKET).chmod(0o777)
    netlink = socket.socket(socket.AF_NETLINK, socket.SOCK_DGRAM, 2)  # NETLINK_USERSOCK
    netlink.bind((canaries.NETLINK, 0))
    for name, one in {"tcp": tcp, "abstract": abstract, "socket": path}.items():
        one.listen()
        threading.Thread(target=_accept, args=(name, one, reached), daemon=True).start()
    for name, one in {"udp": udp, "netlink": netlink}.items():
        threading.Thread(target=_receive, args=(name, one, reached), daemon=True).start()
    Path("/proc/sys/net/ipv4/tcp_fastopen").write_text("3")


def _accept(name: str, listener: socket.socket, reached: list[str]) -> None:
    while True:
        one, _ = listener.accept()
        one.settimeout(1)
        try:
            said = one.recv(4000)
        except OSError:
            said = b""
        reached.append(f"{name}: {said.decode(errors='replace')}")
        one.close()


def _receive(name: str, one: socket.socket, reached: list[str]) -> None:
    while True:
        reached.append(f"{name}: {one.recv(4000).decode(errors='replace')}")


def _execute(command: list[str], task: Task, owner: int, printed: TextIO, sampler: "Sampler") -> int | None:
    """Run one command as its user; end it when its time is up."""
    process = subprocess.Popen(
        command,
        cwd=canaries.COURSE,
        env=task.environment,
        stdin=subprocess.DEVNULL,
        stdout=printed,
        stderr=subprocess.STDOUT,
        user=owner,
        group=owner,
        extra_groups=[],
        umask=0o022,
    )
    deadline = time.monotonic() + task.seconds
    while process.poll() is None:
        sampler.look()
        if time.monotonic() > deadline:
            process.kill()
            process.wait()
            return None
        time.sleep(EVERY)
    sampler.look()
    return process.returncode


# where a student's folder appears when their grading begins: stock nbgrader's, and ours with one worker
BEGUN = ("autograded/*", "evidence/.scratch/graded-*/submitted/*")


class Sampler:
    """Notes, student by student, how long grading took and what the world took at most meanwhile."""

    def __init__(self, groups: list[str]) -> None:
        """Begin with nobody."""
        self.groups = groups
        self.students: list[dict[str, Any]] = []

    def look(self) -> None:
        """Look once."""
        names = [path.name for place in BEGUN for path in Path(canaries.COURSE).glob(place)]
        known = {one["name"] for one in self.students}
        for name in sorted(set(names) - known):
            since = time.monotonic()
            nothing = {"memory": 0, "processes": 0, "disk": 0, "inodes": 0}
            self.students.append({"name": name, "since": since, **nothing})
        if not self.students:
            return
        one = self.students[-1]
        one["seconds"] = round(time.monotonic() - one["since"], 2)
        one["memory"] = max(one["memory"], used(self.groups))
        disk, inodes = _disk()
        one["disk"], one["inodes"] = max(one["disk"], disk), max(one["inodes"], inodes)
        one["processes"] = max(one["processes"], sum(1 for _ in _others({1})))


def _disk() -> tuple[int, int]:
    """Return the MiB that files in the world's own places take, and how many there are."""
    places = [os.statvfs(folder) for folder in ("/", "/dev/shm", *COVERED)]  # noqa: S108 - the world's own
    used = sum((about.f_blocks - about.f_bfree) * about.f_frsize for about in places)
    return used >> 20, sum(about.f_files - about.f_ffree for about in places)


def _others(known: set[int]) -> Iterator[str]:
    """Name the living processes of this world."""
    for path in Path("/proc").iterdir():
        if path.name.isdigit() and int(path.name) not in known:
            try:
                state = path.joinpath("stat").read_text(errors="replace").rpartition(")")[2].split()[0]
                words = path.joinpath("cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            except OSError:
                continue  # it has ended since
            if state not in "ZX":
                yield words.strip()[:200]


def _beginning(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return file.read(400).decode(errors="replace")
    except OSError:
        return ""


def _objects(owner: int, key: str) -> Iterator[str]:
    """Name what outlives a process without being a file: all but the bystander's own segment."""
    for kind in ("shm", "sem", "msg"):
        for line in Path(f"/proc/sysvipc/{kind}").read_text().splitlines()[1:]:
            if int(line.split()[0]) & 0xFFFFFFFF != canaries.SHARED_KEY:
                yield f"{kind} {line.split()[0]}"
    yield from (f"mqueue {path.name}" for path in Path("/dev/mqueue").iterdir())
    program = [sys.executable, "-S", str(Path(__file__).with_name("keys.py")), key]
    found = subprocess.run(program, user=owner, capture_output=True, text=True, check=True)
    yield from (f"key {name}" for name in found.stdout.split())


def _state() -> Mapping[str, object]:
    """Return what an attack could change of the bystander and of what was planted."""
    process = Path("/proc") / str(canaries.BYSTANDER)
    told: dict[str, object] = {}
    try:
        words = process.joinpath("stat").read_text().rpartition(")")[2].split()
        told["state"] = words[0] in "SDR"
        told["nice"], told["policy"] = words[16], words[38]
        told["limits"] = process.joinpath("limits").read_text()
        told["oom"] = process.joinpath("oom_score_adj").read_text()
        with process.joinpath("mem").open("rb", buffering=0) as memory:
            memory.seek(canaries.ADDRESS)
            told["number"] = memory.read(4)
    except OSError:
        told["state"] = False
    for name, path in (("beside", canaries.BESIDE), ("root only", canaries.ROOT_ONLY)):
        about = Path(path).stat()
        told[name] = (stat.filemode(about.st_mode), about.st_uid, about.st_mtime_ns, Path(path).read_bytes())
    told["segment"] = _segment()
    keys = {name: told.get(name) for name in ("nice", "policy", "limits", "oom", "number")}
    return {**told, **keys}


def _segment() -> bytes:
    libc = ctypes.CDLL(None)
    libc.shmat.restype = ctypes.c_void_p
    place = libc.shmat(libc.shmget(canaries.SHARED_KEY, 0, 0), None, 0o10000)
    held = ctypes.string_at(place, 64)
    libc.shmdt(ctypes.c_void_p(place))
    return held


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    main(sys.argv[1], sys.argv[2])
