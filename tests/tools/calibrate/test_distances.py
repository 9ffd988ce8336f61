"""How far known mistakes lie from what is right."""

import numpy as np
import pytest

from graders.attention_weights.checks import Known
from nbverdict.compare.numbers import HALF_A_PERCENT
from nbverdict.evidence.cases import Case
from tools.calibrate.distances import distances
from tools.calibrate.measured import Near
from tools.calibrate.values import COMPARED


def found(check: str, case: Case) -> dict[str, Near]:
    """Return what a check sees of each mistake in one case."""
    (compared,) = (one for one in COMPARED if one.check == check)
    return {row.what: row for row in distances(compared, [case])}


def test_a_mistake_within_the_tolerance_is_seen_for_what_it_is() -> None:
    """Of 900.0001 million parameters, whole millions are right within half a percent; mebibytes are not."""
    case = Case("inference in fp32", "estimate_memory", (), known=(900_000_100, "fp32", False))
    rows = found("inference_holds_the_weights", case)

    assert 0 < rows["whole_millions"].nearest < HALF_A_PERCENT.relative / 1000
    assert rows["mebibytes_for_megabytes (small)"].nearest == pytest.approx(1 - 1e6 / 2**20)


def test_a_mistake_that_makes_no_difference_has_no_distance() -> None:
    """With nothing hidden a mask does not matter, and what cannot be made of a case is left out."""
    known = Known(np.eye(3, 2), np.eye(2), np.ones((3, 2), bool))
    rows = found("weights_are_right", Case("gaps", "attention_weights", (), known=known))

    assert rows["mask_not_used"].deviations == ()
    assert "mask_turned" not in rows
    assert rows["not_scaled"].nearest > 0.01
