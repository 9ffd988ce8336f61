"""`nbverdict init`: where it makes a course, and that the course it makes will do."""

from pathlib import Path

import pytest

from nbverdict.commands.check import check_assignment
from nbverdict.commands.init import init
from nbverdict.errors import StaffError

FILES = {
    ".gitignore",
    "README.md",
    "graders/moving_average/checks.py",
    "graders/moving_average/mistakes.py",
    "graders/moving_average/variants/honest.py",
    "graders/moving_average/variants/impostors.py",
    "graders/moving_average/variants/mutants.py",
    "nbgrader_config.py",
    "source/week1/week1.ipynb",
}


def files_of(root: Path) -> set[str]:
    """Return the files of a folder, as seen from there."""
    return {path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()}


@pytest.mark.parametrize("exists", [True, False])
def test_it_makes_a_course_in_a_new_or_empty_directory(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], *, exists: bool
) -> None:
    """And says which command comes next."""
    if exists:
        (tmp_path / "biology").mkdir()
    init(tmp_path / "biology")

    assert files_of(tmp_path / "biology") == FILES
    assert "nbverdict check week1" in capsys.readouterr().out


def test_the_course_has_the_name_of_its_directory(tmp_path: Path) -> None:
    """In its configuration and its README, and its secret is kept out of git."""
    init(tmp_path / "biology")
    texts = {name: (tmp_path / "biology" / name).read_text("utf-8") for name in FILES}

    assert 'course_id = "biology"' in texts["nbgrader_config.py"]
    assert not any("COURSE_ID" in text for text in texts.values())
    assert "course_secret" in texts[".gitignore"].splitlines()


@pytest.mark.parametrize("name", ["a.txt", ".git"])
def test_a_directory_with_something_in_it_is_refused(tmp_path: Path, name: str) -> None:
    """Nothing is written into it."""
    (tmp_path / name).touch()
    with pytest.raises(StaffError, match="is not empty"):
        init(tmp_path)

    assert files_of(tmp_path) == {name}


def test_a_file_is_refused(tmp_path: Path) -> None:
    """It stays what it was."""
    (tmp_path / "biology").write_text("mine", "utf-8")
    with pytest.raises(StaffError, match="is not a directory"):
        init(tmp_path / "biology")

    assert (tmp_path / "biology").read_text("utf-8") == "mine"


def test_the_course_passes_its_own_check(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Its variants are graded as they should be."""
    init(tmp_path / "biology")

    assert check_assignment(tmp_path / "biology", "week1") == 0
    assert "3 honest variants, 4 mutants, 2 impostors: nothing to object to" in capsys.readouterr().out
