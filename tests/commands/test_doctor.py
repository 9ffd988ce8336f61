"""`course doctor` says in plain words what is missing."""

from pathlib import Path

import pytest

from graders.commands import doctor
from graders.commands.doctor import examine
from graders.evidence.secret import course_secret


def test_nothing_is_missing_here(course: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """In a set-up environment and a course, every line is fine."""
    assert examine(course) == 0
    assert "✗" not in capsys.readouterr().out


def test_each_missing_thing_comes_with_a_remedy(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A missing course, package, tool and model are each told with what to do."""
    monkeypatch.setattr(doctor, "_pins", lambda: ["torch==0.1"])
    monkeypatch.setattr(doctor.standins, "is_prepared", lambda _name: False)
    monkeypatch.setenv("PATH", str(tmp_path))

    assert examine(tmp_path) == 1
    said = capsys.readouterr().out
    for remedy in ("make setup", "source .venv/bin/activate", "course models prepare", "--course-dir"):
        assert remedy in said


def test_a_lost_secret_is_told(course: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Evidence without its secret is found before grading refuses."""
    course_secret(course / "course_secret", course / "evidence")
    (course / "course_secret").unlink()

    assert examine(course) == 1
    assert "put the secret back" in capsys.readouterr().out
