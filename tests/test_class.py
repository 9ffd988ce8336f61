"""The sample class scores what examples/expected.csv says, by `make demo` and by plain nbgrader."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Collection, Mapping
from pathlib import Path

import nbformat
import pytest

from graders.models.cache import CHOSEN_BY_USER, PROJECT
from nbverdict import Case
from nbverdict.config.settings import Course, read_config
from nbverdict.execution.assessor import Assessor
from nbverdict.judging.discovery import challenge_names
from tests.handed_in import digest_of
from tools.demo import ASSIGNMENT, SCRATCH, build_course, hand_in_again, read_expected

Scores = Mapping[tuple[str, str], tuple[float | None, int]]
ROWS = read_expected()
EXPECTED: Scores = {(row.student, row.challenge): (row.points, row.pending) for row in ROWS}
SOME = ("ben", "hal", "ivy", "quin")
PLAIN = (*SOME, "cal", "gus", "ned", "oli")  # some of each kind; nbgrader is slow


def environment() -> dict[str, str]:
    """Return this environment with the project's commands first and no cache chosen by anybody."""
    kept = {
        name: value for name, value in os.environ.items() if name not in (*CHOSEN_BY_USER, "HF_HUB_OFFLINE")
    }
    return {**kept, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}


def run(root: Path, *command: str) -> subprocess.CompletedProcess[str]:
    """Run one of the project's commands in a course."""
    return subprocess.run(command, cwd=root, env=environment(), capture_output=True, text=True, check=False)


def scores(root: Path) -> Scores:
    """Return what the gradebook holds of each automatically graded cell."""
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{root}/gradebook.db", "transformers") as book:
        return {
            (submission.student.id, grade.name.removeprefix("grade_")): (
                grade.auto_score,
                int(grade.needs_manual_grade),
            )
            for submission in book.assignment_submissions(ASSIGNMENT)
            for notebook in submission.notebooks
            for grade in notebook.grades
            if grade.name.startswith("grade_")
        }


def keep_only(root: Path, students: Collection[str]) -> None:
    """Take away what everybody else handed in."""
    for folder in (root / "submitted").iterdir():
        if folder.name not in students:
            shutil.rmtree(folder)


def plain_expected() -> dict[tuple[str, str], str]:
    """Return what expected.csv says of plain nbgrader: points and pending, or that there is no score."""
    return {(row.student, row.challenge): row.plain or f"{row.points:g}/{row.pending}" for row in ROWS}


@pytest.mark.xdist_group("demo")
def test_the_demo_grades_the_whole_class_as_expected() -> None:
    """`make demo` runs `nbverdict grade`: every row of expected.csv holds in the gradebook."""
    outcome = run(PROJECT, "make", "demo")

    assert outcome.returncode == 0, outcome.stdout + outcome.stderr
    assert f"{len(EXPECTED)} of {len(EXPECTED)} rows of examples/expected.csv hold" in outcome.stdout
    assert scores(SCRATCH) == EXPECTED
    assert_feedback_leaks_nothing(SCRATCH)


@pytest.mark.xdist_group("nbgrader")
def test_plain_nbgrader_gives_the_same(tmp_path: Path) -> None:
    """Its own commands, with our configuration, score a part of the class alike but for column `plain`."""
    root = build_course(tmp_path / "course")
    keep_only(root, PLAIN)
    generated = run(root, "nbgrader", "generate_assignment", ASSIGNMENT)
    graded = run(root, "nbgrader", "autograde", ASSIGNMENT)
    hand_in_again(root)
    again = run(root, "nbgrader", "autograde", ASSIGNMENT)
    exported = run(root, "nbgrader", "export", "--to=grades.csv")
    got = {key: "none" if s is None else f"{s:g}/{pending}" for key, (s, pending) in scores(root).items()}

    assert generated.returncode == exported.returncode == 0
    expected = {key: told for key, told in plain_expected().items() if key[0] in PLAIN}
    assert {key: got.get(key, "none") for key in expected} == expected, graded.stderr
    for run_of_the_class in (graded, again):  # it ends with 1 for one file that has another name
        failed = re.findall(r"error processing assignment '.*' for student '(.*)'", run_of_the_class.stderr)
        assert (run_of_the_class.returncode, failed) == (1, ["cal"])


@pytest.mark.parametrize("secret", ["another secret of sixteen or more"])
@pytest.mark.xdist_group("secrets")
def test_scores_do_not_depend_on_the_secret(secret: str, tmp_path: Path) -> None:
    """Right stays right and wrong stays wrong when other hidden cases are drawn."""
    root = build_course(tmp_path / "course")
    (root / "course_secret").write_text(secret)
    keep_only(root, SOME)
    run(root, "nbverdict", "grade", ASSIGNMENT)

    assert scores(root) == {key: value for key, value in EXPECTED.items() if key[0] in SOME}


def assert_feedback_leaks_nothing(root: Path) -> None:
    """Every student has a page, and no page holds a hidden line, a hidden input or a trace of our code."""
    pages = [(path.parts[-3], path) for path in root.glob(f"feedback/*/{ASSIGNMENT}/*.html")]
    notebooks = [path.name for path in (PROJECT / "release" / ASSIGNMENT).glob("*.ipynb")]

    assert len(pages) == len({student for student, _ in EXPECTED}) * len(notebooks)
    for student, path in pages:
        page = path.read_text("utf-8")
        for secret in (
            "HIDDEN TESTS",
            "from nbverdict",
            "from graders",
            str(PROJECT / "src"),
            str(PROJECT / "graders"),
            *hidden_inputs(root, student),
        ):
            assert not stands_in(page, secret), f"{student}: {secret}"
        for bars in hidden_bars(root, student):  # one of them may be a true model's number in the lesson
            assert not all(stands_in(page, one) for one in bars), f"{student}: {bars}"


def stands_in(page: str, secret: str) -> bool:
    """Return whether a page holds a text, or a number that is not a part of another."""
    return bool(re.search(rf"(?<![\d.]){re.escape(secret)}(?!\d)", page))


def drawn_for(root: Path, student: str) -> dict[str, list[Case]]:
    """Return a student's hidden cases by challenge."""
    assessor = Assessor.of(Course(config=read_config(root)), root)
    folder = root / "autograded" / student / ASSIGNMENT
    notebook = nbformat.read(folder / "challenges.ipynb", as_version=4)
    submission = digest_of(notebook, folder)
    drawn = {name: assessor.cases(name, submission) for name in challenge_names()}
    return {name: [case for case in cases if case.hidden] for name, cases in drawn.items()}


def hidden_bars(root: Path, student: str) -> list[list[str]]:
    """Return the numbers of each hidden table of models."""
    return [[str(row[1]) for row in case.known] for case in drawn_for(root, student)["plot_t5"]]


def hidden_inputs(root: Path, student: str) -> list[str]:
    """Return what a student's hidden cases could be known by: sentences and folders."""
    drawn = drawn_for(root, student)
    sentences = [asked["sentence"] for case in drawn["attention_grid"] for asked in case.known["asked"]]
    folders = [name for case in drawn["compare_t5"] for name in case.known]
    public = (PROJECT / "release" / ASSIGNMENT / "challenges.ipynb").read_text("utf-8")
    labels = [name for folder in folders if (name := folder.split("/")[-1]) not in public]
    return [*sentences, *folders, *labels]
