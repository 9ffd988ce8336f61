"""The `course` command: known errors are one sentence, a hint and an exit code."""

from pathlib import Path

import pytest

from tests.test_class import run


@pytest.mark.parametrize(
    ("command", "code", "sentence"),
    [
        (("nbverdict", "grade", "model_architecture"), 2, "no course at"),
        (("nbverdict", "grade", "model_architecture", "--course-dir", "nowhere"), 2, "does not exist"),
        (("course", "nothing"), 2, "No such command"),
    ],
)
def test_bad_input_gets_a_sentence_and_no_traceback(
    command: tuple[str, ...], code: int, sentence: str, tmp_path: Path
) -> None:
    """What, where, and what to do next; a non-zero exit; nothing written."""
    outcome = run(tmp_path, *command)

    assert outcome.returncode == code
    assert sentence in outcome.stderr
    assert "Traceback" not in outcome.stderr
    assert list(tmp_path.iterdir()) == []


def test_an_assignment_that_is_not_there_is_staffs_to_mend(course: Path) -> None:
    """The hint names those that there are."""
    outcome = run(course, "nbverdict", "grade", "nothing")

    assert outcome.returncode == 2
    assert outcome.stderr.startswith("error: there is no assignment `nothing`\n\nhint: in source/ there is ")
