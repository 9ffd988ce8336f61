"""The environment of a student's process: an allow-list, and what its course adds."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path

ALLOWED = ("LANG", "LC_ALL", "LC_CTYPE", "TZ", "LD_LIBRARY_PATH", "OMP_NUM_THREADS")
QUIET_PIP = {"PIP_NO_INDEX": "1", "PIP_RETRIES": "0", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


def student_environment(own: Mapping[str, str]) -> dict[str, str]:
    """Return the environment of a student's process, with a course's `own`: no token, no trace of grading."""
    environment = {name: os.environ[name] for name in ALLOWED if name in os.environ}
    environment["PATH"] = os.pathsep.join((str(Path(sys.executable).parent), os.defpath))
    for name in THREADS:
        environment.setdefault(name, "1")  # more threads cost CPU time, and models here are small
    environment["TOKENIZERS_PARALLELISM"] = "false"
    return {**environment, **own, **QUIET_PIP}  # without a network, pip would retry its index for minutes
