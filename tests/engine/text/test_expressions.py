"""Nothing that backtracks reads what a student wrote, and every parser comes to an end."""

import ast
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from graders.models.cache import PROJECT
from graders.models.weights_shown import models_loaded
from nbverdict.cleaning.bounded import Bounded
from nbverdict.cleaning.markdown import render
from nbverdict.cleaning.safe import clean
from nbverdict.compare import figures, tables
from nbverdict.compare.panels import Panel
from nbverdict.evidence.decode import Undecodable, decode
from nbverdict.feedback import cells as page_cells
from nbverdict.intake import metadata
from nbverdict.intake.match import ReleasedNotebook, match_cells
from nbverdict.intake.missing import _letters
from nbverdict.judging.table import marked_up
from nbverdict.notebook import cells
from nbverdict.notebook.submission import hidden_call, split_hidden
from nbverdict.text.expressions import Expression, encodable, words_in
from nbverdict.text.times import is_time, read_time

ENGINE = PROJECT / "src" / "nbverdict"
MODULES = {  # whose time no length bounds, or whose way of looking goes back
    "re": "nbverdict.text.expressions",
    "regex": "nbverdict.text.expressions",
    "difflib": "a comparison of hashes, or of lengths first",
    "fnmatch": "the start or end of a name",
    "html.parser": "nbverdict.cleaning.safe",
    "shlex": "a split at blanks",
    "textwrap": "a slice",
    "tokenize": "nbverdict.notebook.cells.syntax",
    "IPython": "nbverdict.notebook.cells.without_magic",
    "dateutil": "nbverdict.text.times",
}
CALLS = {"ast.parse", "ast.literal_eval", "compile", "eval", "exec"}
TRUSTED = {  # modules that may, and why
    "config/sanity.py": "compares names of the course's own configuration",
    "course/preflight.py": "compares names of the course's own assignments",
    "judging/discovery.py": "compares names of the course's own challenges",
    "selfcheck/rules.py": "parses the course's own modules",
    "selfcheck/variants.py": "reads the variants that the course's authors wrote",
    "evidence/here.py": "reads the course's own file of builders",
    "notebook/sources.py": "parses the engine's and the course's own modules",
    "evidence/reader.py": "runs in the student's process, whose time is counted there",
    "feedback/formgrader.py": "parses formgrader's page without a submission, for its scripts",
    "course/grade_submission.py": "quotes a student's name, of at most 200 bytes, for a shell",
    "execution/inline.py": "runs in the kernel of an author, on their own notebook",
    "notebook/cells.py": "is the one that parses code, up to a length and so much of each submission",
    "intake/lms.py": "compiles the instructor's own expression, for names of files",
    "intake/file_names.py": "compares names, of at most 255 letters, with patterns of one star each",
    "text/times.py": "reads a time of at most 100 letters",
    "intake/owner.py": "reads names of files with the instructor's own expression",
    "evidence/gather.py": "parses files of this project and of the course alone",
    "sandbox/inside/server.py": "runs scripts of this project alone",
    "sandbox/messages.py": "looks back and ahead by six bytes, which RE2 cannot, and has no star",
}


def forbidden(source: str) -> list[str]:
    """Return what of a module's source may not be there."""
    nodes = list(ast.walk(ast.parse(source)))
    modules = [node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)]
    modules += [alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names]
    known = {name for module in modules for name in (module, module.split(".")[0])}
    called = {ast.unparse(node.func) for node in nodes if isinstance(node, ast.Call)}
    return sorted(known & MODULES.keys()) + sorted(called & CALLS)


def test_no_module_reads_what_students_wrote_with_what_has_no_end() -> None:
    """Each module of the engine is taken to read it, unless a reason says that it never does."""
    found = {
        path.relative_to(ENGINE).as_posix(): names
        for path in ENGINE.rglob("*.py")
        if (names := forbidden(path.read_text("utf-8")))
    }

    assert {name: names for name, names in found.items() if name not in TRUSTED} == {}
    assert set(found) == set(TRUSTED), "no exception is longer than its need"


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("import re", ["re"]),
        ("from re import compile as c", ["re"]),
        ("def f():\n    import regex", ["regex"]),
        ("import IPython.core.inputtransformer2", ["IPython"]),
        ("from html.parser import HTMLParser", ["html.parser"]),
        ("import ast\nast.parse(cell.source)", ["ast.parse"]),
        ("compile(text, '', 'exec')", ["compile"]),
        ("from nbverdict.text.expressions import Expression\nimport ast\nast.walk(tree)", []),
    ],
)
def test_the_lint_sees_it(source: str, names: list[str]) -> None:
    """Wherever in a module it stands, and however it is imported."""
    assert forbidden(source) == names


def test_python_s_own_engine_takes_for_ever() -> None:
    """A class waited for this one: four times as long for twice the blank lines, and here none at all."""
    import re

    took = []
    for search in (re.compile(r"^(\s*)(?:%|!).*$", re.MULTILINE).search, cells.without_magic):
        started = time.process_time()
        search("\n" * 12_000)
        took.append(time.process_time() - started)

    assert took[0] > 10 * took[1]


def test_what_no_encoding_has_is_read_as_well() -> None:
    """A half of a letter is no reason to stop."""
    assert Expression("b+").search("\ud800abb\udfff")[0] == "bb"  # type: ignore[index]
    assert Expression("b+").replaced("\ud800abb", lambda found: f"<{found[0]}>") == "\ufffda<bb>"


MUCH, SECONDS = 10_000_000, 2.0
LETTERS = (  # what parsers look for the end, or the fellow, of
    *("\n", " ", "a ", "\u2028", "a", "9", "9.", "e\u0301", "\ud800", "\x00"),
    *("(", "[", "{", "[a](", "<", "<b>", "<b a=1>", "<!--", "&", "&#x0;"),
    *("$", "\\", "\\begin{a}", "`", "```\n", "**a", "*_", "|-|-|\n", "# ", "· "),
    *("> ", "  - a\n", "[a]: b\n", "%a\n", "\n%", "def a\n", "lambda:", "'", "not ", "\x1b["),
    *("\x1b[31mx", "layer ", "10 ", "10^", "aA", "attachment:a ", "BEGIN HIDDEN TESTS\n", "a-", "a/", "{}"),
)


def asked(title: str) -> Any:
    """Return the layer that a panel's title names."""
    return figures.titled_layer(Panel.model_construct(titles=(title, "", "", "")), (1, 2))


def decoded(text: str) -> None:
    """Decode a reply, in and outside of a text."""
    for message in (text, f'{{"case": "{text}"}}', f'{{"case": {text}'):
        with pytest.raises(Undecodable):
            decode(message.encode("utf-8", "replace"), b"")


RELEASE = ReleasedNotebook(
    [
        new_markdown_cell("# One\n\nWrite `f`.", id="a"),
        new_code_cell(
            "def f():\n    return None", id="b", metadata={"nbgrader": {"solution": True, "grade_id": "f"}}
        ),
        new_markdown_cell(
            "An answer", id="c", metadata={"nbgrader": {"solution": True, "grade": True, "grade_id": "g"}}
        ),
    ]
)


def matched(text: str) -> Any:
    """Match a notebook whose cells hold a text whole, and in pieces."""
    pieces = [text[at : at + 15_000] for at in range(0, 3_000_000, 15_000)]
    made = [new_code_cell(text), new_markdown_cell(text), *map(new_code_cell, pieces)]
    return match_cells(RELEASE, made)


PARSERS: dict[str, Callable[[str], Any]] = {  # a line for each: what of a student's it is given
    "a text without halves of letters": encodable,
    "the words of a text": words_in,
    "any expression": Expression(r"(a|b|ab)*c|(\s*x)+$").search,
    "whether a cell is Python": cells.parses,
    "a cell as it is compared": cells.plain,
    "a cell's heading": lambda text: cells.heading(new_markdown_cell(text)),
    "what a cell defines": lambda text: cells.definitions(new_code_cell(text)),
    "what a text defines": lambda text: cells.definitions(new_markdown_cell(text)),
    "whether two cells are the same": lambda text: cells.same(new_code_cell(text), new_code_cell(f"{text} ")),
    "the cells of a notebook": matched,
    "the pictures that a text names": metadata._named,
    "a time stamp": lambda text: is_time(text[:1000]),  # a name is no longer
    "a time of an LMS": read_time,
    "the name of a file": lambda text: _letters(text[:255]),  # a longer one is no name
    "the hidden lines of a cell": split_hidden,
    "the hidden call": hidden_call,
    "the models that a notebook loads": lambda text: models_loaded(new_notebook(cells=[new_code_cell(text)])),
    "a page's Markdown": lambda text: Bounded()(text, lambda: render(text)),
    "a page's HTML": clean,
    "a page's code": lambda text: page_cells._source(new_code_cell(text), Bounded()),
    "what a cell printed": page_cells._terminal,
    "the last line of a cell": page_cells._last_line,
    "a formula of an output": lambda text: page_cells._data({"text/latex": text}, Bounded()),
    "a picture of an output": lambda text: page_cells._data({"image/png": text}, Bounded()),
    "what stands between backticks": marked_up,
    "a label": tables.spaced,
    "a label's unit": lambda text: tables.read_scale(text, tables.BYTES),
    "a panel's title": asked,
    "a bar's label": lambda text: figures._name_in(text, ("oak", "fern")),
    "a reply of a process": decoded,
}


def worst(letters: str) -> str:
    """Return ten megabytes of them."""
    return letters * (MUCH // len(letters))


def slow(parse: Callable[[str], Any]) -> Iterator[str]:
    """Yield the letters of which a parser takes too long, and how long."""
    for letters in LETTERS:
        started = time.process_time()
        parse(worst(letters))
        took = time.process_time() - started
        if took > SECONDS:
            yield f"{letters!r}: {took:.1f} s"


@pytest.mark.slow
@pytest.mark.parametrize("name", PARSERS)
def test_each_parser_takes_ten_megabytes_of_anything_in_two_seconds(name: str) -> None:
    """What is too long for a parser is shown or compared as it is."""
    assert list(slow(PARSERS[name])) == []
