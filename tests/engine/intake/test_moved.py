"""What was moved out of a submission counts as if it lay there still, until another takes its place."""

from datetime import datetime
from pathlib import Path, PurePath

import pytest

from nbverdict.execution.in_place import clear
from nbverdict.intake.files import LINK, Examined, examine
from nbverdict.intake.moved import Moved
from nbverdict.intake.quarantine import Quarantine
from nbverdict.intake.receipts import Received, names_in, settle
from nbverdict.notebook.received import Receipt, ReceiptSource
from tests.engine.intake.test_files import folder, put

__all__ = ["folder"]  # a fixture

MONDAY, TUESDAY = datetime(2026, 3, 2, 12), datetime(2026, 3, 3, 12)  # noqa: DTZ001 - in UTC, as nbgrader's
EVE = ("hw", "eve")


@pytest.fixture
def evidence(tmp_path: Path) -> Path:
    """What the course knows of submissions."""
    return tmp_path / "evidence"


def seen(folder: Path, evidence: Path) -> Examined:
    """Look at a submission, with what was moved out of it."""
    return Moved(evidence, *EVE).beside(examine(folder))


def move(folder: Path, evidence: Path) -> None:
    """Move what is refused out of a submission, as grading in place does."""
    examined = seen(folder, evidence)
    Moved(evidence, *EVE).note(examined)
    clear(examined, Quarantine(evidence, *EVE))


def test_the_work_is_the_same_once_what_is_refused_was_moved(folder: Path, evidence: Path) -> None:
    """What lies there, why it was refused, and what a person may be sent to: more may be moved later."""
    put(folder, "a.html", "b/c.pdf")
    before = examine(folder)
    move(folder, evidence)
    move(folder, evidence)
    after = seen(folder, evidence)
    assert (after.refused, after.digest, after.state) == ((), before.digest, before.state)
    put(folder, "d.html")
    both = seen(folder, evidence)
    move(folder, evidence)

    assert [str(one.path) for one in seen(folder, evidence).told] == ["d.html", "a.html", "b/c.pdf"]
    assert seen(folder, evidence).digest == both.digest != before.digest


@pytest.mark.parametrize("says", [ReceiptSource.EXCHANGE, ReceiptSource.ARCHIVE])
@pytest.mark.parametrize("name", ["a.html", "more/b.html", "json.py"])
def test_what_was_moved_came_when_it_came(folder: Path, evidence: Path, name: str, says: str) -> None:
    """By the receipts of the exchange, and by those of an LMS, which tells of each file as it is."""
    received, came = Received(evidence, *EVE), examine(folder)
    received.enter(came.kept, MONDAY, says, names=names_in(folder, came.kept))
    put(folder, name)
    if says == ReceiptSource.ARCHIVE:
        received.enter_all({TUESDAY: {folder / name: PurePath(name)}}, says)
    else:
        received.enter(
            came.kept, TUESDAY, says, names=names_in(folder, came.kept), refused=examine(folder).told
        )
    move(folder, evidence)

    late = Receipt("2026-03-03 12:00:00.000000 UTC", says)
    assert settle(seen(folder, evidence), received, Quarantine(evidence, *EVE)) == late


def test_only_what_is_newer_is_another_submission(folder: Path, evidence: Path) -> None:
    """An LMS's archive that is collected again tells nothing new."""
    received, came = Received(evidence, *EVE), {folder / "p.ipynb": PurePath("p.ipynb")}

    assert [
        received.enter_all({at: came}, ReceiptSource.ARCHIVE) for at in (MONDAY, MONDAY, TUESDAY, MONDAY)
    ] == [
        True,
        False,
        True,
        False,
    ]


def test_of_another_submission_nothing_was_moved(folder: Path, evidence: Path) -> None:
    """One that was put there by hand, or that has in it what was moved."""
    put(folder, "a.html")
    before = examine(folder)
    move(folder, evidence)
    put(folder, "a.html")
    assert seen(folder, evidence).told == before.told
    (folder / "a.html").unlink()
    put(folder, "b.csv")
    assert seen(folder, evidence) == examine(folder)
    (folder / "b.csv").unlink()
    assert seen(folder, evidence).told == before.told
    Moved(evidence, *EVE).forget()
    assert seen(folder, evidence) == examine(folder)


def test_a_folder_that_was_moved_as_a_whole_is_known(folder: Path, evidence: Path) -> None:
    """What lies in its place stands for it, and is no work."""
    link = folder.with_name("link")
    link.symlink_to(folder)
    examined = examine(link)
    Moved(evidence, *EVE).note(examined)
    clear(examined, Quarantine(evidence, *EVE), [Path("p.ipynb")])

    assert [one.reason for one in seen(link, evidence).told] == [LINK]
