"""How a function of the package is taken away in a copy of it: by putting another body into it."""

import ast
from dataclasses import dataclass


class NoSuchWallError(Exception):
    """A wall is named that the table lacks, or its function is no longer where the table says."""


@dataclass(frozen=True)
class Removal:
    """A function of the package, `Class.method` for a method, and the body that takes its body's place."""

    file: str
    function: str
    body: str


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
