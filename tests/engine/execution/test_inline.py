"""`assess`: code judged as a student would write it, for a course's own tests."""

from pathlib import Path

import pytest

from nbverdict import assess
from nbverdict.commands.init import init
from nbverdict.errors import StaffError

RIGHT = "import numpy as np\ndef moving_average(v, n):\n    return np.convolve(v, np.ones(n) / n, 'valid')"


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A course as `nbverdict init` makes it."""
    init(tmp_path / "own")
    return tmp_path / "own"


def test_a_right_answer_has_full_marks(own: Path) -> None:
    """On the shown example and on hidden cases, from any folder of the course."""
    verdict = assess("moving_average", RIGHT, course=own / "source")

    assert (verdict.earned, verdict.worth) == (3, 3)


def test_a_known_mistake_is_called_by_its_name(own: Path) -> None:
    """As a student would be told."""
    verdict = assess("moving_average", RIGHT.replace("/ n", ""), course=own)

    assert verdict.earned < 3
    assert [one.mistake for one in verdict.diagnoses] == ["sum_for_mean"]


def test_a_table_of_the_shown_example_earns_nothing(own: Path) -> None:
    """Hidden cases are drawn here too."""
    code = "def moving_average(values, window):\n    return [2.0, 4.0, 7.5]"

    assert assess("moving_average", code, course=own).earned == 0


def test_a_missing_function_earns_nothing(own: Path) -> None:
    """It is the student's doing, and no error of the test's."""
    assert assess("moving_average", "x = 1", course=own).earned == 0


def test_no_such_challenge_is_said_in_a_sentence(own: Path) -> None:
    """With the name that was meant."""
    with pytest.raises(StaffError, match="did you mean `moving_average`"):
        assess("moving_averag", RIGHT, course=own)


def test_no_course_is_said_in_a_sentence(tmp_path: Path) -> None:
    """With the folder that was looked at."""
    with pytest.raises(StaffError, match="no course at"):
        assess("moving_average", RIGHT, course=tmp_path)
