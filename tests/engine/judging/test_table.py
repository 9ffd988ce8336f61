"""What a student reads of a check: each state in its own words."""

from dataclasses import replace

import pytest

from nbverdict.judging.table import FAILS, LOOKS, kind, listed, mark, message
from nbverdict.judging.verdict import CheckStatus, CheckVerdict, Seen, Verdict

CHECK = CheckVerdict("values", "The values are right", 2.0, 0.0, CheckStatus.WRONG, "yours is 3")
BEHIND = {"behind": "form", "asks": "A query looks at `X_train`", "sentence": ""}
SAID = {
    CheckStatus.PASSED: ({}, "✓", "passed"),
    CheckStatus.FOLLOWED: ({}, "≈", "wrong only because of the slip above, which is not counted twice"),
    CheckStatus.GIVEN: (
        {"sentence": "it was too strict"},
        "✓",
        "the course gave these points to everybody: it was too strict",
    ),
    CheckStatus.WRONG: ({}, "✗", "yours is 3"),
    CheckStatus.LATE: ({"sentence": "`f` did not return in time"}, "✗", "`f` did not return in time"),
    CheckStatus.ENDED: ({"sentence": "`f` gave no answer"}, "✗", "`f` gave no answer"),
    CheckStatus.UNREAD_AGAIN: (
        {},
        "✗",
        (
            "your answer could not be read, as in an attempt before: return a plain figure, table or value, "
            "and change nothing in the libraries"
        ),
    ),
    CheckStatus.SPENT: (
        {},
        "✗",
        "wrong because of the slip above: where nothing else is right, at most one point follows from it",
    ),
    CheckStatus.GATED: (BEHIND, "✗", "counts only together with this: a query looks at `X_train`"),
    CheckStatus.SKIPPED: (BEHIND, "·", "not judged: this must be right first: A query looks at `X_train`"),
    CheckStatus.DROPPED: (
        {"sentence": "it asked too much"},
        "·",
        "this check does not count: it asked too much",
    ),
    CheckStatus.UNREAD: (
        {},
        "?",
        "waits for a person: your answer could not be read; this costs you nothing",
    ),
    CheckStatus.BROKEN: ({}, "?", "waits for a person: our check failed; this costs you nothing"),
}


@pytest.mark.parametrize("status", CheckStatus)
def test_a_state_has_its_words_and_its_sign(status: CheckStatus) -> None:
    """Literally, and for every state that there is."""
    told, sign, sentence = SAID[status]
    check = replace(CHECK, status=status, **told)  # type: ignore[arg-type]

    assert (mark(check), message(check)) == (sign, sentence)
    assert (LOOKS.get(status, FAILS) == FAILS) == status.fails


@pytest.mark.parametrize(
    ("seen", "sentence", "told"),
    [
        (Seen.WRONG, "", "not yet"),
        (
            Seen.RIGHT,
            "",
            "right on the example, but not on inputs that you have not seen (the example gives no points)",
        ),
        (Seen.NOTHING, "a row is missing", "not right on inputs that you have not seen: a row is missing"),
    ],
)
def test_where_a_check_fails_is_told(seen: Seen, sentence: str, told: str) -> None:
    """On the example it is said what is wrong there, else that it is wrong elsewhere."""
    assert message(replace(CHECK, seen=seen, sentence=sentence)) == told


@pytest.mark.parametrize("asks", ["X_train is scaled", "FP32 is named", "[CLS] comes first", "`f` is called"])
def test_a_name_at_the_start_of_a_line_stays_as_it_is(asks: str) -> None:
    """In the middle of a sentence a word begins with a small letter, and a name is no such word."""
    assert message(replace(CHECK, status=CheckStatus.GATED, asks=asks)).endswith(asks)


def test_what_stands_is_listed_for_its_points_alone() -> None:
    """And looks like one of few kinds that the page has a style for."""
    checks = tuple(replace(CHECK, name=str(status), worth=0.0, status=status) for status in CheckStatus)

    assert {one.status for one in listed(Verdict("c", checks))} == {s for s in CheckStatus if not s.stands}
    assert {kind(one) for one in checks} == {"passed", "followed", "wrong", "skipped", "unread", "broken"}
