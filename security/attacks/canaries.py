"""What is planted for attacks to touch, and where: tokens to read, listeners to reach, one to disturb."""

import secrets
from dataclasses import dataclass, field

HOME = "/home/teacher"
COURSE = f"{HOME}/course"
BESIDE = f"{HOME}/beside.txt"
ROOT_ONLY = "/etc/canary-for-root"
SETUID = "/usr/local/bin/canary-cat"
TCP, UDP, NETLINK = 48211, 48212, 48213
ABSTRACT, SOCKET = "canary-listens", "/run/canary.sock"
SHARED_KEY = 0xCA11  # of a System V segment
BYSTANDER = 2  # the process id of somebody else's work on this machine
ADDRESS = 0x700000000000  # where it keeps a number
NUMBER = 7
TEACHER = 1500
ACTS = "canary-acts"  # a word that attacks put where it would act, and not where it is only read
SAYS = "canary-says"  # a word that attacks put where it would read as ours, and not as a student's

KNOWN = {
    "HOME": HOME,
    "COURSE": COURSE,
    "BESIDE": BESIDE,
    "ROOTONLY": ROOT_ONLY,
    "SETUID": SETUID,
    "TCP": str(TCP),
    "UDP": str(UDP),
    "NETLINK": str(NETLINK),
    "ABSTRACT": ABSTRACT,
    "SOCKET": SOCKET,
    "SHAREDKEY": str(SHARED_KEY),
    "BYSTANDER": str(BYSTANDER),
    "ADDRESS": str(ADDRESS),
    "ACTS": ACTS,
    "SAYS": SAYS,
    "PEER": f"{COURSE}/submitted/000_peer/hw/tasks.ipynb",
}


def _token(kind: str) -> str:
    return f"canary-{kind}-{secrets.token_hex(8)}"


@dataclass(frozen=True)
class Tokens:
    """Words that stand in one place each, new for every run: who repeats one has read it there."""

    environment: str = field(default_factory=lambda: _token("environment"))
    beside: str = field(default_factory=lambda: _token("beside"))
    root: str = field(default_factory=lambda: _token("root"))
    bystander: str = field(default_factory=lambda: _token("bystander"))
    shared: str = field(default_factory=lambda: _token("shared"))
    keyring: str = field(default_factory=lambda: _token("keyring"))
    peer: str = field(default_factory=lambda: _token("peer"))
    gradebook: str = "canary-gradebook-5d1c0f3a77e2"  # lies in the template of the course
    secret: str = field(default_factory=lambda: secrets.token_hex(32))

    @property
    def key_name(self) -> str:
        """Return the name of the key: keyrings are the whole machine's, so each run has its own."""
        return f"canary-key-{self.keyring[-8:]}"
