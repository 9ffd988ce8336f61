"""What a student's process may know of the machine: an allow-list, and the project's models."""

import os
import sys
from pathlib import Path

from graders.models.cache import use_project_cache

ALLOWED = ("LANG", "LC_ALL", "LC_CTYPE", "TZ", "LD_LIBRARY_PATH", "OMP_NUM_THREADS")
QUIET_PIP = {"PIP_NO_INDEX": "1", "PIP_RETRIES": "0", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


def student_environment() -> dict[str, str]:
    """Return the environment of a student's process: no token, no course, no word about grading."""
    environment = {name: os.environ[name] for name in ALLOWED if name in os.environ}
    environment["PATH"] = os.pathsep.join((str(Path(sys.executable).parent), os.defpath))
    for name in THREADS:
        environment.setdefault(name, "1")  # more threads cost CPU time, and models here are small
    environment["TOKENIZERS_PARALLELISM"] = "false"
    use_project_cache(environment)
    return environment | QUIET_PIP  # pip would ask for an index for minutes where there is no network
