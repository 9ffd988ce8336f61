"""The corpus: one small file for each attack, in jupytext's percent format, with a header.

The header is lines `# key: value`: what the attack `tries`; the `walls` that it tests; the `canary` that
shows its success; `proof`, where it is shown to succeed: `stock nbgrader/user` (so where it says nothing),
the same as root, or the run of ours in which these walls are taken away;
`earns`, the points that its code deserves (0); `cells`, the grade cells in which points are not earned.

A section begins with `# %%` and a title: the name of a solution cell, whose code follows; `end`, a cell after
all others; `file NAME`, a file beside the notebook; `hand in`, Python that changes `notebook` and `folder` as
somebody does who makes them without Jupyter; nothing, a cell before all others. `accomplice` before a title
puts the section into the notebook of a second student, who is graded later.

`@NAME@` stands for what an attacker can know of this machine: `canaries.KNOWN`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

CORPUS = Path(__file__).parent / "corpus"
FAMILIES = {
    "points": "points",
    "secrets": "secrets",
    "others": "other students",
    "persistence": "persistence",
    "stopping": "stopping the class",
    "feedback": "what comes back in feedback",
}
PROTECTED = ("grade_causal_mask", "grade_estimate_memory")
PROOF = "stock nbgrader/user"
KEYS = {"tries", "walls", "canary", "proof", "earns", "cells"}
HEADER = re.compile(r"# (\w+): (.+)")
SECTION = re.compile(r"^# %%(.*)$", re.MULTILINE)
ACCOMPLICE = "accomplice"


class MalformedAttackError(Exception):
    """A file of the corpus does not say what it must."""


@dataclass(frozen=True)
class Section:
    """One cell or file of an attack, or how it is handed in."""

    title: str
    text: str
    accomplice: bool = False


@dataclass(frozen=True, kw_only=True)
class Attack:
    """One idea."""

    name: str
    family: str
    tries: str
    walls: tuple[str, ...]
    canary: str
    proof: str = PROOF
    earns: float = 0.0
    cells: tuple[str, ...] = PROTECTED
    sections: tuple[Section, ...] = field(repr=False)

    @property
    def students(self) -> tuple[str, ...]:
        """Return the names of those who hand it in, without their place in the class."""
        alone = not any(section.accomplice for section in self.sections)
        return (self.name,) if alone else (self.name, f"{self.name}_{ACCOMPLICE}")


def read_corpus(folder: Path = CORPUS) -> list[Attack]:
    """Return all attacks, family by family.

    Raises:
        MalformedAttackError: a file lacks something, or two have the same name.
    """
    attacks = [read_attack(path) for family in FAMILIES for path in sorted((folder / family).glob("*.py"))]
    names = [attack.name for attack in attacks]
    if twice := {name for name in names if names.count(name) > 1}:
        raise MalformedAttackError(f"two attacks are called {', '.join(twice)}")
    return attacks


def read_attack(path: Path) -> Attack:
    """Return one attack."""
    head, *rest = SECTION.split(path.read_text("utf-8"))
    told = dict(_header(head, path))
    if missing := {"tries", "walls", "canary"} - told.keys():
        raise MalformedAttackError(f"{path} does not say: {', '.join(sorted(missing))}")
    return Attack(
        name=path.stem,
        family=path.parent.name,
        tries=told["tries"],
        walls=_list(told["walls"]),
        canary=told["canary"],
        proof=told.get("proof", PROOF),
        earns=float(told.get("earns", 0)),
        cells=_list(told["cells"]) if "cells" in told else PROTECTED,
        sections=tuple(_section(title, text) for title, text in zip(rest[::2], rest[1::2], strict=True)),
    )


def _header(head: str, path: Path) -> Iterator[tuple[str, str]]:
    for line in head.strip().splitlines():
        match = HEADER.fullmatch(line)
        if match is None or match[1] not in KEYS:
            raise MalformedAttackError(f"{path}: `{line}` is no line of a header")
        yield match[1], match[2].strip()


def _list(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(","))


def _section(title: str, text: str) -> Section:
    accomplice = title.strip().startswith(ACCOMPLICE)
    return Section(title.strip().removeprefix(ACCOMPLICE).strip(), text.strip("\n"), accomplice)
