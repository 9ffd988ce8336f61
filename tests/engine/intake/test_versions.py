"""Nothing that was handed in is lost: each content is kept once, with what it scored."""

from pathlib import Path

import pytest

from nbverdict.errors import StaffError
from nbverdict.intake.files import examine
from nbverdict.intake.versions import Versions, with_older_score
from nbverdict.judging.verdict import CheckStatus
from nbverdict.notebook.record import Because, GradeRecord
from nbverdict.notebook.results import CellResult
from tests import results
from tests.results import judged, ungraded

TOLD = {"assignment": "hw", "student": "ada", "notebook": "challenges"}


def result(notebook: str = "challenges", **more: object) -> CellResult:
    """Return a result of 8 of 10 points."""
    return results.result(**{"notebook": notebook, "earned": 8, "worth": 10} | more)


@pytest.fixture
def versions(tmp_path: Path) -> Versions:
    """The versions of one submission."""
    return Versions(tmp_path / "evidence", "hw", "ada")


@pytest.fixture
def submitted(tmp_path: Path) -> Path:
    """A submitted folder."""
    folder = tmp_path / "submitted/ada/hw"
    (folder / "data").mkdir(parents=True)
    (folder / "challenges.ipynb").write_text("first")
    (folder / "data" / "table.csv").write_text("a,b")
    return folder


def test_the_same_content_is_the_same_version(versions: Versions, submitted: Path) -> None:
    """However often it is graded; another content is the next number."""
    first = versions.keep(examine(submitted))
    (submitted / "challenges.ipynb").write_text("second")
    second = versions.keep(examine(submitted))
    (submitted / "challenges.ipynb").write_text("first")

    assert (first.number, second.number, versions.keep(examine(submitted)).number) == (1, 2, 1)
    assert [version.number for version in versions.kept()] == [1, 2]


def test_a_version_comes_back_with_all_its_files(versions: Versions, submitted: Path) -> None:
    """And with nothing that came later."""
    first = versions.keep(examine(submitted))
    (submitted / "challenges.ipynb").write_text("second")
    (submitted / "new.csv").write_text("x")
    versions.restore(first, submitted)

    assert sorted(str(p.relative_to(submitted)) for p in submitted.rglob("*") if p.is_file()) == [
        "challenges.ipynb",
        "data/table.csv",
    ]
    assert (submitted / "challenges.ipynb").read_text() == "first"
    assert [path.name for path in submitted.parent.iterdir()] == ["hw"]


def test_what_lies_there_may_be_gone_or_a_link(versions: Versions, submitted: Path, tmp_path: Path) -> None:
    """A version comes back all the same, and nothing is written through a link."""
    first, elsewhere = versions.keep(examine(submitted)), tmp_path / "elsewhere"
    submitted.rename(elsewhere)
    versions.restore(first, submitted)
    assert (submitted / "challenges.ipynb").read_text() == "first"
    (elsewhere / "challenges.ipynb").write_text("not ours")
    submitted.rename(tmp_path / "old")
    submitted.symlink_to(elsewhere)
    versions.restore(first, submitted)

    assert (submitted / "challenges.ipynb").read_text() == "first"
    assert (elsewhere / "challenges.ipynb").read_text() == "not ours"


def test_points_are_kept_for_each_notebook_that_could_be_graded(versions: Versions, submitted: Path) -> None:
    """Manual answers are not counted, and what could not be graded has no points."""
    found = [
        result(),
        result(earned=1, worth=2),
        result(earned=0, worth=5, automatic=False),
        result("lesson", record=ungraded("it is damaged")),
    ]
    versions.note(versions.keep(examine(submitted)), found, ["a note"])
    [kept] = versions.kept()

    assert kept.points == {"challenges": (9, 12)}
    assert kept.notes == ("a note",)


def test_the_last_score_is_told_beside_the_reason(versions: Versions, submitted: Path) -> None:
    """Of that notebook alone, and nothing where there is none."""
    evidence = versions.folder.parents[2]
    assert with_older_score("it is damaged", evidence, TOLD) == "it is damaged"
    versions.note(versions.keep(examine(submitted)), [result()], [])
    (submitted / "challenges.ipynb").write_text("damaged")
    versions.note(versions.keep(examine(submitted)), [result(record=ungraded("it is damaged"))], [])

    assert with_older_score("it is damaged", evidence, TOLD) == "it is damaged; version 1 scored 8 of 10"
    assert with_older_score("it is damaged", evidence, {**TOLD, "notebook": "lesson"}) == "it is damaged"


def test_without_a_number_the_last_graded_version_comes_back(versions: Versions, submitted: Path) -> None:
    """And not what lies there already."""
    first = versions.keep(examine(submitted))
    versions.note(first, [result()], [])
    (submitted / "challenges.ipynb").write_text("damaged")
    second = versions.keep(examine(submitted))

    assert versions.choose(None, other_than=second.digest).number == 1
    assert versions.choose(2, other_than=second.digest).number == 2


WHAT = {None: "no other graded version", 7: "no version 7"}


@pytest.mark.parametrize(("number", "sentence"), WHAT.items())
def test_a_version_that_is_not_there_is_said(
    versions: Versions, submitted: Path, number: int | None, sentence: str
) -> None:
    """With the numbers that there are."""
    digest = versions.keep(examine(submitted)).digest

    with pytest.raises(StaffError, match=f"there is {sentence} of `hw` by ada") as error:
        versions.choose(number, other_than=digest)
    assert error.value.hint == "kept versions: 1"


def test_a_run_that_is_cut_off_leaves_no_half_version(versions: Versions, submitted: Path) -> None:
    """What it had written is passed over."""
    half = versions.folder / "half-written"
    half.mkdir(parents=True)
    (half / "version.json").write_text("{")

    assert versions.keep(examine(submitted)).number == 1


def test_the_last_graded_version_is_the_one_that_was_graded_last(versions: Versions, submitted: Path) -> None:
    """After one, another, and the first again, that is the first."""
    first = versions.keep(examine(submitted))
    versions.note(first, [result()], [])
    (submitted / "challenges.ipynb").write_text("second")
    versions.note(versions.keep(examine(submitted)), [result()], [])
    versions.note(first, [result()], [])

    assert versions.choose(None, other_than="damaged").number == 1
    assert "version 1 scored" in with_older_score("it is damaged", versions.folder.parents[2], TOLD)


@pytest.mark.parametrize(
    ("record", "waited"),
    [
        (judged(CheckStatus.UNREAD), {"challenges/c"}),
        (judged(CheckStatus.UNREAD_AGAIN), set()),
        (ungraded("it ended", because=Because.STOPPED), {"challenges"}),
        (ungraded("it ended", because=Because.STOPPED, pending=False), set()),
        (ungraded("it ended", because=Because.MACHINE), set()),
        (ungraded("the notebook file is damaged"), set()),
    ],
    ids=["not read", "again", "not judged", "not judged again", "the machine", "something else"],
)
def test_what_waited_is_known_to_the_next_attempt(
    versions: Versions,
    submitted: Path,
    record: GradeRecord,
    waited: set[str],
) -> None:
    """And not to the same attempt, when it is graded again."""
    first = versions.keep(examine(submitted))
    versions.note(first, [result(record=record)], ())
    (submitted / "challenges.ipynb").write_text("second")

    assert versions.waited_before(first) == set()
    assert versions.waited_before(versions.keep(examine(submitted))) == waited


def test_points_that_are_taken_back_are_laid_aside_no_longer(versions: Versions, submitted: Path) -> None:
    """What stood before them is, for the answer that was seen; other points stay."""
    version = versions.keep(examine(submitted))
    seen, another, other = (2.0, 0.5, "seen"), (2.0, None, "another"), (1.0, None, "seen")
    versions.lay_aside(version, {"p": {"why": seen, "how": seen}, "q": {"why": another}, "r": {"why": other}})
    for notebook in "pqr":
        versions.take_back(notebook, "why", (2.0, None, "seen"), 1.5)
    [kept] = versions.kept()

    assert kept.given["p"] == {"why": (1.5, 0.5, "seen"), "how": seen}
    assert (kept.given["q"]["why"], kept.given["r"]["why"]) == (another, other)


def test_which_answer_was_seen_stays_known_when_the_same_points_are_laid_aside_again(
    versions: Versions, submitted: Path
) -> None:
    """A grading that was cut off does so, and may no longer know it; other points are as they are told."""
    version = versions.keep(examine(submitted))
    versions.lay_aside(version, {"p": {"why": (2.0, None, "seen"), "how": (1.0, None, "seen")}})
    [kept] = versions.kept()
    versions.lay_aside(kept, {"p": {"why": (2.0, None, ""), "how": (1.5, None, "")}})
    [kept] = versions.kept()

    assert kept.given["p"] == {"why": (2.0, None, "seen"), "how": (1.5, None, "")}
