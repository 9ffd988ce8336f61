"""A class of any size: the ordinary submissions of examples/, each time with other cells."""

import itertools
import shutil
from collections.abc import Iterable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from graders.models.cache import PROJECT
from tools.demo import ASSIGNMENT, EXAMPLES

CHALLENGES, LESSON = "challenges", "lesson"
BOTH_NOTEBOOKS = ("ada", "ben", "chi", "eve", "fay", "gil", "hal", "ivy", "jon", "kim", "leo", "quin")
BASES = {
    CHALLENGES: ("ada", "ben", "chi", "dov", *BOTH_NOTEBOOKS[3:], "rex", "sue"),
    LESSON: BOTH_NOTEBOOKS,
}
SOURCE = PROJECT / "source" / ASSIGNMENT


@dataclass(frozen=True)
class Member:
    """One student and the notebooks that they hand in, by name."""

    student: str
    notebooks: dict[str, NotebookNode]


@dataclass(frozen=True)
class SchoolClass:
    """Students who hand in the same notebooks of the assignment."""

    notebooks: tuple[str, ...]
    members: tuple[Member, ...]

    @property
    def submissions(self) -> list[tuple[str, str, NotebookNode]]:
        """Return student, name and notebook of all that is handed in."""
        return [(one.student, name, book) for one in self.members for name, book in one.notebooks.items()]


def build_class(size: int, *, whole: bool) -> SchoolClass:
    """Return a class that hands in the challenges alone, or the whole assignment."""
    notebooks = (CHALLENGES, LESSON) if whole else (CHALLENGES,)
    bases = itertools.cycle(BASES[LESSON if whole else CHALLENGES])
    return SchoolClass(notebooks, tuple(_member(next(bases), n, notebooks) for n in range(1, size + 1)))


def _member(base: str, number: int, notebooks: Iterable[str]) -> Member:
    handed_in = {
        name: _read(EXAMPLES / "submitted" / base / ASSIGNMENT / f"{name}.ipynb") for name in notebooks
    }
    for notebook in handed_in.values():
        vary(notebook, number)
    return Member(f"{base}{number:03}", handed_in)


def vary(notebook: NotebookNode, number: int) -> None:
    """Change every code cell that is a student's own, so that it is nobody else's and means the same."""
    for cell in own_cells(notebook):
        cell.source = f"{cell.source}\n# version {number}"


def own_cells(notebook: NotebookNode) -> Iterator[NotebookNode]:
    """Yield the code cells whose text is a student's own."""
    for cell in notebook.cells:
        if cell.cell_type == "code" and not cell.metadata.get("nbgrader", {}).get("locked", False):
            yield cell


def write_class(school: SchoolClass, submitted: Path) -> None:
    """Hand in: write the notebooks where nbgrader looks for them."""
    for student, name, notebook in school.submissions:
        folder = submitted / student / ASSIGNMENT
        folder.mkdir(parents=True, exist_ok=True)
        nbformat.write(deepcopy(notebook), folder / f"{name}.ipynb")


def write_source(school: SchoolClass, source: Path) -> list[Path]:
    """Write the source of the assignment, with the notebooks that this class is asked for; return these."""
    folder = source / ASSIGNMENT
    shutil.copytree(SOURCE, folder, ignore=shutil.ignore_patterns("*.ipynb", "__pycache__", ".ipynb_*"))
    return [Path(shutil.copy(SOURCE / f"{name}.ipynb", folder)) for name in school.notebooks]


def _read(path: Path) -> NotebookNode:
    return nbformat.read(path, as_version=4)
