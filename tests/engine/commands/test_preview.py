"""`nbverdict preview`: both versions of each notebook, run, timed and rendered."""

import json
from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from graders.models.cache import PROJECT
from nbverdict.commands.preview import ROWS, SCRATCH, unexpected_cells
from tests.test_class import run

ERROR = new_output("error", ename="E", evalue="", traceback=[])
OPEN_STUB = new_output("error", ename="NotImplementedError", evalue="", traceback=[])
CHECK = {"nbgrader": {"grade": True, "solution": False, "grade_id": "check", "points": 2}}
WARM_UP = {"nbgrader": {**CHECK["nbgrader"], "points": 0}}


@pytest.mark.course
@pytest.mark.xdist_group("lesson")
def test_make_lesson_runs_both_versions_of_each_notebook() -> None:
    """Nothing raises that should not; the lesson stays within its time; every page can be opened."""
    outcome = run(PROJECT, "make", "lesson")
    rows = [
        row
        for assignment in ("model_architecture", "inside_the_layer")
        for row in json.loads((PROJECT / SCRATCH / assignment / ROWS).read_text("utf-8"))
    ]
    lesson = next(row for row in rows if (row["notebook"], row["version"]) == ("lesson", "solution"))

    assert outcome.returncode == 0, outcome.stdout + outcome.stderr
    assert [(row["notebook"], row["version"]) for row in rows] == [
        (name, version)
        for names in (("challenges", "lesson"), ("inside_the_layer",))
        for version in ("release", "solution")
        for name in names
    ]
    assert lesson["seconds"] < 120
    assert lesson["cpu_seconds"] < 10
    assert all((PROJECT / row["page"]).read_text("utf-8").count("<img") for row in rows if row is lesson)
    assert all(Path(PROJECT / row["page"]).stat().st_size > 100_000 for row in rows)


@pytest.mark.parametrize(
    ("version", "metadata", "outputs", "found"),
    [
        ("solution", {}, [], []),
        ("solution", {}, [ERROR], ["cell 1 raises E"]),
        ("solution", {}, [OPEN_STUB], ["cell 1 raises NotImplementedError"]),
        ("solution", CHECK, [ERROR], ["check raises E"]),
        ("release", {}, [ERROR], ["cell 1 raises E"]),
        ("release", {}, [OPEN_STUB], []),
        ("release", CHECK, [ERROR], []),
        ("release", CHECK, [], ["check passes"]),
        ("release", WARM_UP, [], []),
        ("release", WARM_UP, [ERROR], []),
    ],
)
def test_only_the_checks_of_a_release_may_raise_and_must(
    version: str, metadata: dict[str, object], outputs: list[object], found: list[str]
) -> None:
    """A solved notebook runs through; an unsolved one fails at its checks and open stubs alone."""
    cell = new_code_cell("x", metadata=metadata, outputs=outputs)

    assert list(unexpected_cells(new_notebook(cells=[cell]), version)) == found
