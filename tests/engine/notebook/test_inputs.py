"""What a process is given: all that it could read is in the digest, and nothing else reaches it."""

import os
from pathlib import Path
from typing import Any

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from nbverdict.notebook.inputs import FILE_MODE, FOLDER_MODE, WHEN, Inputs
from tests.engine.execution.test_preprocessors import run, stdout

__all__ = ["run"]  # a fixture

LOOK = """
import os
def told(path):
    about = os.stat(path)
    kind = "folder" if os.path.isdir(path) else open(path).read()
    return [path, kind, oct(about.st_mode)[-3:], about.st_mtime_ns // 10**9, os.listxattr(path)]
walked = [os.path.join(at, name) for at, folders, files in os.walk(".") for name in folders + files]
print(*[told(path) for path in [".", *sorted(walked)]], sep="\\n")
"""


def cell(source: str, **told: Any) -> Any:
    """Return a code cell with nbgrader's metadata."""
    return new_code_cell(source, metadata={"nbgrader": told} if told else {})


def digest(folder: Path, *cells: Any) -> str:
    """Return what identifies these cells in this folder."""
    return Inputs.of(new_notebook(cells=list(cells)), folder).digest


def test_what_is_not_sent_does_not_count(tmp_path: Path) -> None:
    """Text, a student's own blank cells, outputs, ids, hidden lines and the notebook itself."""
    call = "x\n### BEGIN HIDDEN TESTS\nfrom nbverdict import grade\ngrade('{}')\n### END HIDDEN TESTS"
    graded = {"grade": True, "solution": False, "locked": True}
    bare = digest(tmp_path, cell("a = 1"), cell(call.format("plot_t5"), **graded))
    (tmp_path / "p.ipynb").write_text("{}")
    own = cell("a = 1")
    own.outputs = [{"output_type": "stream", "name": "stdout", "text": "1"}]

    assert digest(
        tmp_path, new_markdown_cell("text"), own, cell(" "), cell(call.format("causal_mask"), **graded)
    ) == (bare)


@pytest.mark.parametrize(
    "told",
    [
        {},
        {"grade": True, "locked": True, "points": 2, "grade_id": "b"},
        {"grade": True, "locked": True, "points": 3, "grade_id": "a"},
        {"grade": True, "solution": True, "points": 2, "grade_id": "a"},
        {"grade": True, "points": 2, "grade_id": "a"},
    ],
    ids=["none", "name", "points", "a question", "not locked"],
)
@pytest.mark.parametrize("source", ["x = 1", " "])
def test_what_a_cell_is_to_the_course_counts(tmp_path: Path, source: str, told: dict[str, Any]) -> None:
    """It says what is kept of the cell, and in which order questions come; blank cells have a place too."""
    test = {"grade": True, "locked": True, "points": 2, "grade_id": "a"}

    assert digest(tmp_path, cell(source, **test)) != digest(tmp_path, cell(source, **told))
    assert digest(tmp_path, cell(source, **test)) == digest(tmp_path, cell(source, **test, task=False))


@pytest.mark.parametrize(
    "cells",
    [
        [cell("b"), cell("a"), cell("c", locked=True)],
        [cell("a"), cell("c", locked=True), cell("b")],
        [cell("a"), cell("b")],
        [cell("ab"), cell("c", locked=True)],
        [cell("a "), cell("b"), cell("c", locked=True)],
        [cell("a"), cell("b # a comment"), cell("c", locked=True)],
        [cell("a"), cell("b\r"), cell("c", locked=True)],
        [cell("a"), cell("b"), cell("c", locked=True), cell("\ud800")],
    ],
    ids=[
        "order",
        "place of a locked cell",
        "fewer",
        "borders",
        "a blank",
        "a comment",
        "ends",
        "half a pair",
    ],
)
def test_every_cell_that_runs_counts_to_the_letter(tmp_path: Path, cells: list[Any]) -> None:
    """Also those of the course: where they stand is the student's choice, and code can see it."""
    assert digest(tmp_path, *cells) != digest(tmp_path, cell("a"), cell("b"), cell("c", locked=True))


@pytest.mark.parametrize(
    "names",
    [
        ["data/"],
        ["data/timestamp.txt"],
        ["data/p.ipynb"],
        ["a", "b"],
        ["b"],
        ["A"],
        ["a/"],
        ["a\u0301"],
        ["\u00e1"],
        ["data/a"],
    ],
)
def test_every_name_counts(tmp_path: Path, names: list[str]) -> None:
    """Of files and folders, empty ones too, and of folders that hold nothing but what is left out."""
    others = [[], ["a"], ["data"], ["b/", "a"], ["data/", "a"]]
    digests = set()
    for number, made in enumerate([names, *others]):
        folder = tmp_path / str(number)
        folder.mkdir()
        for name in made:
            (folder / name).parent.mkdir(exist_ok=True)
            (folder / name).mkdir() if name.endswith("/") else (folder / name).write_text("1")
        digests.add(digest(folder))

    assert len(digests) == 6


@pytest.mark.parametrize("name", ["timestamp.txt", "submission_secret.txt"])
def test_what_the_exchange_adds_does_not_count_and_lies_at_the_top_alone(tmp_path: Path, name: str) -> None:
    """It differs each time; elsewhere a file of that name is the student's own."""
    bare = digest(tmp_path)
    (tmp_path / name).write_text("first")
    assert digest(tmp_path) == bare
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / name).write_text("first")
    first = digest(tmp_path)
    (tmp_path / "data" / name).write_text("second")

    assert digest(tmp_path) != first


def test_a_process_sees_of_its_files_nothing_but_names_and_contents(run: Any, course: Path) -> None:
    """Modes, times, attributes, links, sockets, notebooks and stamps could bring answers in."""
    folder = course / "handed_in"
    (folder / "data" / "31").mkdir(parents=True)
    (folder / "timestamp.txt").write_text("2026-01-30 12:00:00 UTC")
    (folder / "data" / "timestamp.txt").write_text("9:05")
    (folder / "data" / "31.ipynb").mkdir()
    (folder / "data" / "numbers.csv").write_text("10")
    (folder / "link").symlink_to("data/31")
    os.mkfifo(folder / "pipe")
    (folder / "data" / "numbers.csv").chmod(0o751)
    (folder / "data").chmod(0o711)
    for path in (folder, *folder.rglob("*")):
        os.utime(path, (31, 31), follow_symlinks=False)
    notebook, _ = run(LOOK, challenges=())

    file, own = f"'{FILE_MODE:o}', {WHEN}, []", f"'folder', '{FOLDER_MODE:o}', {WHEN}, []"
    assert stdout(notebook.cells[0]).splitlines() == [
        f"['.', {own}]",
        f"['./data', {own}]",
        f"['./data.txt', '42', {file}]",
        f"['./data/31', {own}]",
        f"['./data/numbers.csv', '10', {file}]",
        f"['./data/timestamp.txt', '9:05', {file}]",
    ]


def test_the_process_runs_what_the_digest_names(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """There is no other way from a notebook to its process."""
    monkeypatch.setattr("nbverdict.notebook.inputs._as_run", lambda _cell: "print('named')")
    notebook, _ = run("print('a cell')", challenges=())

    assert stdout(notebook.cells[0]) == "named\n"
