"""Variants are read from files of plain source text."""

from pathlib import Path

import pytest

from nbverdict.errors import StaffError
from nbverdict.selfcheck.variants import FOLDER, VariantKind, read_variants

ONE = "# %% one\nx = 1\n"


def write(root: Path, **files: str) -> Path:
    """Write files of variants of the challenge `task`."""
    folder = root / "task" / FOLDER
    folder.mkdir(parents=True)
    for kind, text in files.items():
        (folder / f"{kind}.py").write_text(text)
    return root


def test_each_title_starts_a_variant(tmp_path: Path) -> None:
    """A mutant's title goes on with what it must be called."""
    mutants = "# %% first -> a b\nx = 1\n\ny = 2\n\n# %% second\nz = 3\n"
    found = read_variants(write(tmp_path, honest=ONE, mutants=mutants, impostors=ONE), ["task"])

    assert [(one.kind, one.name, one.code, one.mistakes) for one in found] == [
        (VariantKind.HONEST, "one", "x = 1", ()),
        (VariantKind.MUTANT, "first", "x = 1\n\ny = 2", ("a", "b")),
        (VariantKind.MUTANT, "second", "z = 3", ()),
        (VariantKind.IMPOSTOR, "one", "x = 1", ()),
    ]


def test_a_kind_that_is_missing_is_asked_for(tmp_path: Path) -> None:
    """Checks without an impostor were never seen to refuse one."""
    with pytest.raises(StaffError, match="`task` has no impostor variant"):
        read_variants(write(tmp_path, honest=ONE, mutants=ONE), ["task"])


def test_two_of_one_name_are_refused(tmp_path: Path) -> None:
    """A figure could not say which it is about."""
    with pytest.raises(StaffError, match=r"two variants have the name honest\.py: one"):
        read_variants(write(tmp_path, honest=ONE + ONE, mutants=ONE, impostors=ONE), ["task"])


@pytest.mark.parametrize("line", ["# %% a-dash", "#%% one", "# %%one", "# %% one -> a, b"])
def test_a_line_that_is_almost_a_title_is_refused(tmp_path: Path, line: str) -> None:
    """What stands below it would count as the end of the variant above."""
    with pytest.raises(StaffError, match=f"`{line}` does not name a cell"):
        read_variants(write(tmp_path, honest=f"{ONE}\n{line}\nx = 2\n", mutants=ONE, impostors=ONE), ["task"])
