"""Which models' weights the notebooks of a course load, and which of them its students write about."""

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from nbverdict.errors import StaffError
from nbverdict.notebook.cells import LARGE, syntax, without_magic
from nbverdict.text.expressions import words_in

LOADER = "load_bert"  # of `lesson_tools`: it loads the real BERT, or another model in a stand-in's place
LOADS = "bert-base-uncased"
WEIGHTLESS = ("Config", "Tokenizer", "TokenizerFast", "Processor", "FeatureExtractor")


@dataclass(frozen=True)
class Shown:
    """A notebook whose students answer, in words, a question about a model that it loads."""

    notebook: str
    model: str


def weights_loaded(root: Path) -> set[str]:
    """Return the names whose weights a notebook of the course loads, itself or by `load_bert`."""
    notebooks = [_read(path) for path in _notebooks(root)]
    by_loader = {LOADS for one in notebooks if _calls_loader(one)}
    return by_loader | {name for one in notebooks for name in models_loaded(one)}


def asked_about(root: Path, models: Iterable[str]) -> list[Shown]:
    """Return where one of these models is loaded, and a manually graded answer is asked for about it."""
    found = []
    for path in _notebooks(root):
        notebook = _read(path)
        questions, loaded = list(_questions(notebook)), models_loaded(notebook)
        where = path.relative_to(root / "source").as_posix()
        found += [Shown(where, m) for m in models if m in loaded and any(_names(q, m) for q in questions)]
    return found


def _notebooks(root: Path) -> list[Path]:
    return sorted((root / "source").glob("*/*.ipynb"))


def _read(path: Path) -> NotebookNode:
    """Read a notebook of the course.

    Raises:
        StaffError: it is damaged.
    """
    try:
        return nbformat.read(path, as_version=4)
    except (nbformat.reader.NotJSONError, nbformat.ValidationError, UnicodeDecodeError) as error:
        raise StaffError(
            f"{path} cannot be read as a notebook", hint="open it in Jupyter, or take it from git"
        ) from error


def models_loaded(notebook: NotebookNode) -> set[str]:
    """Return the first arguments of `from_pretrained`, of every class that brings weights.

    A name may be written there, or stand in a variable that some cell sets to it.
    """
    nodes = _nodes(notebook)
    named = {n: v for node in nodes for n, v in _assigned(node)}
    return {named.get(argument, argument) for node in nodes for argument in _pretrained(node)}


def _calls_loader(notebook: NotebookNode) -> bool:
    attributes = (node.attr for node in _nodes(notebook) if isinstance(node, ast.Attribute))
    return LOADER in attributes


def _nodes(notebook: NotebookNode) -> list[ast.AST]:
    code = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    trees = [syntax(without_magic(source)) for source in code if len(source) <= LARGE]
    return [node for tree in trees if tree for node in ast.walk(tree)]


def _assigned(node: ast.AST) -> Iterator[tuple[str, str]]:
    match node:
        case ast.Assign(targets=[ast.Name(name)], value=ast.Constant(str() as value)):
            yield name, value


def _pretrained(node: ast.AST) -> Iterator[str]:
    """Yield what a call `SomeModel.from_pretrained(...)` is given first: a text, or a variable's name."""
    match node:
        case ast.Call(
            func=ast.Attribute(value=ast.Name(kind), attr="from_pretrained"),
            args=[ast.Constant(str() as given) | ast.Name(given), *_],
        ) if not kind.endswith(WEIGHTLESS):
            yield given


def _questions(notebook: NotebookNode) -> Iterator[str]:
    """Yield each manually graded answer together with the text that stands right before it."""
    text = ""
    for cell in notebook.cells:
        told = cell.metadata.get("nbgrader", {})
        if told.get("task") or (told.get("grade") and told.get("solution")):
            yield text + cell.source
            text = ""
        elif cell.cell_type == "markdown":
            text += cell.source + "\n"
        else:
            text = ""


def _names(text: str, model: str) -> bool:
    """Say whether a text names a model, and not just another whose name holds this one."""
    return model in words_in(text, "/-") or model in (word.strip(".") for word in words_in(text, "/-."))
