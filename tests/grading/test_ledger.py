"""The ledger says what was graded, and stops nothing."""

from pathlib import Path

import pytest

from graders.grading.ledger import Ledger


def test_what_was_graded_is_known_until_it_is_dropped(tmp_path: Path) -> None:
    """And nothing lies beside the ledger."""
    ledger = Ledger(tmp_path)
    ledger.enter("hw", "ada", "one")
    ledger.enter("hw", "bob", "two")
    ledger.drop("hw", "ada")

    assert (ledger.find("hw", "ada"), ledger.find("hw", "bob")) == (None, "two")
    assert [path.name for path in tmp_path.iterdir()] == ["graded.json"]


@pytest.mark.parametrize("junk", ["", '{"hw": {"ada"', "[]", '{"hw": 7}'])
def test_a_ledger_that_cannot_be_read_is_empty(tmp_path: Path, junk: str) -> None:
    """Everything is graded again."""
    ledger = Ledger(tmp_path)
    ledger.path.write_text(junk)
    assert ledger.find("hw", "ada") is None
    ledger.enter("hw", "ada", "one")

    assert ledger.find("hw", "ada") == "one"
