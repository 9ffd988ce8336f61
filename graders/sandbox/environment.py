"""What a student's process may know of the machine: an allow-list, and the project's models."""

import os
import sys
from pathlib import Path

from graders.models.cache import use_project_cache

ALLOWED = (
    "HOME",
    "LANG",
    "LC_ALL",
    "LC_CTYPE",
    "TZ",
    "TMPDIR",
    "LD_LIBRARY_PATH",
    "OMP_NUM_THREADS",
    "JUPYTER_PATH",
    "MPLCONFIGDIR",
)


def student_environment() -> dict[str, str]:
    """Return the environment of a student's process: no token, no course, no word about grading."""
    environment = {name: os.environ[name] for name in ALLOWED if name in os.environ}
    environment["PATH"] = os.pathsep.join((str(Path(sys.executable).parent), os.defpath))
    environment.setdefault("OMP_NUM_THREADS", "1")  # more threads cost CPU time, and models here are small
    use_project_cache(environment)
    return environment
