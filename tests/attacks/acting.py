"""Finds what would act where somebody opens what was graded: metadata, pages, and files that tools load.

Attacks put one word into all of it: it must be nowhere but in texts.
"""

import json
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from tests.attacks.canaries import ACTS
from tests.attacks.folders import entries

ADDRESSES = {"src", "href", "action", "formaction", "srcset", "data", "style", "poster"}
RUN = {"script", "style", "iframe"}


def acting(folder: Path) -> Iterator[str]:
    """Name each place below a folder where the word would act."""
    for path in sorted(entries(folder)):
        if not path.is_file() or path.is_symlink():
            continue
        text = path.read_text("utf-8", errors="replace")
        if ACTS in text and _acts(path.suffix, text):
            yield path.name


def _acts(suffix: str, text: str) -> bool:
    if suffix == ".ipynb":
        return any(ACTS in json.dumps(told) for told in _metadata(json.loads(text)))
    if suffix == ".html":
        page = _Page()
        page.feed(text)
        return page.acts
    return True


def _metadata(notebook: dict[str, Any]) -> Iterator[Any]:
    """Yield all metadata of a notebook: its own, that of its cells, and that of their outputs."""
    yield notebook.get("metadata")
    for cell in notebook.get("cells", []):
        yield cell.get("metadata")
        yield from (output.get("metadata") for output in cell.get("outputs", []))


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
