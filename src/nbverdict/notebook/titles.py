"""The titles of tasks: the last heading before a graded cell in the release, and its id if two share it."""

from collections import Counter
from collections.abc import Iterator, Sequence

from nbformat import NotebookNode

from nbverdict.text.expressions import words_in

TITLE = "title"  # of a graded cell; never from a student's text
HASHES = 6  # the maximum of a heading
LONGEST = 200  # characters of a title
PREFIX = "grade_"  # of the cells that call a challenge
WORTH = ("point", "points")  # the end of a heading, which a page shows anyway


def put_titles(notebook: NotebookNode, released: Sequence[NotebookNode]) -> None:
    """Give each graded cell of a submission the title that it has in the release."""
    named = [*_titles(released)]
    often = Counter(title for _, title in named)
    titles = {
        name: f"{title} (`{name.removeprefix(PREFIX)}`)" if often[title] > 1 and title else title
        for name, title in named
    }
    for cell in notebook.cells:
        if title := titles.get(_name(cell)):
            cell.metadata[TITLE] = title


def _titles(released: Sequence[NotebookNode]) -> Iterator[tuple[str, str]]:
    """Yield the id of each graded cell and the last heading before it that is not in a student's cell."""
    title = ""
    for cell in released:
        cell_meta = cell.metadata.get("nbgrader", {})
        if cell_meta.get("grade"):
            yield _name(cell), title
        if cell.cell_type == "markdown" and not cell_meta.get("solution"):
            headings = filter(None, map(_heading, reversed(cell.source.split("\n"))))
            title = next(map(_without_worth, headings), title)


def _name(cell: NotebookNode) -> str:
    return str(cell.metadata.get("nbgrader", {}).get("grade_id", ""))


def _heading(line: str) -> str:
    """Return the text of a line if it is a heading, cut to the length of a title."""
    said = line.lstrip("#")
    is_heading = 0 < len(line) - len(said) <= HASHES and said.startswith((" ", "\t"))
    return said.strip()[:LONGEST] if is_heading else ""


def _without_worth(title: str) -> str:
    """Return a title without the points after a dot at its end."""
    before, dot, last = title.rpartition("·")
    return before.rstrip() if dot and set(words_in(last)) & set(WORTH) else title
