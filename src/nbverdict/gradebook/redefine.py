"""Changes the cells of an assignment in the gradebook after it was graded, which nbgrader itself refuses.

nbgrader compares a source with the gradebook when it generates the release, and raises if cells were added or
removed while there are submissions. Here the gradebook's cells become those of the source first; manual
scores of cells that stay are kept.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from nbformat import NotebookNode
from nbgrader.api import Comment, Grade, Gradebook, MissingEntry, SubmittedNotebook
from nbgrader.utils import is_grade, is_locked, is_solution, is_task

KINDS = ("grade_cells", "solution_cells", "task_cells", "source_cells")
Wanted = Mapping[str, Mapping[str, NotebookNode]]  # cells by kind and name


def redefine(book: Gradebook, assignment: str, notebooks: Mapping[str, Sequence[NotebookNode]]) -> list[str]:
    """Make the gradebook's cells those of the source; return a sentence on each graded cell that changed."""
    try:
        known = {one.name: one for one in book.find_assignment(assignment).notebooks}
        handed_in = len(book.find_assignment(assignment).submissions)
    except MissingEntry:
        return []
    if not handed_in:
        return []
    told = [*_other_notebooks(book, assignment, set(known), set(notebooks))]
    for name, cells in notebooks.items():
        if notebook := known.get(name):
            told += [*_changed(book, assignment, notebook, wanted_of(cells))]
    book.db.commit()
    return told


def _other_notebooks(book: Gradebook, assignment: str, known: set[str], wanted: set[str]) -> Iterator[str]:
    """Add the notebooks that are new, and remove those that are gone, with all that was graded in them."""
    for name in sorted(wanted - known):
        book.add_notebook(name, assignment)
        yield f"{name}.ipynb is new"
    for name in sorted(known - wanted):
        book.remove_notebook(name, assignment)
        yield f"{name}.ipynb is no longer part of `{assignment}`"


def wanted_of(cells: Sequence[NotebookNode]) -> Wanted:
    """Return the cells that nbgrader would store of a notebook, by kind and name."""
    found: dict[str, dict[str, NotebookNode]] = {kind: {} for kind in KINDS}
    for cell in cells:
        kinds = (is_grade(cell), is_solution(cell), is_task(cell))
        for kind, is_one in zip(KINDS, (*kinds, any(kinds) or is_locked(cell)), strict=True):
            if is_one:
                found[kind][cell.metadata.nbgrader["grade_id"]] = cell
    return found


def _changed(book: Gradebook, assignment: str, notebook: Any, wanted: Wanted) -> Iterator[str]:
    """Remove and add the cells of one notebook."""
    for kind in KINDS:
        known = {cell.name: cell for cell in getattr(notebook, kind)}
        for name in known.keys() - wanted[kind].keys():
            _remove(book, known[name], kind)
            if kind != "source_cells":
                yield f"`{name}` is no longer a {kind.removesuffix('_cells')} cell of {notebook.name}"
        for name in [one for one in wanted[kind] if one not in known]:
            _add(book, assignment, notebook.name, kind, wanted[kind][name])
            if kind != "source_cells":
                yield f"`{name}` is now a {kind.removesuffix('_cells')} cell of {notebook.name}"


def _remove(book: Gradebook, cell: Any, kind: str) -> None:
    if kind != "source_cells":
        for table in (Grade, Comment):
            for row in book.db.query(table).filter(table.cell_id == cell.id).all():
                book.db.delete(row)
    book.db.delete(cell)
    book.db.commit()


def _add(book: Gradebook, assignment: str, notebook: str, kind: str, cell: NotebookNode) -> None:
    name, points = cell.metadata.nbgrader["grade_id"], float(cell.metadata.nbgrader.get("points", 0) or 0)
    if kind == "grade_cells":
        book.add_grade_cell(name, notebook, assignment, max_score=points, cell_type=cell.cell_type)
    elif kind == "solution_cells":
        book.add_solution_cell(name, notebook, assignment)
    elif kind == "task_cells":
        book.add_task_cell(name, notebook, assignment, max_score=points, cell_type=cell.cell_type)
    else:
        book.add_source_cell(
            name, notebook, assignment, cell_type=cell.cell_type, source="", locked=False, checksum=None
        )


def complete(book: Gradebook, assignment: str) -> None:
    """Give each submission a row for each notebook and cell that it has none of yet."""
    found = book.find_assignment(assignment)
    for submission in found.submissions:
        known = {one.notebook_id for one in submission.notebooks}
        for notebook in (one for one in found.notebooks if one.id not in known):
            book.db.add(SubmittedNotebook(notebook=notebook, assignment=submission))
        book.db.commit()
        for own in submission.notebooks:
            _complete(book, own)
    book.db.commit()


def _complete(book: Gradebook, own: Any) -> None:
    notebook = own.notebook
    graded = {one.cell_id for one in own.grades}
    commented = {one.cell_id for one in own.comments}
    for cell in (*notebook.grade_cells, *notebook.task_cells):
        if cell.id not in graded:
            book.db.add(Grade(cell=cell, notebook=own))
    for cell in (*notebook.solution_cells, *notebook.task_cells):
        if cell.id not in commented:
            book.db.add(Comment(cell=cell, notebook=own))
