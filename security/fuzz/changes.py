"""What becomes of a notebook before it is written: its cells, their fields, and the notebook's own."""

from collections.abc import Callable
from copy import deepcopy
from typing import Any

from hypothesis import strategies as st

from security.fuzz import values
from security.fuzz.letters import LENGTHS, texts

Draw = Callable[[st.SearchStrategy[Any]], Any]
Notebook = dict[str, Any]
FIELDS = ("id", "cell_type", "metadata", "source", "outputs", "execution_count", "attachments")
MANY = (10, 100, 1_999, 2_001, 5_000)


def drop_a_cell(notebook: Notebook, draw: Draw) -> None:
    """One cell is gone."""
    cells = notebook["cells"]
    if cells:
        del cells[_at(cells, draw)]


def double_a_cell(notebook: Notebook, draw: Draw) -> None:
    """One cell is there twice, or more often."""
    cells = notebook["cells"]
    if cells:
        at = _at(cells, draw)
        cells[at:at] = [deepcopy(cells[at]) for _ in range(draw(st.sampled_from((1, 1, 2, 30))))]


def move_cells(notebook: Notebook, draw: Draw) -> None:
    """Cells stand in another order."""
    notebook["cells"] = draw(st.permutations(notebook["cells"]))


def retype_a_cell(notebook: Notebook, draw: Draw) -> None:
    """Code is text, or something that no format knows."""
    kind = st.sampled_from(("code", "markdown", "raw", "heading", "widget", ""))
    _cell(notebook, draw)["cell_type"] = draw(st.one_of(kind, kind, values.anything()))


def split_a_cell(notebook: Notebook, draw: Draw) -> None:
    """One cell is two."""
    cells = notebook["cells"]
    if cells:
        at = _at(cells, draw)
        source = str(cells[at].get("source", "")) if isinstance(cells[at], dict) else ""
        cut = draw(st.integers(0, len(source)))
        parts = [deepcopy(cells[at]) for _ in range(2)]
        for part, text in zip(parts, (source[:cut], source[cut:]), strict=True):
            if isinstance(part, dict):
                part["source"] = text
        cells[at : at + 1] = parts


def write_into_a_cell(notebook: Notebook, draw: Draw) -> None:
    """Something else is written, before or after what was there."""
    cell, text = _cell(notebook, draw), draw(texts())
    before = cell.get("source", "")
    before = before if isinstance(before, str) else ""
    cell["source"] = draw(st.sampled_from((text, before + "\n" + text, text + "\n" + before)))


def write_an_answer(notebook: Notebook, draw: Draw) -> None:
    """The written answer is something else."""
    for cell in notebook["cells"]:
        if isinstance(cell, dict) and cell.get("cell_type") == "markdown":
            cell["source"] = draw(texts())


def write_lines(notebook: Notebook, draw: Draw) -> None:
    """A source is a list of lines, some of which are none."""
    line = st.one_of(texts(LENGTHS), values.anything())
    _cell(notebook, draw)["source"] = draw(st.lists(line, max_size=5))


def add_a_cell(notebook: Notebook, draw: Draw) -> None:
    """A cell is new, and holds anything."""
    cell = {
        "cell_type": draw(st.sampled_from(("code", "markdown", "raw"))),
        "metadata": draw(values.metadata()),
        "source": draw(texts()),
        "outputs": draw(st.lists(values.outputs(), max_size=2)),
        "execution_count": None,
    }
    notebook["cells"].insert(draw(st.integers(0, len(notebook["cells"]))), cell)


def add_a_plain_cell(notebook: Notebook, draw: Draw) -> None:
    """A cell is new, and its form is right."""
    kind = draw(st.sampled_from(("code", "markdown", "raw")))
    cell = {"cell_type": kind, "metadata": {}, "source": draw(texts()), "id": f"new-{len(notebook['cells'])}"}
    cell |= {"outputs": [], "execution_count": None} if kind == "code" else {}
    notebook["cells"].insert(draw(st.integers(0, len(notebook["cells"]))), cell)


def add_many_cells(notebook: Notebook, draw: Draw) -> None:
    """There are more cells than anybody writes."""
    cell = {"cell_type": "code", "metadata": {}, "source": "x", "outputs": [], "execution_count": None}
    notebook["cells"] += [dict(cell) for _ in range(draw(st.sampled_from(MANY)))]


def misread_a_field(notebook: Notebook, draw: Draw) -> None:
    """A field of a cell is of another type."""
    _cell(notebook, draw)[draw(st.sampled_from(FIELDS))] = draw(values.anything())


def lose_a_field(notebook: Notebook, draw: Draw) -> None:
    """A field of a cell is gone."""
    _cell(notebook, draw).pop(draw(st.sampled_from(FIELDS)), None)


def change_metadata(notebook: Notebook, draw: Draw) -> None:
    """Metadata of a cell are anything."""
    _cell(notebook, draw)["metadata"] = draw(values.metadata())


def change_nbgraders(notebook: Notebook, draw: Draw) -> None:
    """What nbgrader wrote into a cell is anything, or another cell's."""
    cell, others = _cell(notebook, draw), [one for one in notebook["cells"] if isinstance(one, dict)]
    told = cell.get("metadata")
    if isinstance(told, dict):
        other = draw(st.sampled_from(others)).get("metadata")
        own = other.get("nbgrader") if isinstance(other, dict) else None
        told["nbgrader"] = draw(st.one_of(st.just(own), values.of_nbgrader()))
        if isinstance(told["nbgrader"], dict):
            told["nbgrader"] = {**told["nbgrader"], **draw(st.one_of(st.just({}), _some_nbgraders()))}


def put_out(notebook: Notebook, draw: Draw) -> None:
    """A cell has outputs of every kind."""
    _cell(notebook, draw)["outputs"] = draw(
        st.one_of(st.lists(values.outputs(), max_size=4), values.anything())
    )


def attach(notebook: Notebook, draw: Draw) -> None:
    """Something is attached, and perhaps named."""
    cell, name = _cell(notebook, draw), draw(st.one_of(st.just("a.png"), texts((1, 60))))
    cell["attachments"] = draw(
        st.one_of(st.just({name: {"image/png": values.PNG}}), values.anything(), _attached(name))
    )
    cell["source"] = draw(st.sampled_from((f"![x](attachment:{name})" * 3, "attachment:" * 2000, "x")))
    cell["cell_type"] = "markdown"


def change_the_notebook(notebook: Notebook, draw: Draw) -> None:
    """A field of the notebook itself is of another type, or new."""
    name = draw(st.sampled_from(("metadata", "nbformat", "nbformat_minor", "worksheets", "orig_nbformat")))
    notebook[name] = draw(st.one_of(values.metadata(), values.anything()))


def lose_the_notebooks(notebook: Notebook, draw: Draw) -> None:
    """A field of the notebook itself is gone."""
    notebook.pop(draw(st.sampled_from(("metadata", "nbformat", "nbformat_minor"))), None)


def another_format(notebook: Notebook, draw: Draw) -> None:
    """It says that it is of an older or newer format, and perhaps is."""
    notebook["nbformat"] = draw(st.sampled_from((2, 3, 3, 4, 5, 99)))
    notebook["nbformat_minor"] = draw(st.sampled_from((0, 1, 2, 4, 5, 99)))
    if draw(st.booleans()):
        notebook["worksheets"] = [{"cells": [_as_old(cell) for cell in notebook["cells"]], "metadata": {}}]


def change_all_metadata(notebook: Notebook, draw: Draw) -> None:
    """Metadata of the notebook are anything, also what a grader would write."""
    notebook["metadata"] = draw(values.metadata())


VALID = (  # what leaves it a notebook, that is read to its end
    drop_a_cell,
    double_a_cell,
    move_cells,
    split_a_cell,
    write_into_a_cell,
    write_into_a_cell,
    write_an_answer,
    write_an_answer,
    add_a_plain_cell,
    add_a_plain_cell,
    change_nbgraders,
)
CHANGES = (
    drop_a_cell,
    double_a_cell,
    move_cells,
    retype_a_cell,
    split_a_cell,
    write_into_a_cell,
    write_into_a_cell,
    write_an_answer,
    write_an_answer,
    write_lines,
    add_a_cell,
    add_a_cell,
    misread_a_field,
    misread_a_field,
    lose_a_field,
    change_metadata,
    change_nbgraders,
    change_nbgraders,
    put_out,
    put_out,
    attach,
    change_the_notebook,
    lose_the_notebooks,
    another_format,
    change_all_metadata,
)
RARE = (*CHANGES, add_many_cells)


def _at(cells: list[Any], draw: Draw) -> int:
    at: int = draw(st.integers(0, len(cells) - 1))
    return at


def _cell(notebook: Notebook, draw: Draw) -> dict[str, Any]:
    """Return one of the cells, or one of nobody's where there is none."""
    cells = [cell for cell in notebook["cells"] if isinstance(cell, dict)]
    return draw(st.sampled_from(cells)) if cells else {}


def _some_nbgraders() -> st.SearchStrategy[dict[str, Any]]:
    return st.dictionaries(st.sampled_from(values.OF_NBGRADER), values.plain(), max_size=2)


def _attached(name: str) -> st.SearchStrategy[Any]:
    return st.dictionaries(st.just(name), values.bundles(), max_size=1)


def _as_old(cell: Any) -> Any:
    if not isinstance(cell, dict):
        return cell
    old = {name: one for name, one in cell.items() if name != "source"}
    return old | {"input": cell.get("source", ""), "language": "python", "prompt_number": 1, "collapsed": 0}
