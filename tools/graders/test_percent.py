"""A person's percent files and the release make the notebooks that they hand in."""

import csv
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from graders.models.cache import PROJECT
from nbverdict.errors import StaffError
from tools.demo import ASSIGNMENT
from tools.graders.percent import fill_in, hand_in

BLIND = PROJECT / "tests" / "blind"
RELEASE = PROJECT / "release" / ASSIGNMENT
SOLUTION = {"nbgrader": {"solution": True, "grade_id": "task", "schema_version": 3}}
ANSWER = "# %% task\nx = 1\n"


@pytest.fixture
def blank(tmp_path: Path) -> Path:
    """Return a release's notebook: a title, a cell for code and one for text."""
    cells = [
        new_markdown_cell("# Title", id="title"),
        new_code_cell("x = None", id="task", metadata=SOLUTION),
        new_markdown_cell("Your answer", id="why", metadata=SOLUTION),
    ]
    path = tmp_path / "release" / "lesson" / "one.ipynb"
    path.parent.mkdir(parents=True)
    nbformat.write(new_notebook(cells=cells), path)
    return path


def written(folder: Path, text: str) -> Path:
    """Write what `ada` answers, and return the file."""
    file = folder / "ada" / "one.ipy"
    file.parent.mkdir()
    file.write_text(text, "utf-8")
    return file


def cells_of(notebook: NotebookNode) -> list[tuple[str, str, str]]:
    """Return each cell's id, type and source."""
    return [(cell.id, cell.cell_type, cell.source) for cell in notebook.cells]


def test_answers_fill_their_cells(blank: Path, tmp_path: Path) -> None:
    """Code and text stand in the release's cells, and its metadata stays."""
    file = written(tmp_path, f"{ANSWER}\ny = 2\n\n# %% why [markdown]\nBecause é.\n")
    notebook = fill_in(blank, file)

    assert cells_of(notebook) == [
        ("title", "markdown", "# Title"),
        ("task", "code", "x = 1\n\ny = 2"),
        ("why", "markdown", "Because é."),
    ]
    assert notebook.cells[1].metadata == SOLUTION


def test_added_cells_stand_where_they_were_added(blank: Path, tmp_path: Path) -> None:
    """An added cell comes after a cell of the release, or after another one that was added."""
    added = '# %% own-0 [markdown] after="title"\nNotes\n\n# %% own-1 after="own-0"\nimport math\n\n'
    found = cells_of(fill_in(blank, written(tmp_path, added + ANSWER)))

    assert found[1:4] == [
        ("own-0", "markdown", "Notes"),
        ("own-1", "code", "import math"),
        ("task", "code", "x = 1"),
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    {
        "another name": ("# %% tusk\nx = 1\n", "has no cell `tusk`"),
        "another anchor": ('# %% own after="tusk"\nx = 1\n', "has no cell `tusk`"),
        "a locked cell": (
            "# %% title [markdown]\nMine\n",
            "`title` is not a cell for the markdown of a student",
        ),
        "another type": ("# %% task [markdown]\nx = 1\n", "`task` is not a cell for the markdown"),
        "twice": (f"{ANSWER}\n{ANSWER}", "two cells have the id `task`"),
        "a taken name": ('# %% why after="title"\nx = 1\n', "two cells have the id `why`"),
        "no heading": (
            f"{ANSWER}\n# %% own below task\nx = 1\n",
            "`# %% own below task` does not name a cell",
        ),
    }.values(),
)
def test_a_file_that_does_not_fit_is_refused(blank: Path, tmp_path: Path, text: str, message: str) -> None:
    """No answer is lost, or given to another cell, without a word."""
    with pytest.raises(StaffError, match=message):
        fill_in(blank, written(tmp_path, text))


def test_what_is_handed_in_lies_where_nbgrader_looks(blank: Path, tmp_path: Path) -> None:
    """A person's folder gives the student's name, the release's folder the assignment's."""
    file = written(tmp_path, ANSWER)
    hand_in([file.parent], blank.parent, tmp_path / "submitted")
    notebook = nbformat.read(tmp_path / "submitted" / "ada" / "lesson" / "one.ipynb", as_version=4)

    assert cells_of(notebook) == cells_of(fill_in(blank, file))


@pytest.mark.parametrize("which", ["first", "second"])
def test_everybody_answers_everything(which: str) -> None:
    """In the first two sets, each of forty people wrote into all ten cells that are left to them."""
    asked = {
        (path.stem, cell.id): cell.source
        for path in RELEASE.glob("*.ipynb")
        for cell in nbformat.read(path, as_version=4).cells
        if cell.metadata.get("nbgrader", {}).get("solution")
    }
    files = sorted((BLIND / which).glob("*/*/*.ipy"))
    answered = [
        (file.stem, cell.id)
        for file in files
        for cell in fill_in(RELEASE / f"{file.stem}.ipynb", file).cells
        if cell.source != asked.get((file.stem, cell.id), cell.source)
    ]

    assert sorted(answered) == sorted(list(asked) * 40)
    assert len(asked) == 10


@pytest.mark.parametrize("which", ["first", "second", "third"])
def test_who_is_wrong_made_a_mistake(which: str) -> None:
    """The table of mistakes names whoever is among the wrong, and nobody else."""
    with (BLIND / which / "mistakes.csv").open(encoding="utf-8", newline="") as file:
        named = {row["student"] for row in csv.DictReader(file)}

    assert named == {folder.name for folder in (BLIND / which / "wrong").iterdir()}
