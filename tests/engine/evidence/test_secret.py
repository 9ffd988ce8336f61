"""The course secret and the evidence that belongs to it."""

from pathlib import Path

import pytest

from nbverdict.errors import OperatorError
from nbverdict.evidence.secret import course_secret


def test_a_secret_is_made_where_neither_it_nor_evidence_exists(tmp_path: Path) -> None:
    """It is long, readable by its owner alone, and stays."""
    file = tmp_path / "course_secret"
    made = course_secret(file, tmp_path / "evidence")

    assert len(made) == 64
    assert file.stat().st_mode & 0o077 == 0
    assert course_secret(file, tmp_path / "evidence") == made


@pytest.mark.parametrize("found", [None, "another secret of sixteen", "short"])
def test_with_evidence_and_another_secret_grading_refuses(found: str | None, tmp_path: Path) -> None:
    """The sentence names the file, and nothing is written."""
    file = tmp_path / "course_secret"
    course_secret(file, tmp_path / "evidence")
    file.unlink()
    if found:
        file.write_text(found)

    with pytest.raises(OperatorError, match=str(file)):
        course_secret(file, tmp_path / "evidence")
    assert file.exists() == bool(found)
