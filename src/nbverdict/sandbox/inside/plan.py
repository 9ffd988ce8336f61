"""What the trusted side asks of the fork server, as plain data."""

from dataclasses import dataclass, field
from typing import Any

NAMESPACES, LANDLOCK, NOTHING = "namespaces", "landlock", "none"
HOME, WORK, TEMPORARY, SHARED = "/home/student", "/home/student/work", "/tmp", "/dev/shm"  # noqa: S108 - its own
PIECE = 16 << 20  # bytes of shared memory of no file, at once, where nothing but /proc counts it
GROUP, GROUPS = "walled-", ".groups"  # how the folders of groups begin, and the lists of them end
INODES = 20_000  # files and folders, in each folder that a student may write to


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What one notebook may use."""

    memory_mb: int  # that is held, by all processes together, files in memory included
    data_mb: int  # of private writable memory that is mapped, whether or not it is touched
    address_mb: int  # of all memory that is mapped
    processes: int  # and threads
    file_mb: int  # of one file
    files: int  # that are open in one process
    scratch_mb: int  # of files in its folders, in memory


@dataclass(frozen=True, kw_only=True)
class SandboxPlan:
    """What holds for all kernels of one fork server."""

    tier: str
    visible: tuple[str, ...]  # read-only: the environment, its interpreter and models
    hidden: tuple[str, ...]  # never, even where something visible holds it
    devices: tuple[str, ...]  # of a GPU, where one is configured
    imports: tuple[str, ...]
    environment: dict[str, str]
    limits: Limits
    counted: bool = False  # by the system, in groups of its own; else what nobody could count is refused

    @classmethod
    def of(cls, told: dict[str, Any]) -> "SandboxPlan":
        """Return the plan that JSON holds."""
        lists = {name: tuple(told[name]) for name in ("visible", "hidden", "devices", "imports")}
        return cls(**{**told, **lists, "limits": Limits(**told["limits"])})


@dataclass(frozen=True, kw_only=True)
class Start:
    """One process to start."""

    work: str  # the folder of the submission's files
    sockets: str  # the folder in which a kernel makes its sockets
    models: str  # the folder that it may only read, where hidden models lie while their case is asked
    root: str  # an empty folder that becomes the root
    user: int  # that it runs as, where the server is root
    numbers: tuple[int, ...] = ()  # of the descriptors that come with the request
    connection: dict[str, Any] = field(default_factory=dict)  # of a kernel; empty: tell which walls hold
    environment: dict[str, str] = field(default_factory=dict)
    groups: int = 0  # how many of the descriptors, the last ones, are doors to groups that it must enter
    script: str = ""  # in the place of a kernel: a Python program of ours, its channel the first of `numbers`
