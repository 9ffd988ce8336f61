"""What course_config.py says about grading."""

from pathlib import Path
from typing import Any

from traitlets import Enum, Unicode
from traitlets.config import Config, LoggingConfigurable, PyFileConfigLoader

from graders.errors import StaffError
from graders.reference.device import DEVICES

CONFIG = "nbgrader_config.py"
GRADED = "graded"  # what came of each submission, below the evidence


class Course(LoggingConfigurable):
    """Settings that nbgrader has no place for. Paths are relative to the course's root."""

    secret_file = Unicode(
        "course_secret", help="The file that hidden cases are drawn from. It is never committed."
    ).tag(config=True)
    evidence_directory = Unicode("evidence", help="Where what students' processes sent is kept.").tag(
        config=True
    )
    formgrader_url = Unicode(
        "http://localhost:8888", help="Where staff run JupyterLab: reports link to its formgrader."
    ).tag(config=True)
    device = Enum(DEVICES, "auto", help="Where the reference computes.").tag(config=True)


def find_course(start: Path) -> Path:
    """Return the nearest folder, from `start` upwards, that holds a course.

    Raises:
        StaffError: there is none.
    """
    for folder in (start, *start.parents):
        if (folder / CONFIG).is_file():
            return folder
    raise StaffError(
        f"no course at {start}: there is no {CONFIG} in it or above it",
        hint="go to the course's folder, or pass --course-dir",
    )


def read_config(root: Path) -> Config:
    """Return the configuration of a course, as nbgrader reads it."""
    loader: Any = PyFileConfigLoader(CONFIG, path=str(root))
    return loader.load_config()
