"""What one person wrote into a release, as source text in percent cells.

NAME.ipy holds what goes into the release's NAME.ipynb. A line `# %% CELL` starts what the person wrote into
that cell, `# %% CELL after="CELL"` a cell that they added; `[markdown]` follows the name of a cell of text.
Every other cell is the release's.
"""

import re
from collections.abc import Iterable
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell

from nbverdict.errors import StaffError
from nbverdict.selfcheck.variants import read_sections

HEADING = re.compile(
    r'^# %% (?P<cell>[\w-]+)(?P<markdown> \[markdown\])?(?: after="(?P<after>[\w-]+)")?$', re.MULTILINE
)
NEW = {"code": new_code_cell, "markdown": new_markdown_cell}


def hand_in(people: Iterable[Path], release: Path, submitted: Path) -> None:
    """Write what these people hand in; each is a folder of percent files, named after the student.

    Raises:
        StaffError: a file does not fit the release.
    """
    for person in people:
        folder = submitted / person.name / release.name
        folder.mkdir(parents=True)
        for file in sorted(person.glob("*.ipy")):
            filled = fill_in(release / f"{file.stem}.ipynb", file)
            nbformat.write(filled, folder / f"{file.stem}.ipynb")


def fill_in(blank: Path, file: Path) -> NotebookNode:
    """Return a notebook of the release with what a percent file holds for it.

    Raises:
        StaffError: the file does not fit the notebook.
    """
    notebook = nbformat.read(blank, as_version=4)
    filled: set[str] = set()
    for heading, source in read_sections(file, HEADING):
        name, after = heading["cell"], heading["after"]
        kind = "markdown" if heading["markdown"] else "code"
        ids = [cell.id for cell in notebook.cells]
        if name in filled or (after and name in ids):
            raise StaffError(f"{file}: two cells have the id `{name}`")
        if (after or name) not in ids:
            raise StaffError(f"{file}: `{blank.name}` of the release has no cell `{after or name}`")
        filled.add(name)
        at = ids.index(after or name)
        if after:
            notebook.cells.insert(at + 1, NEW[kind](source, id=name))
        elif not _takes(notebook.cells[at], kind):
            raise StaffError(f"{file}: `{name}` is not a cell for the {kind} of a student")
        else:
            notebook.cells[at].source = source
    return notebook


def _takes(cell: NotebookNode, kind: str) -> bool:
    return bool(cell.cell_type == kind and cell.metadata.get("nbgrader", {}).get("solution"))
