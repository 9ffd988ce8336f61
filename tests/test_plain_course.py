"""A course that `nbgrader quickstart` made, without our configuration: graded behind walls, or refused."""

import shutil
from pathlib import Path

import nbformat
import pytest

from tests.test_class import run
from tests.test_quickstart import courses, scores

__all__ = ["courses"]  # a fixture

ESCAPE = """
import os
for path in ({secret!r}, {book!r}, {listed!r}):
    try:
        found = os.listdir(path) if os.path.isdir(path) else open(path, "rb").read()
        print("REACHED"[::-1], path)
        open({mark!r}, "w").write("x")
    except OSError:
        pass
try:
    open({mark!r}, "w").write("x")
except OSError:
    pass
"""


@pytest.fixture
def plain(courses: list[Path]) -> Path:
    """The quickstart course as nbgrader made it, with a time limit, and a submission that looks around."""
    course = courses[0]
    with (course / "nbgrader_config.py").open("a") as config:
        config.write("\nc.Execute.timeout = 5\n")
    folder = course / "submitted/looking/ps1"
    shutil.copytree(course / "release/ps1", folder)
    notebook = nbformat.read(folder / "problem1.ipynb", as_version=4)
    solution = next(c for c in notebook.cells if c.metadata.get("nbgrader", {}).get("solution"))
    places = {"secret": "course_secret", "book": "gradebook.db", "listed": "submitted", "mark": "escaped"}
    solution.source = ESCAPE.format(**{name: str(course / place) for name, place in places.items()})
    nbformat.write(notebook, folder / "problem1.ipynb")
    return course


def test_it_is_graded_behind_walls_and_scores_as_on_stock(plain: Path) -> None:
    """With scores in the summary, and feedback; nothing outside is reached."""
    graded = run(plain, "nbverdict", "grade", "ps1")
    ours = scores(plain)
    notebook = nbformat.read(plain / "autograded/looking/ps1/problem1.ipynb", as_version=4)
    pages = sorted(path.parts[-3] for path in plain.glob("feedback/*/ps1/problem1.html"))

    assert graded.returncode == 0, graded.stdout + graded.stderr
    assert "solved" in graded.stdout
    assert "3/3" in graded.stdout
    assert notebook.metadata["sandbox"] in ("namespaces", "landlock")
    assert not (plain / "escaped").exists()
    assert "DEHCAER" not in nbformat.writes(notebook)
    assert pages == sorted(path.name for path in (plain / "submitted").iterdir())

    shutil.rmtree(plain / "autograded")
    (plain / "gradebook.db").unlink()
    (plain / "escaped").unlink(missing_ok=True)
    assert run(plain, "nbgrader", "generate_assignment", "ps1", "--force").returncode == 0
    assert run(plain, "nbgrader", "autograde", "ps1").returncode == 0
    assert {cell: points for cell, points in ours.items() if scores(plain)[cell] != points} == {}
    assert (plain / "escaped").exists(), "without our configuration there are no walls: the attack is one"
    assert "looking" in {student for student, _, _ in ours}


def test_every_command_works_there_or_is_one_sentence(plain: Path) -> None:
    """None ends in a traceback, or in silence."""
    (plain / "submitted/endless").rename(plain.parent / "endless")
    works = (
        ("grade", "ps1"),
        ("grade", "ps1", "--dry-run"),
        ("report", "ps1"),
        ("review", "ps1"),
        ("check", "ps1"),
        ("doctor",),
    )
    refused = {
        ("regrade", "ps1", "--drop", "a_check", "--reason", "x"): "`ps1` has no check named `a_check`",
        ("restore", "ps1", "solved"): "there is no other graded version of `ps1` by solved",
        ("preview", "ps7"): "there is no assignment `ps7`",
        ("review", "ps1", "nobody", "--score", "1"): "",
        ("grade", "ps7"): "there is no assignment `ps7`",
    }
    for command in works:
        done = run(plain, "nbverdict", *command)
        assert (done.returncode, done.stderr) == (0, ""), command
    for command, sentence in refused.items():
        done = run(plain, "nbverdict", *command)
        assert done.returncode in (2, 3), command
        assert done.stderr.startswith(f"error: {sentence}"), command
        assert "Traceback" not in done.stderr


def test_the_doctor_tells_of_this_folder(plain: Path) -> None:
    """Which files count, and that nbgrader's own commands have no walls here."""
    said = run(plain, "nbverdict", "doctor").stdout
    assert f"✓ in force: the engine's own configuration, then {plain / 'nbgrader_config.py'}" in said
    assert "`nbverdict grade`: students' code runs behind walls" in said
    assert "! nbgrader's own commands here have none of this configuration" in said
    with (plain / "nbgrader_config.py").open("a") as config:
        config.write("from nbverdict.config.defaults import configure; configure(c)\n")
    said = run(plain, "nbverdict", "doctor").stdout
    assert "✓ plain `nbgrader autograde` here grades in the same sandbox" in said
    with (plain / "nbgrader_config.py").open("a") as config:
        config.write("c.Execute.kernel_name = 'python3'\n")
    told = run(plain, "nbverdict", "doctor")
    assert "✗ no command will run here: `c.Execute.kernel_name` of " in told.stdout
    assert "students' code runs behind walls" not in told.stdout
    assert "none of this configuration" not in told.stdout
    assert told.returncode == 1


def test_nbgraders_own_command_refuses_what_takes_walls_away(courses: list[Path]) -> None:
    """Where the course's configuration is ours: nobody is graded, and one sentence says why."""
    course = courses[1]
    assert run(course, "nbgrader", "generate_assignment", "ps1", "--force").returncode == 0
    graded = run(course, "nbgrader", "autograde", "ps1", "--Execute.kernel_name=python3")

    assert graded.returncode != 0
    assert "`c.Execute.kernel_name` would take walls away" in graded.stderr
    assert not list(course.glob("autograded/*/ps1/problem1.ipynb"))


def test_nbgraders_own_command_refuses_another_language(courses: list[Path]) -> None:
    """Instead of running R in a Python process, where every answer would be wrong."""
    course = courses[1]
    source = course / "source/ps1/problem1.ipynb"
    notebook = nbformat.read(source, as_version=4)
    notebook.metadata.kernelspec = {"name": "ir", "display_name": "R"}
    nbformat.write(notebook, source)
    assert run(course, "nbgrader", "generate_assignment", "ps1", "--force").returncode == 0
    graded = run(course, "nbgrader", "autograde", "ps1")

    assert graded.returncode == 1
    assert "ps1/problem1.ipynb is for the kernel `ir`, and only Python can be graded here" in graded.stderr
    assert "Traceback" not in graded.stderr
    assert not list(course.glob("autograded/*/ps1/problem1.ipynb"))


@pytest.mark.parametrize(
    "command",
    [
        ("grade", "ps1"),
        ("grade", "ps1", "--dry-run"),
        ("check", "ps1"),
        ("regrade", "ps1", "--drop", "a", "--reason", "x"),
        ("report", "ps1"),
        ("review", "ps1"),
        ("review", "ps1", "a", "--score", "1"),
        ("restore", "ps1", "ada"),
        ("preview", "ps1"),
    ],
)
def test_outside_any_course_it_is_one_sentence(tmp_path: Path, command: tuple[str, ...]) -> None:
    """And nothing is written."""
    done = run(tmp_path, "nbverdict", *command)

    assert done.returncode == 2
    assert done.stderr.startswith(f"error: no course at {tmp_path}")
    assert len(done.stderr.strip().splitlines()) == 3
    assert list(tmp_path.iterdir()) == []
