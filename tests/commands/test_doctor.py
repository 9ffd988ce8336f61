"""`course doctor` says in plain words what is missing."""

import json
import os
from pathlib import Path

import pytest

from graders.commands import doctor
from graders.commands.doctor import examine
from graders.evidence.secret import course_secret
from graders.models import standins
from graders.models.catalogue import catalogue
from graders.sandbox.inside.plan import LANDLOCK, NAMESPACES
from graders.sandbox.servers import Looked
from tests.sandbox.users import run_as


def test_nothing_is_missing_here(course: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """In a set-up environment and a course, every line is fine."""
    assert examine(course) == 0
    assert "✗" not in capsys.readouterr().out


def test_each_missing_thing_comes_with_a_remedy(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A missing course, package, tool and model are each told with what to do."""
    monkeypatch.setattr(doctor, "_pins", lambda: ["torch==0.1"])
    monkeypatch.setattr(doctor.standins, "is_prepared", lambda *_: False)
    monkeypatch.setenv("PATH", str(tmp_path))

    assert examine(tmp_path) == 1
    said = capsys.readouterr().out
    for remedy in ("make setup", "source .venv/bin/activate", "course models prepare", "--course-dir"):
        assert remedy in said


@pytest.mark.skipif(os.getuid() != 0, reason="only root can become somebody else")
@pytest.mark.parametrize(("user", "shares"), [("root", False), ("user", True)])
def test_who_is_not_root_reads_what_students_share_with_them(user: str, shares: bool) -> None:  # noqa: FBT001 - a parameter of a test
    """As root each process is a user of its own."""
    code = "from pathlib import Path; from graders.commands.doctor import examine; examine(Path('/'))"
    said = run_as(user, ["-c", code])

    assert ("students' code runs as you, behind walls" in said) == shares


def test_a_lost_secret_is_told(course: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Evidence without its secret is found before grading refuses."""
    course_secret(course / "course_secret", course / "evidence")
    (course / "course_secret").unlink()

    assert examine(course) == 1
    assert "put the secret back" in capsys.readouterr().out


def cache_of(folder: Path, *, real: tuple[str, ...] = ()) -> Path:
    """Return a cache of stand-ins and these real models, as far as the doctor looks at them."""
    for name in catalogue():
        snapshot = standins.model_folder(name, folder) / "snapshots" / "x"
        snapshot.mkdir(parents=True)
        told = {} if name in real else {"stand_in": standins.NOTE}
        (snapshot / "config.json").write_text(json.dumps(told))
        (snapshot.parents[1] / "refs").mkdir()
        (snapshot.parents[1] / "refs" / "main").write_text("x")
    return folder


WARNING = "in model_architecture/challenges.ipynb students write about "


def test_a_stand_in_beside_an_answer_is_a_warning(
    course: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Question 2b is about BERT's weights: the line names notebook, model and command, and nothing fails.

    Question 1c names T5, of which the notebook loads configurations only.
    """
    assert examine(course, cache=cache_of(tmp_path / "cache")) == 0
    said = capsys.readouterr().out

    assert f"! {WARNING}`bert-base-uncased`, and would see a stand-in\n" in said
    assert "    run `course models pull bert-base-uncased`\n" in said
    assert f"{WARNING}`t5" not in said


def test_a_real_model_beside_an_answer_is_none(
    course: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """With the real BERT the doctor is silent, although all others are stand-ins."""
    assert examine(course, cache=cache_of(tmp_path / "cache", real=("bert-base-uncased",))) == 0
    assert WARNING not in capsys.readouterr().out


def test_a_damaged_notebook_of_the_course_is_told(
    course: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The line names the file."""
    (course / "source/model_architecture/challenges.ipynb").write_text("{")

    assert examine(course, cache=cache_of(tmp_path / "cache")) == 1
    assert "challenges.ipynb cannot be read as a notebook" in capsys.readouterr().out


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
