"""Small changes of a solution, each of which a good test should notice."""

import ast
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass

from nbverdict.notebook.cells import syntax

MOST = 12  # changes of one cell
OPERATORS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Add,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Div,
    ast.Mod: ast.FloorDiv,
    ast.Pow: ast.Mult,
    ast.MatMult: ast.Mult,
}
COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.Is: ast.IsNot,
}


@dataclass(frozen=True)
class ChangedSource:
    """A solution with one change: what it was and became, and the whole source."""

    line: int
    was: str
    became: str
    source: str

    def __str__(self) -> str:
        """Return the change in words."""
        return f"line {self.line}: `{self.was}` instead of `{self.became}`"


def changes_of(source: str) -> list[ChangedSource]:
    """Return changes of a source, spread over all of it; none if Python cannot parse it."""
    tree = syntax(source)
    if tree is None:
        return []
    found = [*_changes(tree)]
    step = max(1, -(-len(found) // MOST))
    return found[::step]


def _changes(tree: ast.Module) -> Iterator[ChangedSource]:
    nodes = [*ast.walk(tree)]
    for at, node in enumerate(nodes):
        for number, _ in enumerate(_others(node)):
            copy = deepcopy(tree)
            old = [*ast.walk(copy)][at]
            was, line = _words(old), getattr(old, "lineno", 0)
            new = [*_others(old)][number]
            _put(copy, old, new)
            yield ChangedSource(line, _words(new), was, ast.unparse(ast.fix_missing_locations(copy)))


def _others(node: ast.AST) -> Iterator[ast.AST]:
    """Yield what may stand in a node's place."""
    match node:
        case ast.Return(value=ast.expr() as value) if not _is_none(value):
            yield ast.copy_location(ast.Return(value=ast.Constant(None)), node)
        case ast.BinOp() if other := OPERATORS.get(type(node.op)):
            yield ast.copy_location(ast.BinOp(left=node.left, op=other(), right=node.right), node)
        case ast.Compare(ops=[operator]) if swapped := COMPARISONS.get(type(operator)):
            made = ast.Compare(left=node.left, ops=[swapped()], comparators=node.comparators)
            yield ast.copy_location(made, node)
        case ast.Constant(bool() as value):
            yield ast.copy_location(ast.Constant(not value), node)
        case ast.Constant(int() | float() as value):
            yield ast.copy_location(ast.Constant(value + 1), node)


def _is_none(value: ast.expr) -> bool:
    return isinstance(value, ast.Constant) and value.value is None


def _words(node: ast.AST) -> str:
    return " ".join(ast.unparse(node).split())[:60]


def _put(tree: ast.Module, old: ast.AST, new: ast.AST) -> None:
    """Put a node in the place of another."""
    for parent in ast.walk(tree):
        for name, value in ast.iter_fields(parent):
            if value is old:
                setattr(parent, name, new)
            elif isinstance(value, list) and any(one is old for one in value):
                setattr(parent, name, [new if one is old else one for one in value])
