"""The ledger: what came of each submission, and whether it still holds."""

from dataclasses import replace
from pathlib import Path

from nbverdict.course.ledger import Ledger, LedgerEntry, contents_of
from nbverdict.notebook.keys import Surroundings
from tests.results import judged, result

AROUND = Surroundings(packages="p", course="m", limits="l", walls="w", collector="c", secret="s")
RESULT = result(record=judged())
ENTRY = LedgerEntry(
    state="s", asked="a", judged="j", around=AROUND, results=(RESULT,), notes=("n",), answers={"p/c": "x"}
)


def test_an_entry_comes_back_as_it_was(tmp_path: Path) -> None:
    """Results, notes and answers included; of another student there is none."""
    Ledger(tmp_path).enter("hw", "ada", ENTRY)

    assert Ledger(tmp_path).last("hw", "ada") == ENTRY
    assert Ledger(tmp_path).last("hw", "bob") is None


def test_what_is_dropped_is_history(tmp_path: Path) -> None:
    """It holds no longer, and still says what was scored and answered."""
    ledger = Ledger(tmp_path)
    ledger.enter("hw", "ada", ENTRY)
    ledger.drop("hw", "ada")
    ledger.drop("hw", "bob")

    assert ledger.last("hw", "ada") == replace(ENTRY, holds=False)


def test_answers_are_known_while_they_lie_there(tmp_path: Path) -> None:
    """What somebody else has graded since is another notebook, and nobody knows what it answers."""
    for name in ("p", "q"):
        (tmp_path / f"{name}.ipynb").write_text(name)
    entry = replace(ENTRY, answers={"p/c": "x", "q/c": "y"}, graded=contents_of(tmp_path))
    assert entry.seen(contents_of(tmp_path)) == {"p/c": "x", "q/c": "y"}
    (tmp_path / "q.ipynb").write_text("another")
    (tmp_path / "p.ipynb").touch()
    assert entry.seen(contents_of(tmp_path)) == {"p/c": "x"}
    assert entry.seen(contents_of(tmp_path / "nowhere")) == {}


def test_of_a_grading_that_was_cut_off_the_answers_are_known_that_stayed(tmp_path: Path) -> None:
    """Whoever gave points saw the old notebook or the new one: only of what both answer alike it is sure."""
    book, ledger = tmp_path / "p.ipynb", Ledger(tmp_path / "evidence")
    book.write_text("old")
    old = contents_of(tmp_path)
    ledger.enter("hw", "ada", replace(ENTRY, answers={"p/c": "x", "p/d": "y"}, graded=old))
    book.write_text("new")
    ledger.drop("hw", "ada", coming=contents_of(tmp_path), answers={"p/c": "x", "p/d": "z"})
    cut_off = ledger.last("hw", "ada")

    assert cut_off
    assert cut_off.seen(contents_of(tmp_path)) == {"p/c": "x"}
    assert cut_off.seen(old) == {"p/c": "x", "p/d": "y"}


def test_a_damaged_entry_is_none(tmp_path: Path) -> None:
    """Its submission is graded again."""
    ledger = Ledger(tmp_path)
    ledger.enter("hw", "ada", ENTRY)
    for text in ("", "{}", "[1]", '{"state": "s"'):
        (tmp_path / "graded/hw/ada.json").write_text(text)
        assert ledger.last("hw", "ada") is None
