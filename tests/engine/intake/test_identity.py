"""What identifies what was handed in, with what is refused of it."""

import os
import shutil
from pathlib import Path

import pytest

from nbverdict.intake import files, identity
from nbverdict.intake.files import examine
from nbverdict.sandbox.inside.remove import remove
from tests.engine.intake.test_files import folder, put

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


@pytest.mark.parametrize("name", [".DS_Store", "data/Thumbs.db"])
def test_what_appears_where_staff_look_changes_nothing(folder: Path, name: str) -> None:
    """A file manager writes it into each folder that it shows."""
    before = examine(folder)
    put(folder, name, text="places of windows")
    after = examine(folder)

    assert (after.digest, after.state, after.beside) == (before.digest, before.state, before.beside)


@pytest.mark.parametrize("name", ["__MACOSX/._p.ipynb", "node_modules/a/answer.txt"])
def test_what_tools_leave_behind_is_no_other_work(folder: Path, name: str) -> None:
    """It makes no other version and is refused to nobody; but a person can be sent to it, so it is known."""
    alone, work = examine(folder), known(folder)
    found = []
    for text in ("Rows are queries.", "Rows are keys.", "Rows are queries."):
        put(folder, name, text=text)
        found.append(examine(folder))

    assert [one.digest for one in found] == [work[0]] * 3
    assert {one.turned_away for one in found} == {alone.beside} == {""}
    assert len({alone.state, found[0].state, found[1].state}) == 3
    assert (found[0].state, found[0].beside) == (found[2].state, found[2].beside)
    assert found[0].beside != found[1].beside


def handed_in_again(folder: Path) -> None:
    """Put a copy in the place of a submission, as a collection does."""
    before = folder.with_name("before")
    folder.rename(before)
    shutil.copytree(before, folder, symlinks=True)
    shutil.rmtree(before)


@pytest.mark.parametrize("last", [".z/answer.txt", ".z/more/answer.txt", "node_modules/answer.txt"])
def test_what_is_not_listed_is_known_by_its_hand_in(
    folder: Path, monkeypatch: pytest.MonkeyPatch, last: str
) -> None:
    """Much else uses up what is listed: it stays the same where it lies, and another is never the same."""
    put(folder, *(f".a/{n}" for n in range(10)), last)
    listed = examine(folder).beside
    handed_in_again(folder)
    assert examine(folder).beside == listed
    monkeypatch.setattr(files, "MOST_LISTED", 10)
    before = examine(folder)
    assert len(before.refused) == 2
    assert examine(folder) == before
    handed_in_again(folder)
    after = examine(folder)
    assert after.beside != before.beside
    assert after.state != before.state


def test_what_lies_deeper_than_a_path_can_tell_is_known_by_its_hand_in(folder: Path) -> None:
    """What lies there can be read step by step."""
    found = []
    for text in ("Rows are queries.", "Rows are keys.", "Rows are queries."):
        end = os.open(folder, os.O_RDONLY)
        for name in (".z", *["d" * 250] * 20):
            os.mkdir(name, dir_fd=end)
            below = os.open(name, os.O_RDONLY, dir_fd=end)
            os.close(end)
            end = below
        with os.fdopen(os.open("answer.txt", os.O_WRONLY | os.O_CREAT, dir_fd=end), "w") as file:
            file.write(text)
        os.close(end)
        found += [known(folder), known(folder)]
        remove(str(folder / ".z"))

    assert found[::2] == found[1::2]
    assert len({*found}) == 3


def test_of_what_is_refused_only_so_much_is_read(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond it the size tells, and when it was put there."""
    monkeypatch.setattr(identity, "MOST_READ", 5)
    put(folder, "a.pdf", "b.pdf", text="four")
    first, second = (one.content for one in examine(folder).refused)
    put(folder, "b.pdf", text="FOUR")
    again, changed = (one.content for one in examine(folder).refused)

    assert (first, len(first)) == (again, 64)
    assert second.startswith("4-")
    assert changed != second
    handed_in_again(folder)
    first, second = (one.content for one in examine(folder).refused)
    assert first == again
    assert second != changed
