"""Finds the files that decide what a module does: all its imports, and data files next to them."""

import ast
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

from nbverdict import HOMES
from nbverdict.config.course_code import PACKAGE

ENGINE = Path(__file__).resolve().parents[1]


def sources(modules: Sequence[str], graders: Path) -> list[Path]:
    """Return the files of the engine and of a course that these modules depend on, sorted by name.

    `modules` are dotted names. In a course's package, data files next to a module count too, because the
    module may read them.
    """
    ahead, found = list(modules), dict[str, Path]()
    while ahead:
        name = ahead.pop()
        path = _file(name, graders)
        if path is None or name in found:
            continue
        found[name] = path
        ahead += [*_imports(path), name.rpartition(".")[0]]  # its package is imported first
    data = [path for name, path in found.items() if name.split(".")[0] == PACKAGE for path in _beside(path)]
    return sorted({*found.values(), *data})


def _file(name: str, graders: Path) -> Path | None:
    """Return the file of a module of the engine or the course; None for any other package."""
    first, _, rest = name.partition(".")
    root = {ENGINE.name: ENGINE, PACKAGE: graders}.get(first)
    if root is None:
        return None
    path = root.joinpath(*rest.split(".")) if rest else root
    candidates = (path.with_suffix(".py"), path / "__init__.py")
    return next((one for one in candidates if one.is_file()), None)


def _imports(path: Path) -> list[str]:
    """Return all imports of a file; a name may be a module or a name in one."""
    return list(_imports_of(path, path.stat().st_mtime_ns))


@cache
def _imports_of(path: Path, _changed: int) -> tuple[str, ...]:
    return tuple(_imported(ast.parse(path.read_text("utf-8"))))


def _imported(tree: ast.AST) -> Iterator[str]:
    for node in _run(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module
            yield from (_named(node.module, alias.name) for alias in node.names)


def _run(tree: ast.AST) -> Iterator[ast.AST]:
    """Yield the nodes that a module may run, without what only a type checker reads."""
    for node in ast.iter_child_nodes(tree):
        if not (isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"):
            yield node
            yield from _run(node)


def _named(module: str, name: str) -> str:
    """Return the full name of an import; the engine's public names come from their own modules."""
    return f"{module}.{HOMES[name]}" if module == ENGINE.name and name in HOMES else f"{module}.{name}"


def _beside(path: Path) -> list[Path]:
    return [one for one in path.parent.iterdir() if one.is_file() and one.suffix not in (".py", ".pyc")]
