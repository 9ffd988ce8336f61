"""A scratch course is configured as the course that it borrows from."""

from pathlib import Path

from nbverdict.config.borrowed import borrow_course
from nbverdict.config.settings import read_config
from tests.engine.config.test_loading import home, plain, write

__all__ = ["home", "plain"]  # fixtures


def test_it_has_the_configuration_and_one_assignment(plain: Path, tmp_path: Path) -> None:
    """With what the configuration loads, and the files that its notebooks share."""
    write(plain, "load_subconfig('more.py')")
    write(plain, "c.Sandbox.processes = 9", name="more.py")
    for name in ("header.ipynb", "ps1/a.ipynb", "ps2/b.ipynb"):
        (plain / "source" / name).parent.mkdir(parents=True, exist_ok=True)
        (plain / "source" / name).touch()
    (plain / "course_secret").touch()
    scratch = borrow_course(plain, "ps1", tmp_path / "scratch")

    assert read_config(scratch).Sandbox.processes == 9
    assert sorted(path.relative_to(scratch).as_posix() for path in scratch.rglob("*.*")) == [
        "nbgrader_config.py",
        "source/header.ipynb",
        "source/ps1/a.ipynb",
    ]
