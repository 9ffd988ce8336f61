"""`nbverdict doctor` says in plain words what is missing."""

import os
from pathlib import Path

import pytest

from nbverdict.commands import doctor
from nbverdict.commands.doctor import examine
from nbverdict.evidence.secret import course_secret
from nbverdict.sandbox.inside.plan import LANDLOCK, NAMESPACES
from nbverdict.sandbox.servers import Looked
from tests.engine.sandbox.users import run_as


@pytest.mark.course
def test_nothing_is_missing_here(course: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """In a set-up environment and a course, every line is fine."""
    assert examine(course) == 0
    assert "✗" not in capsys.readouterr().out


def test_each_missing_thing_comes_with_a_remedy(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A missing course and a missing tool are each told with what to do."""
    monkeypatch.setenv("PATH", str(tmp_path))

    assert examine(tmp_path) == 1
    said = capsys.readouterr().out
    for remedy in ("source .venv/bin/activate", "--course-dir"):
        assert said.count(remedy) == 1


def test_a_course_has_looks_of_its_own(course: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Its functions are called by name; one that is not there is told, and where it would be looked for."""
    with (course / "course_config.py").open("a") as config:
        config.write("c.Course.looks = ['graders.models.hooks.nothing']\n")

    assert examine(course) == 1
    said = capsys.readouterr().out
    assert "the configuration names `graders.models.hooks.nothing`, which cannot be imported" in said
    assert "graders.MODULE.FUNCTION" in said


@pytest.mark.skipif(os.getuid() != 0, reason="only root can become somebody else")
@pytest.mark.parametrize(("user", "shares"), [("root", False), ("user", True)])
def test_who_is_not_root_reads_what_students_share_with_them(user: str, shares: bool) -> None:  # noqa: FBT001 - a parameter of a test
    """As root each process is a user of its own."""
    code = "from pathlib import Path; from nbverdict.commands.doctor import examine; examine(Path('/'))"
    said = run_as(user, ["-c", code])

    assert ("students' code runs as you, behind walls" in said) == shares


def test_a_lost_secret_is_told(course: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Evidence without its secret is found before grading refuses."""
    course_secret(course / "course_secret", course / "evidence")
    (course / "course_secret").unlink()

    assert examine(course) == 1
    assert "put the secret back" in capsys.readouterr().out


@pytest.mark.course
def test_the_sandbox_is_told(
    course: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Which tier holds; a tier that does not is a warning where another does, else something is missing."""
    assert examine(course) == 0
    assert "students' code runs behind walls: namespaces" in capsys.readouterr().out
    found = [Looked(NAMESPACES, "not allowed here"), Looked(LANDLOCK, "")]
    monkeypatch.setattr(doctor, "look", lambda _settings: found)
    assert examine(course) == 0
    said = capsys.readouterr().out
    assert "! no sandbox with namespaces: not allowed here" in said
    assert "behind walls: landlock" in said
    found[1] = Looked(LANDLOCK, "too old")
    assert examine(course) == 1
    assert "✗ no sandbox with landlock: too old" in capsys.readouterr().out
