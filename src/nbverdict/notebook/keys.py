"""Cache keys of everything that decides a result: equal keys mean equal results, and nothing runs again.

Keys cover only values, not times, paths, pictures or memory addresses.
"""

import hashlib
import json
import marshal
import platform
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cache
from importlib.metadata import distributions
from pathlib import Path
from typing import Any

from nbverdict.config.course_code import PACKAGE, called, course_code
from nbverdict.evidence.gather import collector_text
from nbverdict.judging.discovery import CHECKS, MISTAKES
from nbverdict.notebook.inputs import Inputs
from nbverdict.notebook.sources import sources
from nbverdict.sandbox.environment import THREADS, student_environment
from nbverdict.sandbox.settings import Sandbox

RUNNER = "nbverdict.judging.runner"  # judging depends on all its imports and a challenge's modules
PLACES = ("tier", "visible", "environment")  # fields of a sandbox that are paths or are covered elsewhere


@dataclass(frozen=True, kw_only=True)
class Surroundings:
    """Digests of all that a notebook's run depends on, besides its own code and files."""

    packages: str
    course: str
    limits: str
    walls: str
    collector: str
    secret: str

    def changed(self, before: "Surroundings") -> list[str]:
        """Return the names of the surroundings that changed."""
        old = asdict(before)
        return [name for name, value in asdict(self).items() if value != old[name]]


def surroundings(
    sandbox: Sandbox, *, tier: str, limits: Sequence[Any], secret: str, depends_on: Sequence[str] = ()
) -> Surroundings:
    """Return the surroundings of every run of a course on this machine.

    `depends_on` names functions of the course whose texts its runs depend on as well.

    Raises:
        StaffError: there is no such function.
    """
    environment = student_environment({})
    threads = [environment[name] for name in THREADS]
    bounds = {name: getattr(sandbox, name) for name in sandbox.trait_names(config=True) if name not in PLACES}
    return Surroundings(
        packages=_packages(),
        course=digest([str(called(name)()) for name in depends_on]),
        limits=digest([bounds, list(limits), threads]),
        walls=tier,
        collector=digest(collector_text()),
        secret=secret,
    )


def run_key(inputs: Inputs, around: Surroundings) -> str:
    """Return the key of a notebook's run: its inputs and its surroundings.

    Only the digest of its inputs counts: if that is the same, the same cases would be asked again.
    """
    return digest([inputs.digest, asdict(around)])


def verdict_key(challenge: str, evidence: str, device: str) -> str:
    """Return the key of a verdict: the values of its evidence, the checks, and the device."""
    return digest([challenge, evidence, checks_digest(challenge), device])


def checks_digest(challenge: str) -> str:
    """Return a digest of a challenge's checks and all code that they use."""
    return _checks_digest(challenge, course_code().folder)


@cache
def _checks_digest(challenge: str, folder: Path) -> str:
    own = [f"{PACKAGE}.{challenge}.{name}" for name in (CHECKS, MISTAKES)]
    texts = [path.read_text("utf-8", "replace") for path in sources([RUNNER, *own], folder)]
    return digest([texts, _packages()])


def digest(value: Any) -> str:
    """Return a digest of plain data; a class or a function counts by its name and code."""
    return hashlib.sha256(json.dumps(value, sort_keys=True, default=_said).encode()).hexdigest()


def _said(value: Any) -> str:
    code = getattr(value, "__code__", None)
    name = f"{getattr(value, '__module__', '')}.{getattr(value, '__qualname__', value)}"
    return f"{name} {hashlib.sha256(marshal.dumps(code)).hexdigest()}" if code else name


@cache
def _packages() -> str:
    """Return a digest of the interpreter and the versions of all packages."""
    found = {f"{one.metadata['Name']}=={one.version}" for one in distributions()}
    return digest([platform.python_version(), platform.machine(), sorted(found)])
