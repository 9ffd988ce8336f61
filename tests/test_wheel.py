"""Nothing but the wheel: a course is made, checked, released, graded and reported without this repository."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from graders.models.cache import PROJECT
from tests.wheel import build_wheel

pytestmark = pytest.mark.xdist_group("wheel")
Run = Callable[..., str]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Run a command of an environment that holds the wheel, and what it depends on."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run([sys.executable, "-m", "venv", folder / "env"], check=True)
    programs = folder / "env" / "bin"
    environ = {**os.environ, "PATH": f"{programs}{os.pathsep}/usr/bin{os.pathsep}/bin", "COLUMNS": "200"}
    for name in ("PYTHONPATH", "VIRTUAL_ENV", "JUPYTER_PATH", "NBGRADER_CONFIG"):
        environ.pop(name, None)

    def run_there(*command: str, cwd: Path = folder) -> str:
        done = subprocess.run(
            [programs / command[0], *command[1:]],
            cwd=cwd,
            env=environ,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout}\n{done.stderr}"
        return done.stdout

    pip = ("python", "-m", "pip", "install", "--disable-pip-version-check", "-q")
    run_there(*pip, "--require-hashes", "-r", str(PROJECT / "requirements-statistics.txt"))
    run_there(*pip, "--no-deps", str(build_wheel(folder)))
    return run_there


def test_what_it_depends_on_is_there(run: Run) -> None:
    """What the wheel declares is installed, and neither torch nor transformers is."""
    assert "No broken requirements" in run("python", "-m", "pip", "check")
    listed = run("python", "-m", "pip", "list", "--format=freeze").lower()

    assert "nbverdict==" in listed
    assert "torch==" not in listed
    assert "transformers==" not in listed


def test_a_course_is_made_and_graded(run: Run, tmp_path: Path) -> None:
    """`init` leads to a graded class, with the commands that it names."""
    run("nbverdict", "init", "statistics", cwd=tmp_path)
    course = tmp_path / "statistics"

    assert "nothing to object to" in run("nbverdict", "check", "week1", cwd=course)
    run("nbgrader", "generate_assignment", "week1", cwd=course)
    for student, name in {"ada": "source", "ben": "release"}.items():  # the solution, and a blank one
        handed_in = course / "submitted" / student / "week1"
        handed_in.mkdir(parents=True)
        shutil.copy(course / name / "week1" / "week1.ipynb", handed_in)
    summary = run("nbverdict", "grade", "week1", cwd=course)
    run("nbverdict", "report", "week1", cwd=course)
    run("nbgrader", "export", "--to=grades.csv", cwd=course)

    assert "3/3" in summary
    assert "0/3" in summary
    assert (course / "feedback/ada/week1/week1.html").is_file()
    assert (course / "reports/week1.html").is_file()
    assert "ada" in (course / "grades.csv").read_text("utf-8")
