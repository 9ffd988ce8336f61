"""Keys: the same for the same values, and another for whatever decides a result."""

import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell

from graders.models.cache import PROJECT
from nbverdict.notebook.inputs import Inputs
from nbverdict.notebook.keys import (
    Surroundings,
    checks_digest,
    digest,
    run_key,
    surroundings,
    verdict_key,
)
from nbverdict.notebook.sources import sources
from nbverdict.sandbox.settings import Sandbox
from tests.small_course import STRICT, notebook

GRADERS = PROJECT / "graders"
AROUND = Surroundings(packages="p", course="m", limits="l", walls="w", collector="c", secret="s")


def inputs(book: Any) -> Inputs:
    """Return what the process of a notebook gets that lies alone."""
    return Inputs.of(book, Path("/nowhere"))


def test_what_does_not_run_does_not_count() -> None:
    """Text, outputs, ids and hidden lines."""
    one, other = notebook(), notebook(why="Because.")
    other.cells.append(new_markdown_cell("More"))
    other.cells[0].execution_count, other.cells[0].id = 7, "else"
    other.cells[1].source = other.cells[1].source.replace('causal_mask")\n', 'another")\n')

    assert run_key(inputs(one), AROUND) == run_key(inputs(other), AROUND)


@pytest.mark.parametrize("name", ["packages", "course", "limits", "walls", "collector", "secret"])
def test_what_a_run_depends_on_counts(name: str) -> None:
    """Each of its surroundings."""
    around = replace(AROUND, **{name: "another"})

    assert run_key(inputs(notebook()), AROUND) != run_key(inputs(notebook()), around)
    assert around.changed(AROUND) == [name]


def blank(book: Any) -> None:
    """Put in a blank cell."""
    book.cells.insert(0, new_code_cell(" \n"))


def swapped(book: Any) -> None:
    """Let two cells of the same text change what they are to the course."""
    mask, test = book.cells[:2]
    mask.source = test.source = "pass"
    mask.metadata, test.metadata = test.metadata, mask.metadata


def same(book: Any) -> None:
    """Let them be of the same text."""
    book.cells[0].source = book.cells[1].source = "pass"


def points(book: Any) -> None:
    """Let a test be worth more."""
    book.cells[1].metadata.nbgrader["points"] = 4


def own(book: Any) -> None:
    """Let a test be an ordinary cell."""
    book.cells[1].metadata = {}


@pytest.mark.parametrize("change", [blank, swapped, same, points, own])
def test_nothing_is_run_again_on_the_same_cases(change: Callable[[Any], None]) -> None:
    """Who could be asked the same twice could be told in between what was right."""
    book = notebook()
    change(book)
    keys = {run_key(inputs(one), AROUND) for one in (book, notebook())}

    assert len(keys) == len({inputs(one).digest for one in (book, notebook())})


def test_same_programs_in_other_places_are_another_run() -> None:
    """What is kept of a run stands on cells: a test's result, points and all."""
    books = [notebook() for _ in range(2)]
    same(books[0])
    swapped(books[1])

    assert len({run_key(inputs(book), AROUND) for book in books}) == 2


def test_code_and_files_count() -> None:
    """A solution, and a file's name and content."""
    keys = [
        run_key(replace(inputs(book), files=files), AROUND)
        for book in (notebook(), notebook(STRICT))
        for files in ((), (("a.csv", b"1"),), (("a.csv", b"2"),), (("b.csv", b"1"),))
    ]
    assert len(set(keys)) == 8


@pytest.mark.parametrize(
    "changed", [{"memory_mb": 1}, {"imports": ["numpy", "torch"]}, {"notebook_cpu_seconds": 1}, {"gpu": True}]
)
def test_limits_count(changed: dict[str, Any]) -> None:
    """Every setting of the sandbox does, but the wish for a tier: what counts is the one that there is."""

    def around(**settings: Any) -> Surroundings:
        return surroundings(Sandbox(**settings), tier="namespaces", limits=(30,), secret="s")

    assert around(**changed).changed(around()) == ["limits"]
    assert around(tier="namespaces") == around()


def test_a_verdict_depends_on_its_checks_and_its_evidence() -> None:
    """Each challenge has checks of its own."""
    keys = {
        verdict_key(challenge, evidence, device)
        for challenge in ("causal_mask", "plot_t5")
        for evidence in ("e", "f")
        for device in ("cpu", "cuda")
    }
    assert len(keys) == 8
    assert checks_digest("causal_mask") != checks_digest("plot_t5")


IMPORTED = """
import importlib, sys
from pathlib import Path
from nbverdict.config.course_code import CourseCode, use
use(CourseCode(Path("graders").resolve()))
for name in sys.argv[1:]:
    importlib.import_module(name)
names = [name for name in sys.modules if name.split(".")[0] in ("nbverdict", "graders")]
print(*(sys.modules[name].__file__ for name in names), sep="\\n")
"""


def test_all_that_judging_imports_counts() -> None:
    """Whatever module is imported to judge is among the files of its key: none is named by hand."""
    judges = ["nbverdict.judging.runner", "graders.compare_t5.checks", "graders.compare_t5.mistakes"]
    found = {str(path) for path in sources(judges, GRADERS)}
    command = [sys.executable, "-c", IMPORTED, *judges]
    said = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=True).stdout

    assert set(said.split()) - found == set()
    assert {str(GRADERS / "models" / "catalogue.json"), str(GRADERS / "shared" / "t5.py")} <= found


def test_public_names_count_where_they_are_used(tmp_path: Path) -> None:
    """A challenge depends on what it imports from the engine's front door, and on nothing else behind it."""
    checks = tmp_path / "sums" / "checks.py"
    checks.parent.mkdir()
    checks.write_text("from nbverdict import Case, expect_equal\n", "utf-8")
    found = {path.name for path in sources(["graders.sums.checks"], tmp_path)}

    assert {"checks.py", "cases.py", "equal.py"} <= found
    assert {"inline.py", "defaults.py", "mistake.py"} & found == set()


def test_a_function_of_a_configuration_is_known_by_its_name_and_code() -> None:
    """And by what it does: its place in memory is another in each process."""

    def one(number: int) -> Any:
        return lambda: number  # another function at each call

    assert digest({"filter": one(1)}) == digest({"filter": one(2)})
    assert digest({"filter": one(1)}) != digest({"filter": lambda: 3})
    assert digest({"filter": str.upper}) != digest({"filter": str.lower})
