"""Variants are read from files of plain source text."""

import re
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


LONG = "# %% long\nx = 1\ny = 2\nif x:\n    y = 2\nz = 3\n"


def test_a_mutant_may_be_a_change_of_an_honest_answer(tmp_path: Path) -> None:
    """Lines are replaced, put in and taken out, each found in the honest answer as it stands there."""
    change = "-x = 1\n+y = 2\n+x = 4\n\n-if x:\n-    y = 2\n\n-z = 3\n+z = 5\n+w = 6\n"
    mutants = f"# %% changed -> a, from long\n{change}\n# %% next, from long\n-z = 3\n+z = 4\n"
    [_, changed, second, _] = read_variants(
        write(tmp_path, honest=LONG, mutants=mutants, impostors=ONE), ["task"]
    )

    assert changed.code == "y = 2\nx = 4\ny = 2\nz = 5\nw = 6"
    assert changed.mistakes == ("a",)
    assert second.code == "x = 1\ny = 2\nif x:\n    y = 2\nz = 4"


@pytest.mark.parametrize(
    ("change", "base", "said"),
    [
        ("-x = 1\n+x = 2", "longer", "changes `longer`, and there is no honest answer of that name"),
        ("-x = 7\n+x = 2", "long", "do not stand exactly once, in this order, in `long`: x = 7"),
        ("-z = 3\n+z = 4\n\n-x = 1\n+x = 2", "long", "in this order, in `long`: x = 1"),
        ("-x = \n+x = 2", "long", "do not stand exactly once, in this order, in `long`: x ="),
        ("x = 2", "long", "is not made of changes alone"),
        ("+x = 2", "long", "is not made of changes alone"),
        ("", "long", "is not made of changes alone"),
    ],
)
def test_a_change_that_does_not_fit_is_refused(tmp_path: Path, change: str, base: str, said: str) -> None:
    """Else the mutant would be another one, or the honest answer itself."""
    mutants = f"# %% changed -> a, from {base}\n{change}\n"

    with pytest.raises(StaffError, match=re.escape(said)):
        read_variants(write(tmp_path, honest=LONG, mutants=mutants, impostors=ONE), ["task"])


def test_lines_that_stand_twice_make_no_place_certain(tmp_path: Path) -> None:
    """Not even if either of them would do."""
    twice, change = f"{LONG}x = 1\n", "# %% changed, from long\n-x = 1\n+x = 2\n"

    with pytest.raises(StaffError, match="do not stand exactly once"):
        read_variants(write(tmp_path, honest=twice, mutants=change, impostors=ONE), ["task"])
