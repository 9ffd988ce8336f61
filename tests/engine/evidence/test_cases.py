"""Cases are drawn from a secret: the same for the same submission, others for the next."""

import json

import pytest

from nbverdict.evidence.cases import draw
from nbverdict.judging.discovery import challenge_names, load_challenge


def hidden(challenge: str, secret: bytes = b"s", version: int = 1, submission: str = "a") -> str:
    """Return everything of the hidden cases that would travel, as text."""
    rng = draw(secret, challenge=challenge, version=version, submission=submission)
    return str([(case.packed(), case.weights) for case in load_challenge(challenge).hidden_cases(rng)])


@pytest.mark.parametrize("challenge", challenge_names())
def test_what_decides_a_case_decides_it_wholly(challenge: str) -> None:
    """Secret, submission and case version each draw other cases; nothing else does."""
    same = hidden(challenge)

    assert hidden(challenge) == same
    assert same not in (
        hidden(challenge, secret=b"t"),
        hidden(challenge, version=2),
        hidden(challenge, submission="b"),
    )


@pytest.mark.parametrize("challenge", challenge_names())
def test_a_case_travels_as_json(challenge: str) -> None:
    """What is sent holds neither what is expected nor what only the reference knows."""
    rng = draw(b"s", challenge=challenge, version=1, submission="a")
    for case in [*load_challenge(challenge).shown_cases(), *load_challenge(challenge).hidden_cases(rng)]:
        message = json.loads(json.dumps(case.packed()))
        assert set(message) - {"caller"} == {"case", "function", "arguments", "again", "then"}


@pytest.mark.parametrize("challenge", challenge_names())
def test_every_challenge_has_shown_and_hidden_cases(challenge: str) -> None:
    """A challenge without a hidden case could be answered from the page."""
    module = load_challenge(challenge)

    assert [case.hidden for case in module.shown_cases()] == [False]
    assert all(
        case.hidden for case in module.hidden_cases(draw(b"s", challenge="c", version=1, submission="a"))
    )
