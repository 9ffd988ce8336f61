"""Finds what would act where somebody opens what was graded: metadata, pages, links, files that tools load.

Attacks put one word into all of it: it must be nowhere but in texts. Another must be nowhere among our words.
"""

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from nbconvert.filters import markdown2html

from nbverdict.gradebook.placing import INERT
from security.attacks.canaries import ACTS, SAYS
from security.attacks.folders import entries

ADDRESSES = {"src", "href", "action", "formaction", "srcset", "data", "style", "poster"}
RUN = {"script", "style", "iframe"}
SHELL = set("`$;|&<>*?!~")  # letters for which it runs what follows them
FORMULA = re.compile(rf"\\(style|mmlToken|bbox|href|class|cssId|require)\b[^$]*{ACTS}")
NOTEBOOK = '<section id="notebook"'  # begins in a page what is a student's
QUOTED = re.compile(r"<code>.*?</code>|`[^`<]*`", re.DOTALL)
PILE = re.compile("[\u0300-\u036f]{100}")  # marks on one letter, which hang a browser


def acting(folder: Path) -> Iterator[str]:
    """Name each place below a folder where the word would act, or a text that hangs whoever shows it."""
    for path in sorted(entries(folder)):
        if not path.is_file() or path.is_symlink():
            continue
        text = path.read_text("utf-8", errors="replace")
        by_name = ACTS in path.name and not SHELL.isdisjoint(path.name)
        if by_name or (ACTS in text and _acts(path.suffix, text)) or _hangs(path.suffix, text):
            yield path.name


def speaking(folder: Path) -> Iterator[str]:
    """Name each place below a folder where a student's word reads as ours: a page, or a cell that we add."""
    for path in sorted(entries(folder)):
        text = path.read_text("utf-8", errors="replace") if path.suffix in (".html", ".ipynb") else ""
        if SAYS in QUOTED.sub("", _ours(path.suffix, text)):
            yield path.name


def _ours(suffix: str, text: str) -> str:
    """Return what of a file is ours, as HTML: a page until the student's notebook, or the cell we add."""
    if suffix == ".html":
        return text.partition(NOTEBOOK)[0]
    cells = json.loads(text)["cells"] if SAYS in text else []
    return "".join(markdown2html(_text(cell["source"])) for cell in cells if cell.get("id") == "not-graded")


def _acts(suffix: str, text: str) -> bool:
    if suffix == ".ipynb":
        notebook = json.loads(text)
        return any(ACTS in json.dumps(told) for told in _metadata(notebook)) or any(
            FORMULA.search(told) or _is_run(markdown2html(told)) for told in _markdown(notebook)
        )
    return _is_run(text) if suffix == ".html" else not suffix.endswith(INERT)


def _is_run(html: str) -> bool:
    page = _Page()
    page.feed(html)
    return page.acts


def _hangs(suffix: str, text: str) -> bool:
    """Say whether a letter carries more marks than a browser can draw, where that is shown as text."""
    if suffix not in (".ipynb", ".html") or not PILE.search(text):
        return False
    return suffix == ".html" or any(PILE.search(told) for told in _markdown(json.loads(text)))


def _metadata(notebook: dict[str, Any]) -> Iterator[Any]:
    """Yield all metadata of a notebook: its own, that of its cells, and that of their outputs."""
    yield notebook.get("metadata")
    for cell in notebook.get("cells", []):
        yield cell.get("metadata")
        yield from (output.get("metadata") for output in cell.get("outputs", []))


def _markdown(notebook: dict[str, Any]) -> Iterator[str]:
    """Yield what of a notebook Jupyter shows as Markdown."""
    for cell in notebook.get("cells", []):
        if cell.get("cell_type") == "markdown":
            yield _text(cell["source"])
        told = (output.get("data", {}) for output in cell.get("outputs", []))
        yield from (_text(data["text/markdown"]) for data in told if "text/markdown" in data)


def _text(told: str | list[str]) -> str:
    return told if isinstance(told, str) else "".join(told)


class _Page(HTMLParser):
    """Looks for the word where a browser loads, follows or runs it."""

    def __init__(self) -> None:
        super().__init__()
        self.acts, self.inside = False, ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Look at attributes."""
        self.inside = tag if tag in RUN else ""
        told = (value or "" for name, value in attrs if name in ADDRESSES or name.startswith("on"))
        self.acts = self.acts or any(ACTS in value for value in told)

    def handle_endtag(self, _tag: str) -> None:
        """Leave a tag."""
        self.inside = ""

    def handle_data(self, data: str) -> None:
        """Look into what is run."""
        self.acts = self.acts or bool(self.inside and ACTS in data)
