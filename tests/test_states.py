"""States are values: nothing in the engine reads one back out of a sentence."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from graders.models.cache import PROJECT

ENGINE = PROJECT / "src" / "nbverdict"
MODULES = sorted(ENGINE.rglob("*.py"))
WORDS = 3  # that make a text a sentence
SEARCHES = ("startswith", "endswith", "removeprefix", "removesuffix", "partition", "find", "index", "count")
SAID = ("sentence", "pending", "ungraded", "told", "says", "doubt")  # fields of results


def text_of(node: ast.expr | None) -> str:
    """Return what is known of a text: an f-string by what stands between its values."""
    if isinstance(node, ast.JoinedStr):
        return " ".join(map(text_of, node.values))
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    return ""


def assigned(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Yield the constants of a module that are texts, also those of one line with others."""
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Tuple):
            values = node.value.elts if isinstance(node.value, ast.Tuple) else ()
            pairs = zip(node.targets[0].elts, values, strict=False)
            yield from ((name.id, text_of(value)) for name, value in pairs if isinstance(name, ast.Name))
        elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            yield node.targets[0].id, text_of(node.value)


def module_of(path: Path) -> str:
    """Return the dotted name of a module of the engine."""
    return ".".join(("nbverdict", *path.relative_to(ENGINE).with_suffix("").parts))


def is_sentence(text: str) -> bool:
    """Say whether a text says something to people; nbgrader's marks are in capitals."""
    return len(text.split()) >= WORDS and not text.isupper()


@cache
def sentence_constants() -> frozenset[str]:
    """Return the dotted names of all constants of the engine that are sentences."""
    found = ((module_of(path), *pair) for path in MODULES for pair in assigned(tree_of(path)))
    return frozenset(f"{module}.{name}" for module, name, text in found if is_sentence(text))


def known_in(path: Path) -> frozenset[str]:
    """Return the names by which a module knows such constants, its own and those that it imports."""
    imports = (node for node in ast.walk(tree_of(path)) if isinstance(node, ast.ImportFrom))
    pairs = [(f"{node.module}.{one.name}", one.asname or one.name) for node in imports for one in node.names]
    pairs.append((module_of(path), ""))
    known = {
        f"{name}{one.removeprefix(whole)}"
        for whole, name in pairs
        for one in sentence_constants()
        if one == whole or one.startswith(f"{whole}.")
    }
    return frozenset(one.removeprefix(".") for one in known)


@cache
def tree_of(path: Path) -> ast.Module:
    """Return what Python reads in a module."""
    return ast.parse(path.read_text("utf-8"))


def name_of(node: ast.expr) -> str:
    """Return the name that a value is read by: its own, an attribute's, or a key's."""
    match node:
        case ast.Name(name) | ast.Attribute(attr=name):
            return name
        case ast.Subscript(slice=ast.Constant(str() as name)):
            return name
        case ast.Call(ast.Attribute(attr="get"), [ast.Constant(str() as name), *_]):
            return name
    return ""


def is_said(node: ast.expr) -> bool:
    """Say whether a value is a field of a result that holds a sentence, or a part of one."""
    if isinstance(node, ast.Subscript) and not name_of(node):
        return is_said(node.value)
    return not isinstance(node, ast.Name) and name_of(node) in SAID


def parsed(tree: ast.Module, sentences: frozenset[str]) -> Iterator[str]:
    """Yield where a sentence decides: it is compared, or looked for, or looked into."""
    for node in ast.walk(tree):
        match node:
            case ast.Compare(ops=[*ops]) if not any(isinstance(op, ast.Is | ast.IsNot) for op in ops):
                parts = [node.left, *node.comparators]
            case ast.Call(ast.Attribute(value, attr), [*arguments]) if attr in SEARCHES:
                parts = [value, *arguments]
            case _:
                continue
        flat = [one for part in parts for one in (part.elts if isinstance(part, ast.Tuple) else [part])]
        if any(ast.unparse(one) in sentences or is_said(one) for one in flat):
            yield f"{node.lineno}: {ast.unparse(node)}"


REFUSALS = {  # why a file is refused is still told by its sentence, which is written down with the file
    "intake/download.py": 1,
    "intake/exchange.py": 1,
    "intake/files.py": 6,
    "intake/leftover.py": 3,
    "intake/missing.py": 4,
    "intake/quarantine.py": 1,
    "intake/unpack.py": 1,
    "text/stamps.py": 1,
}


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.relative_to(ENGINE).as_posix())
def test_no_state_is_read_out_of_a_sentence(module: Path) -> None:
    """Sentences are made from states, for people; what decides anything is a state."""
    found = list(parsed(tree_of(module), known_in(module)))

    assert len(found) == REFUSALS.get(module.relative_to(ENGINE).as_posix(), 0), found


@pytest.mark.parametrize(
    "code",
    [
        "from scoring import FOLLOWS\nx = check.sentence == FOLLOWS",
        "x = text.startswith(FOLLOWS)",
        "x = text.endswith((OTHER, FOLLOWS))",
        "x = scoring.FOLLOWS in text",
        "x = 'broken' in result.pending",
        "x = record['ungraded'] == text",
        "x = record.get('sentence', '').startswith(text)",
        "x = 'ended' in result.told[0]",
    ],
)
def test_a_sentence_that_decides_is_found(code: str) -> None:
    """Compared with a constant or anything else, or looked into, by whatever way it is read."""
    assert len(list(parsed(ast.parse(code), frozenset({"FOLLOWS", "scoring.FOLLOWS"})))) == 1


def test_a_state_may_decide() -> None:
    """Enums, keys and whether there is a sentence at all are no sentences."""
    code = "x = check.status is Status.GATED or 'checks' in record or bool(result.pending) or not one.wrong"

    assert list(parsed(ast.parse(code), frozenset({"FOLLOWS", "scoring.FOLLOWS"}))) == []
    assert "ENDED_HERE" in known_in(ENGINE / "execution/runner.py")
    assert "caps.CLOSED" in known_in(ENGINE / "intake/exchange.py")
