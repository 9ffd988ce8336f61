"""The engine's folders are layers whose imports point down, and it knows nothing of this course."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from graders.models.cache import PROJECT
from nbverdict.evidence.gather import collector_text

ENGINE = PROJECT / "src" / "nbverdict"
LAYERS = (  # lowest first
    "errors",
    "preload",
    "text",
    "boundary",
    "compare",
    "sandbox",
    "store",
    "config",
    "evidence",
    "authoring",
    "judging",
    "cleaning",
    "notebook",
    "intake",
    "gradebook",
    "execution",
    "course",
    "feedback",
    "report",
    "selfcheck",
    "commands",
    "pytest_plugin",
    "cli",
)
STARTER = "starter"  # what `init` copies: a course, and no part of the engine
MODULES = sorted(
    path.relative_to(ENGINE).as_posix()
    for path in ENGINE.rglob("*.py")
    if path.relative_to(ENGINE).parts[0] != STARTER
)


def imported(path: Path) -> Iterator[str]:
    """Yield the dotted names that a module imports, and from which."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module


@pytest.mark.parametrize("module", [one for one in MODULES if one != "__init__.py"])
def test_imports_point_down(module: str) -> None:
    """No module of the engine imports from a layer above its own."""
    own = LAYERS.index(module.partition("/")[0].removesuffix(".py"))
    names = [name.split(".")[1] for name in imported(ENGINE / module) if name.startswith("nbverdict.")]

    assert [name for name in names if LAYERS.index(name) > own] == []


@pytest.mark.parametrize("module", MODULES)
def test_the_engine_knows_no_course(module: str) -> None:
    """No module of the engine imports this course, its tools, torch or transformers."""
    foreign = ("graders", "tools", "tests", "security", "benchmarks", "torch", "transformers")

    assert [name for name in imported(ENGINE / module) if name.split(".")[0] in foreign] == []


def test_every_folder_is_a_layer() -> None:
    """Each folder and module of the engine has its place in the order."""
    found = {path.stem for path in ENGINE.iterdir() if path.is_dir() or path.suffix == ".py"}

    assert found - {"__init__", "__pycache__", STARTER} == set(LAYERS)


def test_the_collector_imports_nothing_of_ours() -> None:
    """What runs in a student's process stands alone."""
    nodes = list(ast.walk(ast.parse(collector_text())))
    modules = [node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)]
    modules += [alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names]

    assert [module for module in modules if module.startswith(("nbverdict", "graders"))] == []


def test_the_collectors_files_share_no_name() -> None:
    """They are sent as one text: a name that two of them define would mean the later one everywhere."""
    homes: dict[str, set[str]] = {}
    for name in ("building", "reader", "plots", "moment", "collector"):
        for node in ast.parse((ENGINE / "evidence" / f"{name}.py").read_text("utf-8")).body:
            for defined in _defined(node):
                homes.setdefault(defined, set()).add(name)

    assert {defined: where for defined, where in homes.items() if len(where) > 1} == {}


def _defined(node: ast.stmt) -> Iterator[str]:
    match node:
        case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
            yield name
        case ast.Assign(targets=targets):
            yield from (one.id for target in targets for one in ast.walk(target) if isinstance(one, ast.Name))
        case ast.AnnAssign(target=ast.Name(id=name)):
            yield name
