"""What takes long to import is imported where it is needed, and not while garbage is looked for."""

import gc
import subprocess
import sys

import pytest

from graders.models.cache import PROJECT
from nbverdict.preload import uncollected

GRADER = """
import sys
from pathlib import Path
import numpy
from nbverdict.commands.grade import grade_class
from nbverdict.config.course_code import CourseCode, use
from nbverdict.judging.discovery import challenge_names, load_challenge
use(CourseCode(Path("graders").resolve()))
for name in challenge_names():
    module = load_challenge(name)
    module.shown_cases(), module.hidden_cases(numpy.random.default_rng())
print([name for name in ("torch", "transformers", "matplotlib", "pandas") if name in sys.modules])
"""
JUDGES = """
import sys
from pathlib import Path
from nbverdict.config.course_code import CourseCode, use
from nbverdict.judging import worker as apart
use(CourseCode(Path("graders").resolve()))
apart._import_checks()
print([name for name in ("transformers", "nbgrader", "nbformat", "jsonschema") if name in sys.modules])
"""


@pytest.mark.parametrize("program", [GRADER, JUDGES], ids=["grader", "judges"])
def test_a_process_imports_only_what_its_work_needs(program: str) -> None:
    """The grader draws cases and writes the gradebook, without torch; judges read no notebook."""
    told = subprocess.run(
        [sys.executable, "-c", program], cwd=PROJECT, capture_output=True, text=True, check=True
    )

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
