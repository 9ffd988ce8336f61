"""A small assignment that is graded twice, by stock nbgrader and by the engine, and compared cell by cell."""

import shutil
from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from graders.models.cache import PROJECT
from tools.cases.course import Course, says
from tools.cases.notebooks import notebook

DOCS = PROJECT / "docs/nbgrader.md"
STOCK, OURS = "stock", "ours"
CONFIG = "c = get_config()\n"  # a folder of plain nbgrader: nothing of ours in it
COURSE_ID = ""
MARKS = ("### BEGIN SOLUTION", "### END SOLUTION")
RIGHT, BLANK = "right", "blank"

Cell = tuple[str, str]  # a student and a graded cell
Grade = tuple[float, bool]  # points, and whether a person must look
Grades = Mapping[Cell, Grade]


@dataclass(frozen=True)
class Difference:
    """A grade that the engine gives otherwise than stock nbgrader, and the step of the docs that says why."""

    stock: Grade
    ours: Grade
    step: str  # the first column of its row in docs/nbgrader.md


@dataclass(frozen=True)
class Assignment:
    """The cells with their solutions, the files beside them, and what the class hands in.

    A student of `slips` hands in the solutions, but for the cells that are named there.
    The one called `right` hands in all solutions, the one called `blank` none.
    """

    cells: Sequence[NotebookNode]
    slips: Mapping[str, Mapping[str, str]]
    totals: Mapping[str, float]  # what each student scores with stock nbgrader, without a person
    files: Mapping[str, str] = field(default_factory=dict)
    then: Sequence[NotebookNode] = ()  # of a second notebook, `q`
    settings: str = ""  # of ours
    page: Mapping[str, Sequence[str]] = field(default_factory=dict)  # what the page of ours says
    differs: Mapping[Cell, Difference] = field(default_factory=dict)

    def notebooks(self) -> dict[str, Sequence[NotebookNode]]:
        """Return the cells of each notebook, by its file."""
        return {"p.ipynb": self.cells} | ({"q.ipynb": self.then} if self.then else {})


def compare(course: Course, assignment: Assignment) -> None:
    """Grade the class with both, and ensure that they differ where it is stated, and nowhere else."""
    stock, ours = (_released(course, name, assignment) for name in (STOCK, OURS))
    _graded(stock, "nbgrader", "autograde", "hw")
    _graded(ours, "nbverdict", "grade", "hw", *(["--go-on"] if assignment.differs else []))
    course.said += ours.said
    theirs, mine = _grades(stock), _grades(ours)
    assert _totals(theirs) == assignment.totals, _totals(theirs)
    agree(theirs, mine, assignment.differs)
    for one in assignment.differs.values():
        assert f"\n| {one.step} |" in DOCS.read_text("utf-8"), f"the docs have no row `{one.step}`"
    for student, words in assignment.page.items():
        says(ours.page(student), *words)


def agree(stock: Grades, ours: Grades, differs: Mapping[Cell, Difference]) -> None:
    """Ensure that the grades of all cells are equal, but for the differences that are stated."""
    found = {
        cell: (stock.get(cell), ours.get(cell))
        for cell in sorted({*stock, *ours})
        if stock.get(cell) != ours.get(cell)
    }
    stated = {cell: (one.stock, one.ours) for cell, one in differs.items()}
    assert found == stated, f"stock nbgrader and ours differ: {found}; stated: {stated}"


def _released(course: Course, name: str, assignment: Assignment) -> Course:
    made = Course(course.root / name)
    source = made.root / "source/hw"
    source.mkdir(parents=True)
    config = CONFIG + (assignment.settings if name == OURS else "")
    (made.root / "nbgrader_config.py").write_text(config, "utf-8")
    for file, cells in assignment.notebooks().items():
        nbformat.write(notebook(*deepcopy(list(cells))), source / file)
    for file, content in assignment.files.items():
        (source / file).write_text(content, "utf-8")
    command = ("nbgrader", "generate_assignment") if name == STOCK else ("nbverdict", "release")
    _graded(made, *command, "hw")
    _handed_in(made, assignment)
    return made


def _handed_in(made: Course, assignment: Assignment) -> None:
    cells = chain.from_iterable(assignment.notebooks().values())
    solutions = {_name(cell): _solved(cell) for cell in cells if _is_answer(cell)}
    students = {RIGHT: {}, **assignment.slips}
    for student in (*students, BLANK):
        folder = made.root / "submitted" / student / "hw"
        shutil.copytree(made.root / "release/hw", folder)
        written = {} if student == BLANK else {**solutions, **students[student]}
        for file in assignment.notebooks():
            _write(folder / file, written)


def _write(path: Path, written: Mapping[str, str]) -> None:
    answered = nbformat.read(path, as_version=4)
    for cell in answered.cells:
        cell.source = written.get(_name(cell), cell.source) if _is_answer(cell) else cell.source
    nbformat.write(answered, path)


def _graded(made: Course, *command: str) -> None:
    told = made.run(*command)
    assert made.rc == 0, f"{' '.join(command)} ended with {made.rc}: {told[-900:]}"


def _grades(made: Course) -> Grades:
    return {(student, cell): grade for (student, _, cell), grade in made.scores(COURSE_ID).items()}


def _totals(grades: Grades) -> dict[str, float]:
    totals: dict[str, float] = {}
    for (student, _), (points, _) in grades.items():
        totals[student] = round(totals.get(student, 0) + points, 6)
    return totals


def _name(cell: NotebookNode) -> str:
    return str(cell.metadata.get("nbgrader", {}).get("grade_id", ""))


def _is_answer(cell: NotebookNode) -> bool:
    return bool(cell.metadata.get("nbgrader", {}).get("solution"))


def _solved(cell: NotebookNode) -> str:
    lines = str(cell.source).splitlines()
    return "\n".join(line for line in lines if not line.strip().startswith(MARKS))
