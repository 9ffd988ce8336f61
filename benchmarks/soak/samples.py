"""Looks at the processes of a run: what they hold of this machine."""

import os
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from benchmarks.faults.processes import children, descendants, is_bench, is_fork_server
from benchmarks.soak.rows import ROLES, Sample

MEMORY = Path("/dev/shm")  # noqa: S108 - where scratch gradebooks lie
OTHER = "notebooks"  # which come and go


def sample(process: int, course: Path) -> Sample:
    """Look once at a run and all that descends from it."""
    roles = _roles(process)
    rss, pss = ({role: _sum(roles[role], read) for role in ROLES} for read in (_rss_mb, _pss_mb))
    everybody = [one for several in roles.values() for one in several]
    return Sample(
        time=time.time(),
        pss_mb=pss,
        rss_mb=rss,
        descriptors={role: int(_sum(roles[role], _descriptors)) for role in ROLES},
        mounts=_mounts([*roles["main"], *roles["workers"], *roles["server"], *roles["judges"]]),
        processes=len(everybody),
        in_memory=len(list(MEMORY.glob("tmp*"))),
        scratch=len(list((course / "evidence" / ".scratch").glob("*"))),
        cpu=_sum(everybody, _cpu),
        machine=_machine(),
    )


def _roles(process: int) -> Mapping[str, Sequence[int]]:
    """Return the processes of a run by what they are for."""
    known, found = children(), {role: list[int]() for role in (*ROLES, OTHER)}
    found["main"].append(process)
    for one in known.get(process, []):
        if is_bench(one):
            found["judges"] += [one, *descendants(one)]
        elif is_fork_server(one):
            servers = known.get(one, [])
            found["server"] += [one, *servers]
            found[OTHER] += [other for server in servers for other in descendants(server)]
        else:
            found["workers"].append(one)
            found[OTHER] += descendants(one)
    return found


def _sum(processes: Sequence[int], read: Callable[[int], float]) -> float:
    total = 0.0
    for one in processes:
        with suppress(OSError, ValueError):  # it has ended
            total += read(one)
    return round(total, 1)


def _rss_mb(process: int) -> float:
    pages = int(Path(f"/proc/{process}/statm").read_text("ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def _pss_mb(process: int) -> float:
    lines = Path(f"/proc/{process}/smaps_rollup").read_text("ascii").splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) * 1024 / 1e6


def _descriptors(process: int) -> float:
    return len(os.listdir(f"/proc/{process}/fd"))  # noqa: PTH208 - names alone


def _cpu(process: int) -> float:
    """Return the CPU time of a process and of those of its children that it has seen end."""
    told = Path(f"/proc/{process}/stat").read_text("utf-8").rpartition(")")[2].split()
    return sum(map(int, told[11:15])) / os.sysconf("SC_CLK_TCK")


def _machine() -> float:
    """Return the CPU time of all processes."""
    user, nice, system, _, _, interrupts, soft, stolen = map(
        int, Path("/proc/stat").read_text("ascii").split("\n", 1)[0].split()[1:9]
    )
    return (user + nice + system + interrupts + soft + stolen) / os.sysconf("SC_CLK_TCK")


def _mounts(processes: Sequence[int]) -> int:
    """Return how many mounts there are in the namespaces of these processes."""
    seen: dict[str, int] = {}
    for one in processes:
        with suppress(OSError):
            space = os.readlink(f"/proc/{one}/ns/mnt")  # noqa: PTH115 - no path
            seen[space] = len(Path(f"/proc/{one}/mountinfo").read_text("utf-8").splitlines())
    return sum(seen.values())
