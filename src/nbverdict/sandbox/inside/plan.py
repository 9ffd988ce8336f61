"""The requests of the trusted side to the fork server, as plain data."""

from dataclasses import dataclass, field
from typing import Any

NAMESPACES, LANDLOCK, NOTHING = "namespaces", "landlock", "none"
HOME, WORK, TEMPORARY, SHARED = "/home/student", "/home/student/work", "/tmp", "/dev/shm"  # noqa: S108 - its own
PIECE = 16 << 20  # bytes of one anonymous shared mapping, if only /proc counts it
GROUP, GROUPS = "walled-", ".groups"  # prefix of the folders of cgroups, suffix of the lists of them
INODES = 20_000  # files and folders, in each folder that a student may write to


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What one notebook may use."""

    memory_mb: int  # resident, of all processes together, including files in memory
    data_mb: int  # of private writable memory that is mapped, touched or not
    address_mb: int  # of all memory that is mapped
    processes: int  # and threads
    file_mb: int  # of one file
    files: int  # that are open in one process
    scratch_mb: int  # of files in its folders, in memory


@dataclass(frozen=True, kw_only=True)
class SandboxPlan:
    """The settings of all kernels of one fork server."""

    tier: str
    visible: tuple[str, ...]  # read-only: the environment, its interpreter and models
    hidden: tuple[str, ...]  # never visible, even below a visible folder
    devices: tuple[str, ...]  # of a GPU, if one is configured
    imports: tuple[str, ...]
    environment: dict[str, str]
    limits: Limits
    counted: bool = False  # whether cgroups count usage; else what /proc cannot count is refused

    @classmethod
    def of(cls, data: dict[str, Any]) -> "SandboxPlan":
        """Return the plan from JSON."""
        lists = {name: tuple(data[name]) for name in ("visible", "hidden", "devices", "imports")}
        return cls(**{**data, **lists, "limits": Limits(**data["limits"])})


@dataclass(frozen=True, kw_only=True)
class Start:
    """One process to start."""

    work: str  # the folder of the submission's files
    sockets: str  # the folder in which a kernel makes its sockets
    models: str  # the folder that it may only read; hidden models lie there during their case
    root: str  # an empty folder that becomes the root
    user: int  # that it runs as, if the server is root
    numbers: tuple[int, ...] = ()  # of the descriptors that come with the request
    connection: dict[str, Any] = field(default_factory=dict)  # of a kernel; empty if it runs `script`
    environment: dict[str, str] = field(default_factory=dict)
    groups: int = 0  # how many of the last descriptors are doors to cgroups that it must enter
    script: str = ""  # instead of a kernel: a Python program of ours, whose channel is the first of `numbers`
