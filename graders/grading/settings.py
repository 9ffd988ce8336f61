"""The settings of a course that nbgrader has no place for, and where a course lies."""

from pathlib import Path

from traitlets import Enum, Unicode
from traitlets.config import Config, LoggingConfigurable

from graders.errors import StaffError
from graders.grading.configured import CONFIG, engine, everywhere, merged, sources_of
from graders.grading.guard import ensure_walls, find_modules_of
from graders.reference.device import DEVICES

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
    """Return the nearest folder, from `start` upwards, that holds a course, else the one that Jupyter's name.

    Raises:
        StaffError: there is none.
    """
    for folder in (start, *start.parents):
        if (folder / CONFIG).is_file():
            return folder
    told = _told_root(merged(everywhere()))
    if told and Path(told).is_dir():
        return Path(told).resolve()
    raise StaffError(
        f"no course at {start}: there is no {CONFIG} in it or above it",
        hint=f"go to the course's folder, or pass --course-dir; in a new one, an empty {CONFIG} will do",
    )


def read_config(root: Path) -> Config:
    """Return the configuration of a course: its own files, over the engine's.

    Raises:
        StaffError: a file cannot be used, would take walls away, or says that the course lies elsewhere.
    """
    find_modules_of(root)
    sources = sources_of(root)
    config = merged(sources, engine())
    ensure_walls(config, sources)
    for one in (source for source in sources if source.path.parent == root):
        told = _told_root(one.config)
        if told and Path(root, told).resolve() != root.resolve():
            raise StaffError(
                f"{one.path} says that the course lies in {told}",
                hint=f"put an empty {CONFIG} there and grade there, or take `c.CourseDirectory.root` out",
            )
    config.CourseDirectory.root = str(root)
    return config


def _told_root(config: Config) -> str:
    told = config.get("CourseDirectory", {}).get("root")
    return told if isinstance(told, str) else ""
