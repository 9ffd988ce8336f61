"""When the course received a submission: known by content, and put in the place of what its student says."""

from datetime import datetime
from pathlib import Path, PurePath

import pytest

from nbverdict.execution.in_place import clear
from nbverdict.intake import files
from nbverdict.intake.files import LINK, Examined, examine
from nbverdict.intake.quarantine import Quarantine, is_placeholder, placeholder
from nbverdict.intake.receipts import Received, names_in, settle
from nbverdict.notebook.received import Receipt, ReceiptSource

MONDAY, TUESDAY = datetime(2026, 3, 2, 12), datetime(2026, 3, 3, 12)  # noqa: DTZ001 - in UTC, as nbgrader's
ON_MONDAY, ON_TUESDAY = (
    Receipt("2026-03-02 12:00:00.000000 UTC", ReceiptSource.EXCHANGE),
    Receipt("2026-03-03 12:00:00.000000 UTC", ReceiptSource.EXCHANGE),
)
FORGED = "2001-01-01 00:00:00 UTC"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A submitted folder with two files of work."""
    (tmp_path / "hw").mkdir()
    (tmp_path / "hw/p.ipynb").write_text("first")
    (tmp_path / "hw/helpers.py").write_text("pass")
    return tmp_path / "hw"


@pytest.fixture
def received(tmp_path: Path) -> Received:
    """The receipts of one submission."""
    return Received(tmp_path / "evidence", "hw", "eve")


def found(folder: Path, received: Received) -> Receipt | None:
    """Find the receipt of the files that lie in a folder."""
    return received.find(names_in(folder, folder.iterdir()))


def settled(folder: Path, received: Received) -> Receipt | None:
    """Settle a folder's time as grading does."""
    return settle(examine(folder), received, Quarantine(folder.parent / "evidence", "hw", "eve"))


def test_the_last_file_that_came_decides(folder: Path, received: Received) -> None:
    """A notebook that came early does not make what it imports early."""
    received.enter(folder.iterdir(), MONDAY, ReceiptSource.EXCHANGE)
    assert found(folder, received) == ON_MONDAY
    (folder / "helpers.py").write_text("late")
    assert found(folder, received) is None
    received.enter(folder.iterdir(), TUESDAY, ReceiptSource.EXCHANGE)
    assert found(folder, received) == ON_TUESDAY


def test_the_same_work_was_received_when_it_first_came(folder: Path, received: Received) -> None:
    """Also when it is brought back from an older version, under another name."""
    received.enter(folder.iterdir(), TUESDAY, ReceiptSource.EXCHANGE)
    received.enter(folder.iterdir(), MONDAY, ReceiptSource.EXCHANGE)
    (folder / "p.ipynb").rename(folder / "q.ipynb")
    received.enter(folder.iterdir(), TUESDAY, ReceiptSource.EXCHANGE)

    assert found(folder, received) == ON_MONDAY


def test_what_is_no_work_has_no_time(folder: Path, received: Received) -> None:
    """The stamp and the secret of the exchange, what stands for a notebook, and what is empty."""
    received.enter(folder.iterdir(), MONDAY, ReceiptSource.EXCHANGE)
    (folder / "timestamp.txt").write_text(FORGED)
    (folder / "submission_secret.txt").write_text("0f" * 64)
    (folder / "r.ipynb").write_bytes(placeholder(LINK))
    (folder / "s.ipynb").touch()

    assert found(folder, received) == ON_MONDAY
    assert received.find({folder / "timestamp.txt": PurePath("timestamp.txt")}) is None


def test_a_students_stamp_gives_way_to_the_courses_time(folder: Path, received: Received) -> None:
    """It is kept in quarantine; where it says the same, nothing is touched."""
    received.enter(folder.iterdir(), MONDAY, ReceiptSource.EXCHANGE)
    (folder / "timestamp.txt").write_text(FORGED)
    assert settled(folder, received) == ON_MONDAY
    assert (folder / "timestamp.txt").read_text() == ON_MONDAY.at
    [kept] = (folder.parent / "evidence").rglob("*timestamp.txt.refused")
    assert kept.read_text() == FORGED
    (folder / "timestamp.txt").write_text("2026-03-02 12:00:00")
    assert settled(folder, received) == ON_MONDAY
    assert (folder / "timestamp.txt").read_text() == "2026-03-02 12:00:00"


@pytest.mark.parametrize("stamp", [None, "", "yesterday"])
def test_a_stamp_that_says_nothing_is_no_stamp(folder: Path, received: Received, stamp: str | None) -> None:
    """The course's own time is put there, where it knows one."""
    if stamp is not None:
        (folder / "timestamp.txt").write_text(stamp)
    assert settled(folder, received) is None
    whole = examine(folder)
    received.enter(whole.kept, MONDAY, ReceiptSource.EXCHANGE, refused=whole.refused)
    assert settled(folder, received) == ON_MONDAY
    assert (folder / "timestamp.txt").read_text() == ON_MONDAY.at


def test_where_only_the_student_says_so_this_is_said(folder: Path, received: Received) -> None:
    """Their stamp stays as it is."""
    (folder / "timestamp.txt").write_text(FORGED)

    assert settled(folder, received) == Receipt(FORGED, ReceiptSource.STUDENT)
    assert (folder / "timestamp.txt").read_text() == FORGED


def test_names_that_are_not_as_received_are_told(folder: Path, received: Received) -> None:
    """Files that change places, a new folder around one, a copy: the time stands, and the receipt says so."""
    kept = examine(folder).kept
    received.enter(kept, MONDAY, ReceiptSource.EXCHANGE, names=names_in(folder, kept))
    assert settled(folder, received) == ON_MONDAY
    (folder / "answers").mkdir()
    (folder / "helpers.py").rename(folder / "answers/helpers.py")
    assert settled(folder, received) == Receipt(ON_MONDAY.at, ReceiptSource.EXCHANGE, changed=True)
    (folder / "answers/helpers.py").rename(folder / "p.py")
    assert settled(folder, received) == Receipt(ON_MONDAY.at, ReceiptSource.EXCHANGE, changed=True)
    (folder / "p.py").rename(folder / "helpers.py")
    (folder / "answers").rmdir()
    assert settled(folder, received) == ON_MONDAY
    (folder / "helpers.py").unlink()
    assert settled(folder, received) == Receipt(ON_MONDAY.at, ReceiptSource.EXCHANGE, changed=True)


def test_what_was_received_before_names_were_kept_is_believed(folder: Path, received: Received) -> None:
    """There is nothing to compare it with."""
    received.enter(folder.iterdir(), MONDAY, ReceiptSource.EXCHANGE)
    received.sent.unlink()

    assert settled(folder, received) == ON_MONDAY


def test_a_copy_under_the_names_of_notebooks_is_what_was_received(folder: Path, received: Received) -> None:
    """What `nbverdict grade` gives to nbgrader; the submission itself is compared."""
    kept = examine(folder).kept
    received.enter(kept, MONDAY, ReceiptSource.EXCHANGE, names=names_in(folder, kept))
    copy = folder.parent / "copy"
    copy.mkdir()
    (copy / "challenges.ipynb").write_text("first")
    quarantine = Quarantine(folder.parent / "evidence", "hw", "eve")

    assert settle(examine(copy), received, quarantine, examine(folder)) == ON_MONDAY


def test_the_name_of_an_empty_file_is_received(folder: Path, received: Received) -> None:
    """It reaches the process, and may hold more than most files do."""
    (folder / "empty.txt").touch()
    kept = examine(folder).kept
    received.enter(kept, MONDAY, ReceiptSource.EXCHANGE, names=names_in(folder, kept))
    assert settled(folder, received) == ON_MONDAY
    (folder / "return 42.txt").touch()
    assert settled(folder, received) == Receipt(ON_MONDAY.at, ReceiptSource.EXCHANGE, changed=True)
    (folder / "return 42.txt").unlink()
    (folder / "empty.txt").rename(folder / "return 42.txt")
    assert settled(folder, received) == Receipt(ON_MONDAY.at, ReceiptSource.EXCHANGE, changed=True)


def test_an_empty_file_that_no_lms_told_of_is_told(folder: Path, received: Received) -> None:
    """An LMS tells of each file by itself."""
    for path in folder.iterdir():
        received.enter([path], MONDAY, ReceiptSource.ARCHIVE)
    assert settled(folder, received) == Receipt(ON_MONDAY.at, ReceiptSource.ARCHIVE)
    (folder / "return 42.txt").touch()
    assert settled(folder, received) == Receipt(ON_MONDAY.at, ReceiptSource.ARCHIVE, changed=True)


def enter(folder: Path, received: Received, at: datetime, says: str = ReceiptSource.EXCHANGE) -> None:
    """Collect what lies there."""
    found = examine(folder)
    received.enter(found.kept, at, says, names=names_in(folder, found.kept), refused=found.told)


@pytest.mark.parametrize("content", ["", "pass"])
@pytest.mark.parametrize("says", [ReceiptSource.EXCHANGE, ReceiptSource.ARCHIVE])
def test_names_that_came_late_are_late(folder: Path, received: Received, content: str, says: str) -> None:
    """A name holds as much as a file: with nothing in it, or with what came long ago."""
    enter(folder, received, MONDAY, says)
    (folder / "return 42.csv").write_text(content)
    enter(folder, received, TUESDAY, says)

    assert settled(folder, received) == Receipt(ON_TUESDAY.at, says)
    (folder / "return 42.csv").unlink()
    enter(folder, received, TUESDAY.replace(hour=13), says)
    assert settled(folder, received) == Receipt(ON_MONDAY.at, says)


@pytest.mark.parametrize("says", [ReceiptSource.EXCHANGE, ReceiptSource.ARCHIVE])
def test_a_choice_of_files_that_came_late_is_late(folder: Path, received: Received, says: str) -> None:
    """Each of them came long ago, but not these alone."""
    (folder / "a.csv").write_text("1")
    enter(folder, received, MONDAY, says)
    (folder / "a.csv").unlink()
    enter(folder, received, TUESDAY, says)

    assert settled(folder, received) == Receipt(ON_TUESDAY.at, says)


def test_what_looks_like_a_refused_notebook_is_late_too(folder: Path, received: Received) -> None:
    """Anybody can begin a file so; only one that we put there later is passed over."""
    enter(folder, received, MONDAY)
    (folder / "notes.txt").write_bytes(placeholder("x") + b"#CODE")
    enter(folder, received, TUESDAY)
    assert settled(folder, received) == ON_TUESDAY
    (folder / "notes.txt").unlink()
    (folder / "r.ipynb").write_bytes(placeholder(LINK))
    assert settled(folder, received) == ON_MONDAY


@pytest.mark.parametrize(
    "late",
    [placeholder(LINK) + b"Rows are queries.", placeholder("Rows are queries."), placeholder(LINK)[:-1]],
)
def test_what_goes_on_where_the_note_of_a_refused_notebook_ends_is_work(
    folder: Path, received: Received, late: bytes
) -> None:
    """A person can read it, so it came when it was received; what we put there is known to the letter."""
    enter(folder, received, MONDAY)
    (folder / "r.ipynb").write_bytes(late)
    assert settled(folder, received) is None
    enter(folder, received, TUESDAY)

    assert settled(folder, received) == ON_TUESDAY


@pytest.mark.parametrize("name", ["timestamp.txt", "submission_secret.txt"])
@pytest.mark.parametrize("says", [ReceiptSource.EXCHANGE, ReceiptSource.ARCHIVE])
def test_a_file_is_work_where_the_exchange_adds_none(
    folder: Path, received: Received, name: str, says: str
) -> None:
    """Whatever it is called: its name, its folder's and its content."""
    enter(folder, received, MONDAY, says)
    (folder / "return 42").mkdir()
    (folder / "return 42" / name).write_text("2026-03-02 12:00:00 UTC")
    enter(folder, received, TUESDAY, says)

    assert settled(folder, received) == Receipt(ON_TUESDAY.at, says)


def test_what_looks_like_a_refused_notebook_is_none_under_another_name(
    folder: Path, received: Received
) -> None:
    """Which of them lie there may hold as much as their contents."""
    enter(folder, received, MONDAY)
    (folder / "bit.txt").write_bytes(placeholder("x"))
    (folder / "as sent.txt").touch()
    enter(folder, received, TUESDAY)
    (folder / "as sent.txt").rename(folder / "as renamed.txt")

    assert settled(folder, received) == Receipt(ON_TUESDAY.at, ReceiptSource.EXCHANGE, changed=True)


def sent(folder: Path, received: Received, at: datetime, *others: str) -> None:
    """Tell of each file that lies there, and of others that were sent with them, as an LMS does."""
    for path in folder.iterdir():
        received.enter([path], at, ReceiptSource.ARCHIVE)
    for name in others:
        (folder / name).write_text("x")
        received.enter([folder / name], at, ReceiptSource.ARCHIVE)
        (folder / name).unlink()


def test_a_file_that_lies_there_under_another_name_makes_nothing_early(
    folder: Path, received: Received
) -> None:
    """Nor does one that does not: what is left of a choice of files came with it."""
    (folder / "a.csv").write_text("1")
    sent(folder, received, MONDAY)
    (folder / "a.csv").unlink()
    sent(folder, received, TUESDAY, "b.v2.csv")

    assert settled(folder, received) == Receipt(ON_TUESDAY.at, ReceiptSource.ARCHIVE, changed=True)


def test_what_intake_refuses_came_too(folder: Path, received: Received) -> None:
    """Work that is brought back without it keeps its time; another choice of files has its own."""
    (folder / "a.csv").write_text("1")
    sent(folder, received, MONDAY, "page.html")
    assert settled(folder, received) == Receipt(ON_MONDAY.at, ReceiptSource.ARCHIVE)
    (folder / "a.csv").unlink()
    sent(folder, received, TUESDAY, "page.html")
    assert settled(folder, received) == Receipt(ON_TUESDAY.at, ReceiptSource.ARCHIVE)
    (folder / "a.csv").write_text("1")
    assert settled(folder, received) == Receipt(ON_MONDAY.at, ReceiptSource.ARCHIVE)


def test_files_that_an_lms_tells_of_one_by_one_came_with_the_last(folder: Path, received: Received) -> None:
    """What came before lies beside it; a file that came again is another."""
    received.enter([folder / "p.ipynb"], MONDAY, ReceiptSource.ARCHIVE)
    received.enter([folder / "helpers.py"], TUESDAY, ReceiptSource.ARCHIVE)
    assert settled(folder, received) == Receipt(ON_TUESDAY.at, ReceiptSource.ARCHIVE)
    (folder / "helpers.py").write_text("second")
    received.enter([folder / "helpers.py"], TUESDAY.replace(hour=13), ReceiptSource.ARCHIVE)
    assert settled(folder, received) == Receipt("2026-03-03 13:00:00.000000 UTC", ReceiptSource.ARCHIVE)


@pytest.mark.parametrize("name", ["answers.pdf", "q.ipynb"])
def test_what_is_refused_came_when_it_came(
    folder: Path, received: Received, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """A person is sent to it, and may find an answer: of an ending, or too large."""
    monkeypatch.setattr(files, "LARGEST_NOTEBOOK", 5)
    enter(folder, received, MONDAY)
    (folder / name).write_text("Rows are queries.")
    enter(folder, received, TUESDAY)
    assert settled(folder, received) == ON_TUESDAY
    (folder / name).write_text("Rows are keys.")
    enter(folder, received, TUESDAY.replace(hour=13))
    assert settled(folder, received) == Receipt("2026-03-03 13:00:00.000000 UTC", ReceiptSource.EXCHANGE)
    (folder / name).write_text("Rows are.")
    assert settled(folder, received) == Receipt(
        "2026-03-03 13:00:00.000000 UTC", ReceiptSource.EXCHANGE, changed=True
    )


def test_what_an_lms_tells_of_and_intake_refuses_came_when_it_came(
    folder: Path, received: Received, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The LMS's archive is entered before anything is refused."""
    monkeypatch.setattr(files, "LARGEST_NOTEBOOK", 5)
    sent(folder, received, MONDAY)
    (folder / "q.ipynb").write_text("too large")
    received.enter([folder / "q.ipynb"], TUESDAY, ReceiptSource.ARCHIVE)

    assert settled(folder, received) == Receipt(ON_TUESDAY.at, ReceiptSource.ARCHIVE)


def test_where_all_is_refused_it_came_when_it_came(
    folder: Path, received: Received, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A stamp of the student's own does not count beside it."""
    monkeypatch.setattr(files, "LARGEST_NOTEBOOK", 1)
    (folder / "helpers.py").unlink()
    (folder / "timestamp.txt").write_text(FORGED)
    enter(folder, received, MONDAY)
    (folder / "p.ipynb").write_text("second")
    enter(folder, received, TUESDAY)

    assert settled(folder, received) == ON_TUESDAY
    assert (folder / "timestamp.txt").read_text() == ON_TUESDAY.at


def test_what_nobody_could_look_at_came_when_it_came(folder: Path, received: Received) -> None:
    """Grading does not look at it either; it is not what is left of a hand-in of which all was refused."""
    for path in folder.iterdir():
        path.rename(path.with_suffix(".pdf"))
    enter(folder, received, MONDAY)
    received.enter((), TUESDAY, ReceiptSource.EXCHANGE)
    nothing = Examined(folder, ())

    assert received.find({}, nothing) == ON_TUESDAY


def test_work_whose_refused_files_were_moved_away_keeps_its_time(
    folder: Path, received: Received, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By plain nbgrader's grading, or where a version is brought back; some of them alone are a choice."""
    monkeypatch.setattr(files, "LARGEST_NOTEBOOK", 5)
    for name in ("a.pdf", "b.pdf", "q.ipynb"):
        (folder / name).write_text("refused")
    enter(folder, received, MONDAY)
    clear(examine(folder), Quarantine(folder.parent / "evidence", "hw", "eve"))
    assert is_placeholder(folder / "q.ipynb")
    monkeypatch.undo()
    assert settled(folder, received) == ON_MONDAY
    (folder / "a.pdf").write_text("refused")
    assert settled(folder, received) == Receipt(ON_MONDAY.at, ReceiptSource.EXCHANGE, changed=True)


@pytest.mark.parametrize("name", [".DS_Store", ".ipynb_checkpoints/p-checkpoint.ipynb", "__pycache__/p.pyc"])
def test_what_tools_leave_behind_makes_nobody_late(folder: Path, received: Received, name: str) -> None:
    """Whether it came with the work, or was made where it lies."""
    enter(folder, received, MONDAY)
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).write_text("x")
    assert settled(folder, received) == ON_MONDAY
    enter(folder, received, TUESDAY)
    assert settled(folder, received) == ON_MONDAY


@pytest.mark.parametrize("says", [ReceiptSource.EXCHANGE, ReceiptSource.ARCHIVE])
def test_of_very_many_attempts_the_oldest_are_times_alone(
    folder: Path, received: Received, monkeypatch: pytest.MonkeyPatch, says: str
) -> None:
    """What is kept has an end; what was forgotten makes nothing early, and the newest attempt is known."""
    monkeypatch.setattr("nbverdict.intake.receipts.MOST_SENT", 500)
    (folder / "a.csv").write_text("1")
    enter(folder, received, MONDAY, says)
    (folder / "a.csv").unlink()
    for hour in range(10):
        enter(folder, received, TUESDAY.replace(hour=hour), says)
    assert settled(folder, received) == Receipt("2026-03-03 07:00:00.000000 UTC", says)
    (folder / "a.csv").write_text("1")
    assert settled(folder, received) == Receipt("2026-03-03 09:00:00.000000 UTC", says, changed=True)

    assert received.sent.stat().st_size < 2_000
    (folder / "helpers.py").rename(folder / "b.py")
    enter(folder, received, TUESDAY, says)
    assert settled(folder, received) == Receipt(ON_TUESDAY.at, says)


@pytest.mark.parametrize("says", [ReceiptSource.STUDENT, ReceiptSource.EXCHANGE])
@pytest.mark.parametrize("stamp", ["2026-03-02 09:00:00 -03\n", "2026-03-02 14:00:00 CEST"])
def test_a_stamp_that_nbgrader_would_misread_is_left_in_utc(
    folder: Path, received: Received, says: str, stamp: str
) -> None:
    """Whether the course knows the time or only its student tells it; nothing is turned away."""
    if says == ReceiptSource.EXCHANGE:
        received.enter(folder.iterdir(), MONDAY, ReceiptSource.EXCHANGE)
    (folder / "timestamp.txt").write_text(stamp)
    receipt = settled(folder, received)

    assert receipt == Receipt(ON_MONDAY.at, says)
    assert (folder / "timestamp.txt").read_text() == ON_MONDAY.at
    assert not (folder.parent / "evidence/quarantine").exists()
