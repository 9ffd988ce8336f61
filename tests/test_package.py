"""What the distribution declares is what it holds and needs."""

import re
import sys
import tomllib
from email.parser import HeaderParser
from importlib.metadata import packages_distributions
from pathlib import Path
from zipfile import ZipFile

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from graders.models.cache import PROJECT
from tests.test_layers import imported
from tests.wheel import ENGINE

METADATA = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))
PROJECT_TABLE, GROUPS = METADATA["project"], METADATA["dependency-groups"]
LOCKED = {  # each file that `make lock` compiles, and what it is compiled from
    "requirements.txt": [*PROJECT_TABLE["dependencies"], *GROUPS["course"]],
    "requirements-statistics.txt": [*PROJECT_TABLE["dependencies"], *GROUPS["statistics"]],
    "requirements-dev.txt": GROUPS["dev"],
}
PIN = re.compile(
    r"^([\w.-]+)==(\S+)(?: ; .*)? \\\n((?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)", re.MULTILINE
)
NEVER = {"torch", "transformers", "seaborn"}


def third_party(folder: Path) -> set[str]:
    """Return the distributions that the modules of a folder import."""
    names = {name.split(".")[0] for path in folder.rglob("*.py") for name in imported(path)}
    known = packages_distributions()
    others = names - sys.stdlib_module_names - {"nbverdict"}
    return {canonicalize_name(known[name][0]) for name in others}


def names(requirements: list[str]) -> set[str]:
    """Return the distributions that requirements name."""
    return {canonicalize_name(Requirement(one).name) for one in requirements}


def pins(file: str) -> dict[str, set[str]]:
    """Return the versions that a file pins, with hashes."""
    found: dict[str, set[str]] = {}
    for name, version, _ in PIN.findall((PROJECT / file).read_text("utf-8")):
        found.setdefault(canonicalize_name(name), set()).add(version)
    return found


def test_the_engine_declares_what_it_imports() -> None:
    """Each distribution that the engine imports is a dependency, and there is no other."""
    assert names(PROJECT_TABLE["dependencies"]) == third_party(ENGINE)


def test_each_dependency_has_a_lower_bound_alone() -> None:
    """The engine's dependencies say from which version on, and leave the rest to its user."""
    bounds = [str(Requirement(one).specifier) for one in PROJECT_TABLE["dependencies"]]

    assert [bound for bound in bounds if not re.fullmatch(r">=[\d.]+", bound)] == []


def test_the_version_is_one() -> None:
    """pyproject.toml, CITATION.cff and the changelog name one version and one date."""
    citation = yaml.safe_load((PROJECT / "CITATION.cff").read_text("utf-8"))
    changelog = (PROJECT / "CHANGELOG.md").read_text("utf-8")
    newest = re.search(r"^## \[(\d[\w.]*)\] - (\S+)$", changelog, re.MULTILINE)

    assert newest
    assert newest.groups() == (citation["version"], citation["date-released"])
    assert citation["version"] == PROJECT_TABLE["version"]


def test_licences_are_there_and_said() -> None:
    """Both licence files exist, and the README and the citation name both."""
    readme = (PROJECT / "README.md").read_text("utf-8")
    citation = yaml.safe_load((PROJECT / "CITATION.cff").read_text("utf-8"))

    assert PROJECT_TABLE["license"] == " AND ".join(citation["license"])
    assert all((PROJECT / name).is_file() for name in PROJECT_TABLE["license-files"])
    assert all(f"]({name})" in readme for name in PROJECT_TABLE["license-files"])


@pytest.mark.parametrize("file", LOCKED)
def test_a_lock_fits_what_is_declared(file: str) -> None:
    """Each requirement is pinned to a version within its bounds."""
    pinned = pins(file)
    wanted = [Requirement(one) for one in LOCKED[file]]

    assert [str(one) for one in wanted if canonicalize_name(one.name) not in pinned] == []
    unfit = [
        one
        for one in wanted
        for version in pinned[canonicalize_name(one.name)]
        if version not in one.specifier
    ]
    assert unfit == []


@pytest.mark.parametrize("file", [*LOCKED, "requirements-no-deps.txt"])
def test_a_lock_holds_hashed_pins_and_nothing_else(file: str) -> None:
    """Every pin has its hashes, and no line names an index or an address."""
    text = (PROJECT / file).read_text("utf-8")
    lines = [line for line in text.splitlines() if line and not line.lstrip().startswith(("#", "--hash="))]

    assert [line for line in lines if "==" not in line] == []
    assert "://" not in text
    assert len(re.findall(r"==\S+[^\n]*(?:\\\n\s+)?--hash=sha256:", text)) == len(lines)


@pytest.mark.parametrize("file", [file for file in LOCKED if file != "requirements.txt"])
def test_locks_agree(file: str) -> None:
    """A package in two locks has one version."""
    grades, others = pins("requirements.txt"), pins(file)

    assert {name for name in grades.keys() & others.keys() if grades[name] != others[name]} == set()


@pytest.mark.parametrize("file", [file for file in LOCKED if file != "requirements-dev.txt"])
def test_who_grades_installs_no_tool_of_developers(file: str) -> None:
    """Linters, type checkers and drivers of browsers are only among what develops."""
    assert names(GROUPS["dev"]) & pins(file).keys() == set()


def test_the_wheel_holds_the_engine_and_nothing_else(wheel: Path) -> None:
    """Every module, template and kernel of src/nbverdict is in it, `py.typed` too."""
    held = {name for name in ZipFile(wheel).namelist() if ".dist-info/" not in name}
    engine = {path for path in ENGINE.rglob("*") if path.is_file() and "__pycache__" not in path.parts}

    assert held == {path.relative_to(ENGINE.parent).as_posix() for path in engine}
    assert "nbverdict/py.typed" in held


def test_the_wheel_says_what_it_needs(wheel: Path) -> None:
    """Its metadata has both licences, the command and the dependencies, none of them a course's."""
    archive = ZipFile(wheel)
    (about,) = [name for name in archive.namelist() if name.endswith(".dist-info/METADATA")]
    metadata = HeaderParser().parsestr(archive.read(about).decode())
    entry_points = archive.read(about.replace("METADATA", "entry_points.txt")).decode()

    assert names(metadata.get_all("Requires-Dist", [])) == names(PROJECT_TABLE["dependencies"])
    assert not names(metadata.get_all("Requires-Dist", [])) & NEVER
    assert metadata.get_all("License-File") == ["LICENSE", "LICENSE-CONTENT"]
    assert "nbverdict = nbverdict.cli:main" in entry_points
