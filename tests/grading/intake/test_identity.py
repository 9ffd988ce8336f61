"""What identifies what was handed in, with what is refused of it."""

from pathlib import Path

import pytest

from graders.grading.intake import files, identity
from graders.grading.intake.files import examine
from tests.grading.intake.test_files import folder, put

__all__ = ["folder"]  # a fixture


def known(folder: Path) -> tuple[str, str]:
    """Return what identifies the work, and the folder as it lies there."""
    found = examine(folder)
    return found.digest, found.state


@pytest.mark.parametrize("name", ["answers.pdf", "/".join("d" * (files.DEEPEST + 3)) + "/a.txt"])
def test_the_work_is_known_by_all_that_was_handed_in(folder: Path, name: str) -> None:
    """A person may be sent to what is refused: who exchanges it has handed in other work."""
    work, alone = known(folder), examine(folder).turned_away
    put(folder, name, text="Rows are queries.")
    first = known(folder)
    put(folder, name, text="Rows are keys...!")
    second = known(folder)
    put(folder, name, text="Rows are queries.")

    assert known(folder) == first
    assert all(len({*one}) == 3 for one in zip(work, first, second, strict=True))
    assert work[0] == work[1]
    assert not alone


def test_a_link_is_known_by_where_it_points(folder: Path) -> None:
    """Whatever lies there is not looked at; of a long target each letter counts."""
    found = []
    for letter in "ab":
        (folder / "answers.txt").symlink_to(f"{'x/' * 400}{letter}{'/x' * 400}")
        found.append(known(folder))
        (folder / "answers.txt").unlink()

    assert found[0] != found[1]


@pytest.mark.parametrize("name", [".DS_Store", ".ipynb_checkpoints/p-checkpoint.ipynb", "__pycache__/p.pyc"])
def test_what_tools_leave_behind_is_no_other_work(folder: Path, name: str) -> None:
    """Nobody is sent to it."""
    before = known(folder)
    put(folder, name)

    assert known(folder) == before


def test_of_what_is_refused_only_so_much_is_read(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond it the size tells, and when it was changed."""
    monkeypatch.setattr(identity, "MOST_READ", 5)
    put(folder, "a.pdf", "b.pdf", text="four")
    first, second = (one.content for one in examine(folder).refused)
    put(folder, "b.pdf", text="FOUR")
    again, changed = (one.content for one in examine(folder).refused)

    assert (first, len(first)) == (again, 64)
    assert second.startswith("4-")
    assert changed != second
