"""What a student reads of a notebook that could not be read."""

import nbformat
import pytest
from nbformat.reader import NotJSONError

from nbverdict.execution.exporter import _reason


@pytest.mark.parametrize(
    "error",
    [
        NotJSONError("Notebook does not appear to be JSON: '{'"),
        UnicodeDecodeError("utf-8", b"\xff", 0, 1, "invalid start byte"),
        nbformat.ValidationError("'cells' is a required property"),
        KeyError("metadata"),
        RecursionError("maximum recursion depth exceeded"),
        UnboundLocalError("cannot access local variable 'msg'"),
    ],
)
def test_a_reason_is_a_sentence_with_a_next_step(error: Exception) -> None:
    """It names no exception, and repeats nothing of what the file holds."""
    reason = _reason(error)

    assert "hand it in again" in reason
    assert type(error).__name__ not in reason
    assert str(error) not in reason
