"""What `import nbverdict` offers, and what it leaves alone until it is asked for."""

import inspect
import subprocess
import sys

import pytest

import nbverdict

NAMES = (
    *("Answers", "Attribute", "Case", "Folder", "Given", "Method", "Tolerance", "Wrong"),
    *("assess", "check", "configure", "expect_equal", "grade", "mistake"),
)
HEAVY = ("pandas", "nbgrader", "torch", "numpy", "pytest", "matplotlib")


def test_the_public_names_are_these() -> None:
    """Whoever adds one adds it to the docs."""
    assert tuple(nbverdict.__all__) == NAMES
    assert tuple(dir(nbverdict)) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_each_public_name_is_documented(name: str) -> None:
    """By a docstring of its own, not one that Python made of its fields."""
    doc = inspect.getdoc(getattr(nbverdict, name)) or ""

    assert doc
    assert not doc.startswith(f"{name}(")


def test_another_name_is_none() -> None:
    """As for any module."""
    with pytest.raises(AttributeError, match="expect_same"):
        assert nbverdict.expect_same


def test_an_import_loads_nothing_heavy() -> None:
    """A notebook's hidden line imports it, and so does every configuration."""
    code = f"import sys, nbverdict; print([one for one in {HEAVY!r} if one in sys.modules])"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert told.stdout.strip() == "[]"
