"""What takes long to import is imported where it is needed, and not while garbage is looked for."""

import gc
import subprocess
import sys

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


def test_the_grader_itself_needs_no_torch() -> None:
    """It draws cases and writes the gradebook: kernels and judges are other processes."""
    told = subprocess.run([sys.executable, "-c", GRADER], capture_output=True, text=True, check=True)

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
