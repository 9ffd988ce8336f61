"""Which values checks compare within a tolerance."""

from nbverdict.judging.discovery import challenge_names, load_challenge
from nbverdict.judging.scoring import checks_of
from tools.calibrate.measured import tolerances
from tools.calibrate.values import COMPARED


def test_no_challenge_with_a_tolerance_is_left_out() -> None:
    """Each that imports a named tolerance is measured with it."""
    used = {
        (name, tol)
        for name in challenge_names()
        for tol in tolerances()
        if hasattr(load_challenge(name), tol)
    }

    assert {(one.challenge, one.tolerance) for one in COMPARED} == used


def test_every_named_check_is_one_and_judges_a_hidden_case() -> None:
    """A check that was renamed would be missed here first."""
    from tools.calibrate.measure import draw_cases

    for one in COMPARED:
        assert f"test_{one.check}" in [check.__name__ for check in checks_of(one.module)]
        assert any(one.judges(case) for case in draw_cases(one.challenge, 0))
