"""What a student's process may know of the machine."""

import os

import pytest

from nbverdict.sandbox.environment import student_environment


def test_only_what_is_allowed_is_passed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """A token does not cross; the language does."""
    monkeypatch.setenv("CANVAS_API_TOKEN", "secret")
    monkeypatch.setenv("LANG", "C.UTF-8")

    assert "CANVAS_API_TOKEN" not in student_environment({})
    assert student_environment({})["LANG"] == "C.UTF-8"


@pytest.mark.parametrize(("set_by_operator", "threads"), [(None, "1"), ("4", "4")])
def test_a_process_computes_in_one_thread_unless_its_operator_says_otherwise(
    set_by_operator: str | None, threads: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Small models gain nothing from more threads."""
    monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
    if set_by_operator:
        monkeypatch.setenv("OMP_NUM_THREADS", set_by_operator)

    assert student_environment({})["OMP_NUM_THREADS"] == threads
    assert os.environ.get("OMP_NUM_THREADS") == set_by_operator
