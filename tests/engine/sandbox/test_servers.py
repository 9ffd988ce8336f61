"""Which tier this machine has, and that grading refuses without any."""

import pytest

from nbverdict.errors import OperatorError
from nbverdict.sandbox import servers
from nbverdict.sandbox.inside.plan import LANDLOCK, NAMESPACES, NOTHING
from nbverdict.sandbox.servers import Looked, choose_tier, look, serve
from nbverdict.sandbox.settings import Sandbox


@pytest.fixture
def only(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A machine that has these tiers and no others."""
    had: list[str] = []

    def looking(described: str) -> Looked:
        tier = NAMESPACES if f'"{NAMESPACES}"' in described else LANDLOCK
        return Looked(tier, "" if tier in had else "not here")

    monkeypatch.setattr(servers, "_look", looking)
    return had


def test_the_best_tier_is_chosen(only: list[str]) -> None:
    """Namespaces where they hold, else Landlock."""
    only += [NAMESPACES, LANDLOCK]
    assert choose_tier(Sandbox()) == NAMESPACES
    only.remove(NAMESPACES)
    assert choose_tier(Sandbox()) == LANDLOCK
    assert [one.tier for one in look(Sandbox())] == [NAMESPACES, LANDLOCK]


def test_without_a_tier_grading_refuses(only: list[str]) -> None:
    """It says why each cannot be had, and what goes on without."""
    assert only == []
    with pytest.raises(OperatorError, match="namespaces: not here; landlock: not here") as refused:
        choose_tier(Sandbox())

    assert "--unsafe-no-sandbox" in (refused.value.hint or "")


def test_a_course_may_go_without(only: list[str]) -> None:
    """Where it says so; where there are walls, they stand all the same."""
    assert choose_tier(Sandbox(unsafe_no_sandbox=True)) == NOTHING
    only.append(LANDLOCK)
    assert choose_tier(Sandbox(unsafe_no_sandbox=True)) == LANDLOCK


def test_a_tier_that_is_asked_for_is_the_only_one(only: list[str]) -> None:
    """A course that wants namespaces does not get less without a word."""
    only.append(LANDLOCK)
    with pytest.raises(OperatorError):
        choose_tier(Sandbox(tier=NAMESPACES))


def test_a_server_that_ended_is_started_again() -> None:
    """Whoever asks next gets another."""
    settings = Sandbox(imports=[])
    first = serve(settings)
    assert serve(settings) is first
    first.close()

    assert serve(settings).alive()
    serve(settings).close()
