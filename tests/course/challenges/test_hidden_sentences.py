"""What checks say of hidden cases: sentences that stand in their source, with nothing of an answer in them."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from graders.models.cache import PROJECT
from nbverdict.judging.discovery import challenge_names, load_challenge

OURS = ("evidence.case", "reference", "fault")  # `fault` is one of the sentences of `scale_fault`
CHOSEN = 'f"the shape is {evidence.matrix.shape}"'


def sentences(function: ast.FunctionDef) -> Iterator[ast.expr]:
    """Yield what a function says of hidden cases, names resolved to what they are given."""
    given = {
        target.id: node.value
        for node in ast.walk(function)
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for call in (node for node in ast.walk(function) if isinstance(node, ast.Call)):
        for keyword in (one for one in call.keywords if one.arg in ("anywhere", "hint")):
            value = keyword.value
            yield given.get(value.id, value) if isinstance(value, ast.Name) else value


def holds_an_answer(sentence: ast.expr) -> bool:
    """Say whether anything of what the student's code returned is put into a sentence."""
    match sentence:
        case ast.Constant():
            return False
        case ast.IfExp():
            return holds_an_answer(sentence.body) or holds_an_answer(sentence.orelse)
        case ast.JoinedStr():
            values = [
                ast.unparse(one.value) for one in sentence.values if isinstance(one, ast.FormattedValue)
            ]
            return not all(any(name in value for name in OURS) for value in values)
    return ast.unparse(sentence) not in OURS


def said(source: str) -> list[str]:
    """Return the sentences of a module that put something of an answer into what hidden cases tell."""
    functions = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef)]
    return [ast.unparse(one) for found in functions for one in sentences(found) if holds_an_answer(one)]


@pytest.mark.parametrize("challenge", challenge_names())
def test_a_hidden_case_is_told_by_fixed_sentences(challenge: str) -> None:
    """A number, a shape or a name from the answer would carry its input out."""
    assert said(Path(str(load_challenge(challenge).__file__)).read_text("utf-8")) == []


def test_figures_are_faulted_by_fixed_sentences() -> None:
    """`scale_fault` returns nothing but texts that stand there."""
    tree = ast.parse((PROJECT / "src/nbverdict/compare/figures.py").read_text("utf-8"))
    [fault] = [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef) and n.name == "scale_fault"]
    returned = [node.value for node in ast.walk(fault) if isinstance(node, ast.Return) and node.value]

    assert returned
    assert not any(map(holds_an_answer, returned))


def test_a_sentence_with_an_answer_in_it_is_found() -> None:
    """Given at once, or by a name."""
    assert said(f"def test_f(evidence):\n    raise Wrong('x', anywhere={CHOSEN})")
    assert said(f"def test_f(evidence):\n    told = {CHOSEN}\n    raise Wrong('x', anywhere=told)")
