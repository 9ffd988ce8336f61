"""Collecting from the exchange: plain files alone, with the time at which they came, and nobody stops it."""

import json
import os
import pwd
import shutil
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbgrader.api import Gradebook
from nbgrader.utils import capture_log

from nbverdict.course.grade_class import Classroom
from nbverdict.intake import exchange, files, quarantine, uncollected
from nbverdict.intake.exchange import Collect
from nbverdict.notebook.received import ReceiptSource
from nbverdict.text.times import written
from tests.engine.course.test_goes_on import grade, notebook, room

__all__ = ["room"]  # a fixture

MONDAY, TUESDAY = "2026-03-02 12:00:00.000000 UTC", "2026-03-03 12:00:00.000000 UTC"


@pytest.fixture
def inbound(course: Path) -> Path:
    """The folder of an exchange that students hand in to."""
    with (course / "course_config.py").open("a") as config:
        config.write(f"c.Exchange.root = {str(course / 'exchange')!r}\n")
    (course / "exchange/transformers/inbound").mkdir(parents=True)
    return course / "exchange/transformers/inbound"


@pytest.fixture
def collecting(inbound: Path, request: pytest.FixtureRequest) -> Classroom:
    """A course with that exchange."""
    assert inbound.is_dir()
    found: Classroom = request.getfixturevalue("room")
    return found


def submit(inbound: Path, student: str, at: str = MONDAY) -> Path:
    """Hand in as `nbgrader submit` does."""
    folder = inbound / f"{student}+hw+{at}+Xz-_1"
    folder.mkdir()
    nbformat.write(notebook(), folder / "p.ipynb")
    (folder / "timestamp.txt").write_text(at)
    (folder / "submission_secret.txt").write_text("0f" * 64)
    return folder


def collect(room: Classroom) -> str:
    """Collect as `nbgrader collect --update hw` does, and return what it says."""
    outcome = room.api.collect("hw")
    assert outcome["success"], outcome
    return str(outcome.get("log", ""))


def submitted(room: Classroom, student: str = "eve") -> list[str]:
    """Return what lies in a student's submitted folder."""
    folder = room.root / "submitted" / student / "hw"
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))


def test_when_something_came_is_written_down(collecting: Classroom, inbound: Path) -> None:
    """By content, outside the submission; a stamp that says another time gives way."""
    (submit(inbound, "eve") / "timestamp.txt").write_text("2001-01-01 00:00:00 UTC")
    collect(collecting)
    told = json.loads((collecting.store / "received/hw/eve.json").read_text())

    assert {(one["at"], one["says"]) for one in told.values()} == {(MONDAY, ReceiptSource.EXCHANGE)}
    assert (collecting.root / "submitted/eve/hw/timestamp.txt").read_text() == MONDAY
    assert submitted(collecting) == ["p.ipynb", "submission_secret.txt", "timestamp.txt"]


def test_a_later_submission_takes_the_place_of_an_older_one(collecting: Classroom, inbound: Path) -> None:
    """Also where the older one said that it came after it, or said nothing that is a time."""
    for student, stamp in (("ada", "2099-01-01 00:00:00 UTC"), ("eve", "never")):
        (submit(inbound, student) / "timestamp.txt").write_text(stamp)
    collect(collecting)
    for student in ("ada", "eve"):
        (submit(inbound, student, TUESDAY) / "helpers.py").write_text("pass")
    collect(collecting)

    assert "helpers.py" in submitted(collecting, "ada")
    assert "helpers.py" in submitted(collecting, "eve")
    assert (collecting.root / "submitted/eve/hw/timestamp.txt").read_text() == TUESDAY


@pytest.mark.parametrize(
    "at", ["2026-03-02 09:00:00.000000 -03", "2026-03-02 16:00:00.000000 +04", "2026-03-02 17:45:00 +05:45"]
)
def test_a_zone_may_be_a_number(collecting: Classroom, inbound: Path, at: str) -> None:
    """Also one whose sign is the one that parts the names of what is submitted, or is in a student's."""
    for student in ("eve", "a+b"):
        (submit(inbound, student, at) / "timestamp.txt").write_text(at)
    collect(collecting)

    for student in ("eve", "a+b"):
        folder = collecting.root / "submitted" / student / "hw"
        assert (folder / "timestamp.txt").read_text() == "2026-03-02 12:00:00.000000 UTC"


def test_no_link_is_followed(collecting: Classroom, inbound: Path) -> None:
    """To a file, or to a folder; where each pointed is kept."""
    folder = submit(inbound, "eve")
    (folder / "p.ipynb").unlink()
    (folder / "p.ipynb").symlink_to(collecting.root / "source/hw/p.ipynb")
    (folder / "all").symlink_to(collecting.root)
    os.mkfifo(folder / "pipe")
    collect(collecting)
    kept = collecting.store / "quarantine/hw/eve"

    assert submitted(collecting) == ["submission_secret.txt", "timestamp.txt"]
    assert next(kept.glob("*-all.refused")).read_text() == f"a link to {collecting.root}"
    assert {one["path"]: one["reason"] for one in json.loads((kept / "reasons.json").read_text())} == {
        "p.ipynb": files.LINK,
        "all": files.LINK,
        "pipe": files.NO_FILE,
    }


def test_a_folder_that_is_none_stops_nobody(collecting: Classroom, inbound: Path) -> None:
    """A link, or a name that tells no time: the newest that is a submission is collected."""
    folder = submit(inbound, "ada")
    (inbound / f"ada+hw+{TUESDAY}+x").symlink_to(folder)
    (inbound / f"zoe+hw+{TUESDAY}+x").symlink_to(folder)
    (inbound / "eve+hw+soon").mkdir()
    (inbound / "eve+hw+").mkdir()
    said = collect(collecting)

    assert submitted(collecting, "ada") == ["p.ipynb", "submission_secret.txt", "timestamp.txt"]
    assert sorted(path.name for path in (collecting.root / "submitted").iterdir() if path.is_dir()) == ["ada"]
    assert said.count("is not collected: it is a link, or its name holds no time") == 2


@pytest.mark.parametrize("year", ["0031", "0999", "1969", "2200", "9999"])
def test_a_time_that_is_not_of_our_days_is_none(collecting: Classroom, inbound: Path, year: str) -> None:
    """Python writes some of them so that nobody can read them again; others are collected."""
    submit(inbound, "ada", f"{year}-02-28 00:00:00.000000 UTC")
    submit(inbound, "eve")
    said = collect(collecting)

    assert submitted(collecting, "eve") == ["p.ipynb", "submission_secret.txt", "timestamp.txt"]
    assert not (collecting.root / "submitted/ada").exists()
    assert (
        said.count("ada+hw+") == said.count("is not collected: it is a link, or its name holds no time") == 1
    )


def test_a_folder_that_is_taken_away_meanwhile_is_told(
    collecting: Classroom, inbound: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was collected before stays, the others are collected, and it is nobody's failure."""
    submit(inbound, "ada")
    collect(collecting)
    for student in ("ada", "eve", "zoe"):
        submit(inbound, student, TUESDAY)
    found = exchange.Collect.init_src

    def then_taken_away(self: exchange.Collect) -> None:
        found(self)
        for student in ("ada", "eve"):
            shutil.rmtree(inbound / f"{student}+hw+{TUESDAY}+Xz-_1")

    monkeypatch.setattr(exchange.Collect, "init_src", then_taken_away)
    said = collect(collecting)

    assert (collecting.root / "submitted/ada/hw/timestamp.txt").read_text() == MONDAY
    assert not (collecting.root / "submitted/eve").exists()
    assert submitted(collecting, "zoe") == ["p.ipynb", "submission_secret.txt", "timestamp.txt"]
    assert said.count("is not collected: its owner removed it meanwhile") == 2


def test_where_this_machine_fails_nothing_is_collected_without_a_receipt(
    collecting: Classroom, inbound: Path
) -> None:
    """One sentence for each; the others are collected, and the command says at its end that it failed."""
    for student in ("ada", "eve"):
        submit(inbound, student)
    (collecting.store / "received/hw/eve.json").mkdir(parents=True)
    outcome = collecting.api.collect("hw")

    assert not outcome["success"]
    assert "ExchangeError: 1 of 2 could not be collected" in outcome["error"]
    assert outcome["log"].count("could not be collected: IsADirectoryError: Is a directory, in ") == 1
    assert [path.name for path in (collecting.root / "submitted").glob("*/hw")] == ["hw"]
    assert submitted(collecting, "ada") == ["p.ipynb", "submission_secret.txt", "timestamp.txt"]
    assert list(collecting.root.glob(".collect-*")) == []


def test_what_nobody_can_look_at_has_the_time_of_its_folder(collecting: Classroom, inbound: Path) -> None:
    """It is not known what came, but when; what its student wrote there does not count."""
    (submit(inbound, "eve") / "timestamp.txt").write_text("2001-01-01 00:00:00 UTC")
    collecting.api.config.Confinement.wall_seconds = 0
    said = collect(collecting)

    assert said.count("the receipt could not be written") == 1
    assert (collecting.root / "submitted/eve/hw/timestamp.txt").read_text() == MONDAY


def test_where_all_is_refused_the_time_is_the_exchanges(
    collecting: Classroom, inbound: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A stamp of the student's own does not count; the blank notebook in the place of theirs says so."""
    monkeypatch.setattr(files, "LARGEST_NOTEBOOK", 5)
    (submit(inbound, "eve") / "timestamp.txt").write_text("2001-01-01 00:00:00 UTC")
    collect(collecting)
    (collecting.root / "submitted/eve/hw/timestamp.txt").write_text("2001-01-01 00:00:00 UTC")
    [eve] = grade(collecting, "eve")
    blank = json.loads((collecting.root / "autograded/eve/hw/p.ipynb").read_text("utf-8"))

    assert eve.results[0].ungraded
    assert blank["metadata"]["received"] == {"at": MONDAY, "says": ReceiptSource.EXCHANGE}


def test_a_name_that_tells_an_old_time_is_doubted(collecting: Classroom, inbound: Path) -> None:
    """Its owner can write any name; when the folder was changed last they cannot."""
    submit(inbound, "ada", time.strftime("%Y-%m-%d %H:%M:%S.000000 UTC", time.gmtime()))
    submit(inbound, "eve", "2001-01-01 00:00:00.000000 UTC")
    said = collect(collecting)

    assert "eve+hw+2001-01-01" in said.partition("was last changed at")[0]
    assert said.count("is the time in its name true?") == 1


def edited(folder: Path) -> None:
    """Change a notebook where it lies."""
    with (folder / "p.ipynb").open("a") as file:
        file.write(" ")


@pytest.mark.parametrize("change", [edited, lambda folder: (folder / "data/a.csv").write_text("late")])
def test_a_change_anywhere_in_a_folder_is_doubted(
    collecting: Classroom, inbound: Path, monkeypatch: pytest.MonkeyPatch, change: Callable[[Path], None]
) -> None:
    """In place, or further down: the folder itself shows nothing of it."""
    monkeypatch.setattr(exchange, "DOUBT", timedelta(seconds=2))
    now = written(datetime.now(UTC).replace(tzinfo=None))
    folders = [submit(inbound, student, now) for student in ("ada", "eve")]
    for folder in folders:
        (folder / "data").mkdir()
    time.sleep(2.1)
    change(folders[1])
    said = collect(collecting)

    assert f"`{folders[1].name}` was last changed at" in said
    assert said.count("is the time in its name true?") == 1


@pytest.mark.skipif(os.getuid() != 0, reason="gives folders to other accounts")
def test_nobody_hands_in_for_another(collecting: Classroom, inbound: Path) -> None:
    """A folder with one student's name that belongs to another is left, and told, though it is newer."""
    accounts = {name: pwd.getpwnam(name).pw_uid for name in ("daemon", "bin")}
    own, forged = submit(inbound, "daemon"), submit(inbound, "daemon", TUESDAY)
    (forged / "forged.csv").write_text("x")
    os.chown(own, accounts["daemon"], -1)
    os.chown(forged, accounts["bin"], -1)
    said = collect(collecting)

    assert "forged.csv" not in submitted(collecting, "daemon")
    assert "p.ipynb" in submitted(collecting, "daemon")
    assert f"`{forged.name}` is not collected: {exchange.ANOTHERS}: bin; " in said


@pytest.mark.skipif(os.getuid() != 0, reason="gives folders to other accounts")
@pytest.mark.parametrize(
    ("account", "odd"),
    [
        ("bin", ""),
        ("bin", f"bin+hw+{TUESDAY}+x"),
        ("bin", "bin+x+y"),
        ("54321", f"nobody known+hw+{TUESDAY}+x"),
        ("54321", f"54321+hw+{TUESDAY}+x"),
    ],
)
def test_where_all_hand_in_as_one_account_no_folder_says_whose_others_are(
    collecting: Classroom, inbound: Path, account: str, odd: str
) -> None:
    """As on a hub, by whatever name it is known here; one can be called so, or as what we say of it."""
    folders = [submit(inbound, student) for student in ("ada", "ben", "eve")]
    if odd:
        (inbound / odd).mkdir()
    for one in (*folders, *([inbound / odd] if odd else [])):
        os.chown(one, int(account) if account.isdecimal() else pwd.getpwnam(account).pw_uid, -1)
    said = collect(collecting)

    for student in ("ada", "ben", "eve"):
        assert submitted(collecting, student) == ["p.ipynb", "submission_secret.txt", "timestamp.txt"]
    assert "is not collected" not in said


@pytest.mark.skipif(os.getuid() != 0, reason="gives folders to other accounts")
def test_whether_owners_are_looked_at_is_the_instructors_choice(collecting: Classroom, inbound: Path) -> None:
    """With nbgrader's own setting; where nothing that lies there is collected, the command fails."""
    for student, account in (("mail", "mail"), ("games", "daemon")):
        os.chown(submit(inbound, student), pwd.getpwnam(account).pw_uid, -1)
    collecting.api.coursedir.student_id = "games"
    outcome = collecting.api.collect("hw")

    assert not outcome["success"]
    assert "none of 1 folders is collected" in outcome["error"]
    collecting.api.config.ExchangeCollect.check_owner = False
    collect(collecting)
    assert submitted(collecting, "games") == ["p.ipynb", "submission_secret.txt", "timestamp.txt"]


def test_folders_that_are_none_are_told_in_a_few_lines(collecting: Classroom, inbound: Path) -> None:
    """Students make and name any number of them; how many, and where all are named, is told too."""
    submit(inbound, "ada")
    for number in range(30):
        (inbound / f"eve` is right `{number}+hw+soon").mkdir()
    (inbound / "zoe+hw+soon").mkdir()
    said = collect(collecting)
    listing = collecting.store / "not_collected/hw.txt"

    assert said.count("is not collected") == 2 * uncollected.MOST_TOLD - 9
    assert "`eve' is right '" in said
    assert f"20 others are not collected: {exchange.NO_STUDENT}; `{listing}` lists all of them" in said
    assert listing.read_text().count("`eve' is right '") == 30
    assert "`zoe+hw+soon` is not collected: " in listing.read_text()


def test_a_list_of_what_is_not_collected_goes_with_its_folders(collecting: Classroom, inbound: Path) -> None:
    """Else it would be read as of today; where it cannot be written the class is collected all the same."""
    for number in range(11):
        (inbound / f"{number}+hw+soon").mkdir()
    submit(inbound, "ada")
    collect(collecting)
    listing = collecting.store / "not_collected/hw.txt"
    assert len(listing.read_text().splitlines()) == 11
    (inbound / "0+hw+soon").rmdir()
    collect(collecting)
    assert not listing.exists()
    (inbound / "0+hw+soon").mkdir()
    listing.mkdir()
    submit(inbound, "eve")

    assert "1 others are not collected: it is a link, or its name holds no time; they cannot be" in collect(
        collecting
    )
    assert submitted(collecting, "eve") == ["p.ipynb", "submission_secret.txt", "timestamp.txt"]


def test_the_newest_counts_in_any_order(collecting: Classroom, inbound: Path) -> None:
    """Files of a folder have none, and no name leads out of `submitted/`."""
    for number in range(4):
        for student in ("ada", "eve", "zoe"):
            at = f"2026-03-0{number + 1} 12:00:00.000000 UTC"
            (submit(inbound, student, at) / f"{number}.csv").write_text("x")
    submit(inbound, "..")
    collect(collecting)

    for student in ("ada", "eve", "zoe"):
        assert [name for name in submitted(collecting, student) if name.endswith(".csv")] == ["3.csv"]
    assert not (collecting.root / "hw").exists()


def test_what_is_looked_at_and_kept_of_a_folder_is_bounded(
    collecting: Classroom, inbound: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The notebooks come first; what is refused beyond a few is counted, and not kept one by one."""
    monkeypatch.setattr(quarantine, "MOST_NOTED", 5)
    monkeypatch.setattr(files, "MOST_LISTED", 40)
    for at in (MONDAY, TUESDAY):
        folder = submit(inbound, "eve", at)
        for number in range(20):
            (folder / f"a{number}{at[8:10]}").symlink_to("nowhere")
        (folder / ".git/objects").mkdir(parents=True)
        for number in range(60):
            (folder / f".git/objects/{number}").write_text("x")
        collect(collecting)
    kept = collecting.store / "quarantine/hw/eve"
    reasons = [one["reason"] for one in json.loads((kept / "reasons.json").read_text())]

    assert submitted(collecting) == ["p.ipynb", "submission_secret.txt", "timestamp.txt"]
    assert len(list(kept.glob("*.refused"))) <= 12  # a stamp among them
    assert len(reasons) <= 12
    assert reasons.count("16 others were refused with these") == 1


def test_a_listing_waits_for_nothing_and_ends_at_nobody(collecting: Classroom, inbound: Path) -> None:
    """As `nbgrader list --inbound`: pipes, secrets that are none and names that move a cursor are told."""
    submit(inbound, "zoe")
    pipe, empty = submit(inbound, "ada"), submit(inbound, "ben")
    submit(inbound, "e\x1b[2Kx")
    (pipe / "submission_secret.txt").unlink()
    os.mkfifo(pipe / "challenges.ipynb")
    (empty / "submission_secret.txt").write_text("")
    (inbound / "cal+hw+x").symlink_to(pipe)
    api = collecting.api
    lister = api.exchange.List(
        coursedir=api.coursedir, authenticator=api.authenticator, parent=api, inbound=True
    )
    outcome = capture_log(lister)

    assert outcome["success"], outcome
    assert "transformers zoe hw" in outcome["log"]
    assert outcome["log"].count("is not listed: ") == 4
    assert "\x1b" not in outcome["log"]


@pytest.mark.parametrize("options", [{"update": True}, {"before_duedate": True, "update": False}])
def test_what_was_moved_out_of_a_submission_is_not_of_the_next(
    collecting: Classroom, inbound: Path, options: dict[str, Any]
) -> None:
    """Who hands in again what came on time is on time, and so is who is collected as of the due date."""
    with Gradebook(collecting.coursedir.db_url, collecting.coursedir.course_id) as book:
        book.update_or_create_assignment("hw", duedate="2026-03-02 13:00:00 UTC")
    submit(inbound, "eve")
    collect(collecting)
    (submit(inbound, "eve", TUESDAY) / "answer.html").write_text("Rows are queries.")
    collect(collecting)
    stamp = collecting.root / "submitted/eve/hw/timestamp.txt"
    for _ in range(2):
        assert collecting.api.autograde("hw", "eve", force=True)["success"]
        assert stamp.read_text() == TUESDAY
    submit(inbound, "eve", "2026-03-03 13:00:00.000000 UTC")
    collecting.coursedir.assignment_id = "hw"
    kind = Collect(
        coursedir=collecting.coursedir, authenticator=collecting.api.authenticator, parent=collecting.api
    )
    for name, value in options.items():
        setattr(kind, name, value)
    kind.start()
    assert collecting.api.autograde("hw", "eve", force=True)["success"]

    assert stamp.read_text() == MONDAY
