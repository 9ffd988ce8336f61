"""What takes long to import is imported where it is needed, and not while garbage is looked for."""

import gc
import subprocess
import sys

import pytest

from graders.imports import uncollected

GRADER = """
import sys
import numpy
from graders.commands.grade import grade_class
from graders.challenges.registry import challenge_names, load_challenge
for name in challenge_names():
    module = load_challenge(name)
    module.shown_cases(), module.hidden_cases(numpy.random.default_rng())
print([name for name in ("torch", "transformers", "matplotlib", "pandas") if name in sys.modules])
"""
JUDGES = """
import sys
from graders.grading import apart
apart._import_checks()
print([name for name in ("transformers", "nbgrader", "nbformat", "jsonschema") if name in sys.modules])
"""


@pytest.mark.parametrize("program", [GRADER, JUDGES], ids=["grader", "judges"])
def test_a_process_imports_only_what_its_work_needs(program: str) -> None:
    """The grader draws cases and writes the gradebook, without torch; judges read no notebook."""
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert told.stdout.strip() == "[]"


def test_garbage_is_looked_for_again_after_imports() -> None:
    """Also where an import failed."""
    try:
        with uncollected():
            assert not gc.isenabled()
            import graders.nothing  # type: ignore[import-not-found]  # noqa: F401
    except ModuleNotFoundError:
        pass

    assert gc.isenabled()
    gc.unfreeze()
