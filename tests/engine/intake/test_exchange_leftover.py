"""What is left behind of a submission in an exchange is part of it, and a notebook among it is missed."""

from collections.abc import Callable
from pathlib import Path

import pytest

from nbverdict.course.grade_class import Classroom
from nbverdict.intake import files
from tests.engine.course.test_goes_on import grade, room
from tests.engine.intake.test_exchange import (
    MONDAY,
    TUESDAY,
    collect,
    collecting,
    inbound,
    submit,
    submitted,
)

__all__ = ["collecting", "inbound", "room"]  # fixtures


def large(folder: Path) -> None:
    """Hand in outputs that nobody needs."""
    (folder / "p.ipynb").write_bytes(bytes(300_000))


def many(folder: Path) -> None:
    """Hand in a thousand files, and the notebook in a folder behind them."""
    (folder / "data").mkdir()
    for number in range(30):
        (folder / f"data/{number}.csv").write_text("1")
    into(folder, "work")


def into(folder: Path, *parts: str) -> None:
    """Hand the notebook in further down."""
    folder.joinpath(*parts).mkdir(parents=True)
    (folder / "p.ipynb").rename(folder.joinpath(*parts, "p.ipynb"))


def linked(folder: Path) -> None:
    """Hand in where the notebook lies."""
    (folder / "p.ipynb").unlink()
    (folder / "p.ipynb").symlink_to("/elsewhere/p.ipynb")


@pytest.mark.parametrize(
    ("change", "name"),
    [
        (large, "p.ipynb"),
        (many, "work/p.ipynb"),
        (lambda folder: into(folder, *"abcdefghijk"), "a/b/c/d/e/f/g/h/i/j/k"),
        (linked, "p.ipynb"),
        (lambda folder: into(folder, ".work"), ".work"),
        (lambda folder: into(folder, "feedback"), "feedback/p.ipynb"),
        (lambda folder: into(folder, ".venv"), ".venv"),
    ],
)
def test_a_notebook_that_is_left_behind_waits_for_a_person(
    collecting: Classroom,
    inbound: Path,
    monkeypatch: pytest.MonkeyPatch,
    change: Callable[[Path], None],
    name: str,
) -> None:
    """Whatever it was left for; the command and the summary say so, but for what tools leave behind."""
    monkeypatch.setattr(files, "LARGEST", 200_000)
    monkeypatch.setattr(files, "MOST", 25)
    change(submit(inbound, "eve"))
    said = collect(collecting)
    [eve] = grade(collecting, "eve")

    assert [path for path in submitted(collecting) if path.endswith(".ipynb")] == []
    assert all(f"`{name}` was refused" in one.pending for one in eve.results if one.automatic)
    assert (f"eve: refused `{name}` (" in said) == (name != ".venv")
    assert any(note.startswith(f"refused `{name}` (") for note in eve.notes) == (name != ".venv")


def answer_link(folder: Path, text: str) -> None:
    """Say something where a link points."""
    (folder / "answer").symlink_to(text)


def answer_hidden(folder: Path, text: str) -> None:
    """Say something in a hidden folder."""
    (folder / ".more").mkdir()
    (folder / ".more/answer.txt").write_text(text)


def answer_large(folder: Path, text: str) -> None:
    """Say something in a file that is too large."""
    (folder / "answer.txt").write_text(text * 100_000)


def answer_ignored(folder: Path, text: str) -> None:
    """Say something where nbgrader looks at nothing."""
    (folder / "feedback").mkdir()
    (folder / "feedback/answer.md").write_text(text)


def answer_compiled(folder: Path, text: str) -> None:
    """Say something in a file that nbgrader leaves out by its ending."""
    (folder / "answer.pyc").write_text(text)


def answer_stamp(folder: Path, text: str) -> None:
    (folder / "timestamp.txt").write_text(text)


def answer_secret(folder: Path, text: str) -> None:
    (folder / "submission_secret.txt").write_text(text)


def litter(folder: Path, text: str) -> None:
    """Work with tools that leave things behind."""
    for name in (".git", ".venv", "__pycache__", ".vscode", ".ipynb_checkpoints"):
        (folder / name).mkdir()
        (folder / name / "x").write_text(text)
    (folder / ".DS_Store").write_text(text)
    (folder / ".ipynb_checkpoints/p-checkpoint.ipynb").write_text(text)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("answer", "counts"),
    [
        (answer_link, True),
        (answer_hidden, True),
        (answer_large, True),
        (answer_ignored, True),
        (answer_compiled, True),
        (answer_stamp, True),
        (answer_secret, True),
        (litter, False),
    ],
)
def test_what_is_left_behind_is_part_of_what_was_handed_in(
    collecting: Classroom,
    inbound: Path,
    monkeypatch: pytest.MonkeyPatch,
    answer: Callable[[Path, str], None],
    *,
    counts: bool,
) -> None:
    """For the time, the version and what a person decided; the same again is the same."""
    monkeypatch.setattr(files, "LARGEST", 200_000)
    stamp, known = collecting.root / "submitted/eve/hw/timestamp.txt", []
    for at, text in ((MONDAY, "Soon."), (TUESDAY, "Soon."), ("2026-03-04 12:00:00.000000 UTC", "Rows.")):
        answer(submit(inbound, "eve", at), text)
        collect(collecting)
        grade(collecting, "eve")
        graded = collecting.ledger.last("hw", "eve")
        assert graded
        kept = collecting._versions("hw", "eve").kept()
        known.append((stamp.read_text(), graded.answers["p/why"], graded.state, len(kept)))

    assert known[0] == known[1]
    if counts:
        assert known[2][0] == "2026-03-04 12:00:00.000000 UTC"
        assert all(new != old for new, old in zip(known[2], known[0], strict=True))
    else:
        assert known[2] == known[0]


def test_what_tools_left_behind_beside_the_same_work_asks_nobody(
    collecting: Classroom, inbound: Path
) -> None:
    """Where there was none of it before."""
    answers = []
    for at, leave in ((MONDAY, False), (TUESDAY, True)):
        folder = submit(inbound, "eve", at)
        if leave:
            litter(folder, "x")
        collect(collecting)
        grade(collecting, "eve")
        graded = collecting.ledger.last("hw", "eve")
        assert graded
        answers.append(graded.answers["p/why"])

    assert answers[0] == answers[1]
    assert (collecting.root / "submitted/eve/hw/timestamp.txt").read_text() == MONDAY


@pytest.mark.parametrize("left", ["large", "many", "deep"])
def test_what_stays_in_the_exchange_and_is_changed_there_is_told(
    collecting: Classroom, inbound: Path, monkeypatch: pytest.MonkeyPatch, left: str
) -> None:
    """At each later collecting, and only then; in quarantine stands what it was."""
    monkeypatch.setattr(files, "LARGEST", 200_000 if left == "large" else files.LARGEST)
    monkeypatch.setattr(files, "MOST", 2 if left == "many" else files.MOST)
    folder = submit(inbound, "eve")
    deep = folder.joinpath(*"abcdefghijk") if left == "deep" else folder
    deep.mkdir(parents=True, exist_ok=True)
    (deep / "answer.txt").write_text("Soon." * 50_000)
    (folder / "z.txt").write_text("1")
    collect(collecting)
    noted = [path.read_text() for path in (collecting.store / "quarantine").rglob("*.refused")]
    assert "not as it was" not in collect(collecting)
    with (deep / "answer.txt").open("r+") as file:
        file.write("Rows.")

    assert "eve: not as it was when it was collected: `a" in collect(collecting)
    assert any(len(one.partition("What it was then: ")[2].strip()) == 64 for one in noted)
