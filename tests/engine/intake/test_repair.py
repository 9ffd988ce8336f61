"""A submission that came back in pieces is put together, and nothing of its student's is lost."""

import time
from copy import deepcopy
from typing import Any

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell

from graders.models.cache import PROJECT
from nbverdict.intake.match import NOT_FOUND, WRITTEN_INTO
from nbverdict.intake.repair import repair

NOTEBOOK = "model_architecture/challenges.ipynb"
RELEASE = nbformat.read(PROJECT / "release" / NOTEBOOK, as_version=4)
DOV = nbformat.read(PROJECT / "examples/submitted/dov" / NOTEBOOK, as_version=4)
NAMES = [cell.metadata.nbgrader["grade_id"] for cell in RELEASE.cells if "nbgrader" in cell.metadata]


def written_into_the_release() -> Any:
    """Return the release with a good submission's answers in it; theirs may be of an older release."""
    notebook, answers = deepcopy(RELEASE), {}
    for cell in DOV.cells:
        answers[cell.metadata.get("nbgrader", {}).get("grade_id")] = cell.source
    for cell in notebook.cells:
        told = cell.metadata.get("nbgrader", {})
        if told.get("solution"):
            cell.source = answers[told["grade_id"]]
    return notebook


SOLVED = written_into_the_release()


@pytest.fixture
def solved() -> Any:
    """A good submission, for a test to spoil."""
    return deepcopy(SOLVED)


def named(notebook: Any, name: str) -> Any:
    """Return the cell that nbgrader knows by this name."""
    return next(c for c in notebook.cells if c.metadata.get("nbgrader", {}).get("grade_id") == name)


def at(notebook: Any, name: str) -> int:
    """Return where the cell with this name stands."""
    return int(notebook.cells.index(named(notebook, name)))


def put_right(notebook: Any) -> list[str]:
    """Repair a notebook; whatever it was, it then is a valid notebook of this assignment."""
    notes = repair(notebook, RELEASE.cells)
    nbformat.validate(notebook)
    for cell in notebook.cells:
        assert "nbgrader" not in cell.metadata or cell.metadata.nbgrader in [
            one.metadata.get("nbgrader") for one in RELEASE.cells
        ]
    return notes


def names(notebook: Any) -> list[str]:
    """Return the names of a notebook's cells, in order."""
    return [c.metadata.nbgrader["grade_id"] for c in notebook.cells if "nbgrader" in c.metadata]


def strip(notebook: Any, *, ids: bool) -> None:
    """Take all metadata away, and the ids too where asked."""
    for number, cell in enumerate(notebook.cells):
        cell.metadata = nbformat.NotebookNode()
        if ids:
            cell.id = f"new-{number}"


def test_a_notebook_that_came_back_whole_stays_as_it_is(solved: Any) -> None:
    """Nothing is noted, and every cell is what it was."""
    assert put_right(solved) == []
    assert [(c.id, c.source) for c in solved.cells] == [(c.id, c.source) for c in SOLVED.cells]
    assert names(solved) == NAMES


def test_ids_that_are_places_decide_nothing(solved: Any) -> None:
    """After a cell was put in, each cell has the id of the one before: text and metadata say which it is."""
    ids = [cell.id for cell in solved.cells]
    for cell, other in zip(solved.cells, [*ids[1:], ids[0]], strict=True):
        cell.id = other

    put_right(solved)

    assert [cell.source for cell in solved.cells] == [cell.source for cell in SOLVED.cells]
    assert names(solved) == NAMES


@pytest.mark.parametrize("ids", [False, True], ids=["with ids", "without ids"])
def test_cells_without_metadata_are_known_by_what_they_hold(solved: Any, ids: bool) -> None:  # noqa: FBT001
    """Solutions by their function, locked cells by their text, answers by their place."""
    strip(solved, ids=ids)
    notes = put_right(solved)

    assert names(solved) == NAMES
    assert notes == [f"recognised by what it holds: {len(NAMES)} cells"]
    for name in NAMES:
        assert named(solved, name).source == named(SOLVED, name).source


def test_a_broken_solution_without_metadata_is_still_known(solved: Any) -> None:
    """The line that defines its function is enough where Python cannot read the rest."""
    strip(solved, ids=True)
    cell = next(cell for cell in solved.cells if "def plot_t5" in cell.source)
    cell.source += "\n    return (("
    put_right(solved)

    assert named(solved, "plot_t5").source.endswith("return ((")


@pytest.mark.parametrize("name", ["setup", "grade_compare_t5", "example_table", "grade_attention_grid"])
def test_a_locked_cell_that_is_gone_is_put_back_in_its_place(solved: Any, name: str) -> None:
    """It stands where the release has it."""
    del solved.cells[at(solved, name)]

    assert put_right(solved) == [f"put back {name}"]
    assert [cell.id for cell in solved.cells] == [cell.id for cell in RELEASE.cells]


def test_a_split_solution_is_joined_where_python_reads_it_only_whole(solved: Any) -> None:
    """JupyterLab leaves the name on both pieces, the id on the last, and no newline at their ends."""
    index = at(solved, "attention_grid")
    whole = solved.cells[index]
    lines = whole.source.split("\n")
    first = new_code_cell("\n".join(lines[:4]), metadata=deepcopy(whole.metadata))
    solved.cells.insert(index, first)
    whole.source = "\n".join(lines[4:])

    assert put_right(solved) == ["joined 2 pieces of attention_grid"]
    assert named(solved, "attention_grid").source == "\n".join(lines)


def test_a_split_solution_is_joined_without_any_metadata(solved: Any) -> None:
    """What follows a definition and cannot stand alone belongs to it."""
    index = at(solved, "attention_grid")
    lines = solved.cells[index].source.split("\n")
    solved.cells[index : index + 1] = [
        new_code_cell("\n".join(lines[a:b])) for a, b in ((0, 4), (4, 6), (6, 99))
    ]
    strip(solved, ids=True)

    assert "joined 3 pieces of attention_grid" in put_right(solved)
    assert named(solved, "attention_grid").source == "\n".join(lines)


def test_a_solution_split_between_functions_needs_no_joining(solved: Any) -> None:
    """Pieces that stand alone run one after the other; the one with the function keeps the name."""
    index = at(solved, "plot_t5")
    whole = solved.cells[index]
    helper = new_code_cell("def helper():\n    return 1", metadata=deepcopy(whole.metadata))
    solved.cells.insert(index + 1, helper)

    assert put_right(solved) == ["kept as ordinary cells copies of plot_t5"]
    assert named(solved, "plot_t5").source == named(SOLVED, "plot_t5").source
    assert solved.cells[index + 1].source == helper.source


@pytest.mark.parametrize("before", [False, True])
def test_an_untouched_copy_never_wins_over_what_was_written(solved: Any, before: bool) -> None:  # noqa: FBT001
    """The release's blank cell is left out, wherever it stands."""
    blank = deepcopy(named(RELEASE, "compare_t5"))
    blank.id, blank.source = "copy", "# my backup\n" + blank.source
    solved.cells.insert(at(solved, "compare_t5") + (0 if before else 1), blank)

    assert put_right(solved) == ["left out the untouched cell of compare_t5"]
    assert sum("def compare_t5" in cell.source for cell in solved.cells) == 1
    assert named(solved, "compare_t5").source == named(SOLVED, "compare_t5").source


def test_a_solution_in_an_extra_cell_takes_the_place_of_the_blank_one(solved: Any) -> None:
    """Also where the blank cell comes later and would define the function anew."""
    cell = named(solved, "plot_t5")
    extra = new_code_cell(cell.source)
    cell.source = named(RELEASE, "plot_t5").source
    solved.cells.insert(at(solved, "plot_t5"), extra)
    put_right(solved)

    assert names(solved) == NAMES
    assert [c.source for c in solved.cells if "def plot_t5" in c.source] == [extra.source]


def test_all_solutions_in_one_cell_are_not_hidden_by_blank_ones(solved: Any) -> None:
    """No blank cell that comes after them is left."""
    solutions = ("compare_t5", "plot_t5", "attention_grid")
    named(solved, "compare_t5").source = "\n".join(named(SOLVED, name).source for name in solutions)
    for name in solutions[1:]:
        named(solved, name).source = named(RELEASE, name).source
    notes = put_right(solved)

    assert notes == ["left out the untouched cell of plot_t5, attention_grid"]
    assert sum("def attention_grid" in cell.source for cell in solved.cells) == 1


@pytest.mark.parametrize("name", ["attention_grid", "grade_attention_grid", "answer_grid"])
def test_a_cell_of_another_type_is_turned_back(solved: Any, name: str) -> None:
    """Code that became text is code again, and an answer that became code is text."""
    cell = named(solved, name)
    cell.cell_type = "code" if cell.cell_type == "markdown" else "markdown"

    assert put_right(solved) == [f"restored the cell type of {name}"]
    assert named(solved, name).cell_type == named(RELEASE, name).cell_type
    assert named(solved, name).source == named(SOLVED, name).source


@pytest.mark.parametrize(
    "junk", ["text", 7, {"schema_version": 1, "grade_id": "plot_t5"}, {"grade_id": ["plot_t5"]}, {}], ids=str
)
def test_metadata_that_is_not_nbgraders_is_put_right(solved: Any, junk: Any) -> None:
    """It is a hint, and no hint is needed."""
    named(solved, "plot_t5").metadata.nbgrader = junk
    put_right(solved)

    assert names(solved) == NAMES


def test_points_and_locks_are_the_releases(solved: Any) -> None:
    """Nobody unlocks a test or raises its points."""
    told = named(solved, "grade_plot_t5").metadata.nbgrader
    told["points"], told["locked"], told["solution"] = 99, False, True

    assert put_right(solved) == ["restored the metadata of grade_plot_t5"]


def test_extra_cells_stay_for_the_reader(solved: Any) -> None:
    """Text and code of the student's own keep their place, with an id that no other cell has."""
    note, scratch = new_markdown_cell("my note"), new_code_cell("print(1)")
    note.id = scratch.id = "same"
    solved.cells[1:1], solved.cells[9:9] = [note], [scratch]

    assert put_right(solved) == []
    assert (solved.cells[1].source, solved.cells[9].source) == ("my note", "print(1)")
    assert len({cell.id for cell in solved.cells}) == len(solved.cells)


def test_an_answer_in_two_cells_is_read_as_one(solved: Any) -> None:
    """Nothing of it escapes the person who grades it."""
    cell = named(solved, "answer_grid")
    more = new_markdown_cell("And one thing more.", metadata=deepcopy(cell.metadata))
    solved.cells.append(more)

    assert put_right(solved) == ["joined 2 pieces of answer_grid"]
    assert named(solved, "answer_grid").source == f"{cell.source}\n\nAnd one thing more."


def test_an_answer_beside_the_blank_one_is_taken_for_it(solved: Any) -> None:
    """Many write below the cell instead of into it; a person reads what they wrote."""
    cell = named(solved, "answer_table")
    written, cell.source = cell.source, "YOUR ANSWER HERE"
    solved.cells.insert(at(solved, "answer_table") + 1, new_markdown_cell(written))
    put_right(solved)

    assert named(solved, "answer_table").source == written
    assert len(solved.cells) == len(SOLVED.cells)


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (lambda notebook, index: notebook.cells.pop(index), NOT_FOUND),
        (lambda notebook, index: notebook.cells[index - 1].update(source="### 1c. mine"), None),
    ],
    ids=["gone", "a question that was shortened"],
)
def test_an_answer_that_is_not_found_goes_to_a_person(solved: Any, spoil: Any, reason: str | None) -> None:
    """Its blank cell is put back, with the reason; what is only blank is 0, as on nbgrader."""
    named(solved, "answer_table").source = "YOUR ANSWER HERE"
    spoil(solved, at(solved, "answer_table"))
    put_right(solved)

    assert named(solved, "answer_table").metadata.get("course", {}).get("doubt") == reason


def test_no_text_is_two_answers(solved: Any) -> None:
    """Where two answers in a row are gone, what is there is the first, and the second waits for a person."""
    answers = [deepcopy(named(RELEASE, "answer_grid")) for _ in range(2)]
    answers[1].id, answers[1].metadata.nbgrader["grade_id"] = "more", "answer_more"
    released = [*RELEASE.cells[:-1], *answers]
    solved.cells[-1] = new_markdown_cell("One text.")
    repair(solved, released)

    assert named(solved, "answer_grid").source == "One text."
    assert named(solved, "answer_more").metadata["course"]["doubt"] == NOT_FOUND


def test_thousands_of_pieces_take_no_time(solved: Any) -> None:
    """Nobody holds up the class with a notebook of fragments."""
    whole = named(solved, "plot_t5")
    solved.cells += [new_code_cell("x = (" * 50, metadata=deepcopy(whole.metadata)) for _ in range(3000)]
    started = time.monotonic()
    put_right(solved)

    assert time.monotonic() - started < 20


def test_an_answer_in_its_question_goes_to_a_person(solved: Any) -> None:
    """The blank cell alone would score 0 without anybody looking."""
    named(solved, "answer_table").source = "YOUR ANSWER HERE"
    solved.cells[at(solved, "answer_table") - 1].source += "\n\nBy a factor of 12."
    put_right(solved)

    assert named(solved, "answer_table").metadata["course"]["doubt"] == WRITTEN_INTO


def test_a_test_that_was_copied_runs_after_all_definitions(solved: Any) -> None:
    """The last copy counts, the others are ordinary cells."""
    copy = deepcopy(named(solved, "grade_plot_t5"))
    copy.id = "copy"
    solved.cells.insert(0, copy)

    assert put_right(solved) == ["kept as ordinary cells copies of grade_plot_t5"]
    assert names(solved) == NAMES


def test_a_locked_cell_that_now_holds_a_solution_is_a_solution(solved: Any) -> None:
    """A name is a hint; what a cell defines decides."""
    cell = named(solved, "plot_t5")
    cell.metadata = deepcopy(named(solved, "setup").metadata)
    cell.id = "other"
    put_right(solved)

    assert names(solved) == NAMES
    assert named(solved, "plot_t5").source == named(SOLVED, "plot_t5").source


def test_a_notebook_of_another_assignment_gets_every_locked_cell(solved: Any) -> None:
    """Nothing is taken for what it is not."""
    solved.cells = [new_code_cell("1 + 1"), new_markdown_cell("text")]
    put_right(solved)

    assert [name for name in NAMES if name not in names(solved)] == [
        "compare_t5",
        "plot_t5",
        "attention_grid",
    ]
    assert [cell.source for cell in solved.cells if "nbgrader" not in cell.metadata] == ["1 + 1", "text"]


@pytest.mark.parametrize("kind", ["raw", "markdown"])
def test_an_attempt_that_was_switched_off_stays_off(solved: Any, kind: str) -> None:
    """Whoever makes text of an old attempt does not want it to count; their solution does."""
    attempt = new_markdown_cell("def plot_t5(table):\n    return None")
    attempt.cell_type = kind
    solved.cells.insert(at(solved, "plot_t5") + 1, attempt)
    put_right(solved)

    assert named(solved, "plot_t5").source == named(SOLVED, "plot_t5").source
    assert [cell.cell_type for cell in solved.cells if cell.source == attempt.source] == [kind]


def test_many_pieces_that_fit_nowhere_cost_little(solved: Any) -> None:
    """Two hundred copies of half a function are no riddle to solve."""
    half = deepcopy(named(solved, "plot_t5"))
    half.source = "def plot_t5(table):\n    (" + "1, " * 200
    solved.cells += [deepcopy(half) for _ in range(200)]
    started = time.process_time()
    repair(solved, RELEASE.cells)

    assert time.process_time() - started < 5


def test_an_answer_keeps_its_pictures(solved: Any) -> None:
    """A page would stop at a picture that its text names and that is not there."""
    answer = next(cell for cell in solved.cells if cell.id == "answer-table")
    answer.source += "\n![](attachment:a.png)"
    answer.attachments = nbformat.from_dict({"a.png": {"image/png": "aGk="}})
    put_right(solved)

    assert next(c for c in solved.cells if c.id == "answer-table").attachments == answer.attachments
