"""The walls that attacks run against, what backs each of them up, and how the harness takes one away.

A wall is taken away in a copy of the package, by putting another body into a function: no switch in the product
does it.
"""

import ast
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from graders.models.cache import PROJECT

BUILD = PROJECT / "build" / "attack"


class NoSuchWallError(Exception):
    """A wall is named that the table lacks, or its function is no longer where the table says."""


@dataclass(frozen=True)
class Removal:
    """A function of the package, `Class.method` for a method, and the body that takes its body's place."""

    file: str
    function: str
    body: str


@dataclass(frozen=True)
class Wall:
    """One wall: what it does, how it is taken away, and which others hold where it is gone."""

    name: str
    does: str
    removals: tuple[Removal, ...]
    backed_by: tuple[str, ...] = ()


WALLS = {
    wall.name: wall
    for wall in (
        Wall(
            "environment",
            "a student's process gets an allow-list of variables",
            (
                Removal(
                    "sandbox/environment.py",
                    "student_environment",
                    "environment = dict(os.environ)\nuse_project_cache(environment)\nreturn environment",
                ),
            ),
        ),
    )
}


def with_backups(names: Iterable[str]) -> tuple[str, ...]:
    """Return walls and all that back them up.

    Raises:
        NoSuchWallError: the table lacks one.
    """
    found: dict[str, None] = {}
    waiting = list(names)
    while waiting:
        name = waiting.pop(0)
        if name not in WALLS:
            raise NoSuchWallError(f"there is no wall `{name}`")
        if name not in found:
            found[name] = None
            waiting += WALLS[name].backed_by
    return tuple(found)


def without(names: Iterable[str], build: Path = BUILD) -> Path:
    """Return a folder that holds the package without these walls.

    Raises:
        NoSuchWallError: one of them is not where the table says.
    """
    names = tuple(names)
    folder = build / f"without-{'-'.join(name.replace(' ', '_') for name in names)}"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(PROJECT / "graders", folder / "graders", ignore=shutil.ignore_patterns("__pycache__"))
    (folder / ".models").symlink_to((PROJECT / ".models").resolve())
    for name in names:
        for removal in WALLS[name].removals:
            path = folder / "graders" / removal.file
            path.write_text(replaced(path.read_text("utf-8"), removal), "utf-8")
    return folder


def replaced(source: str, removal: Removal) -> str:
    """Return a module's text in which one function has another body.

    Raises:
        NoSuchWallError: it has no such function.
    """
    node = _find(ast.parse(source), removal)
    lines = source.splitlines()
    indent = " " * (node.col_offset + 4)
    body = [indent + line for line in removal.body.splitlines()]
    return "\n".join([*lines[: node.body[0].lineno - 1], *body, *lines[node.end_lineno :]]) + "\n"


def _find(tree: ast.Module, removal: Removal) -> ast.FunctionDef | ast.AsyncFunctionDef:
    *classes, name = removal.function.split(".")
    nodes: list[ast.stmt] = tree.body
    for one in classes:
        nodes = next((n.body for n in nodes if isinstance(n, ast.ClassDef) and n.name == one), [])
    for node in nodes:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name == name:
            return node
    raise NoSuchWallError(f"{removal.file} has no function `{removal.function}`")
