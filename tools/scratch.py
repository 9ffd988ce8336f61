"""Scratch courses that are configured as this repository is, wherever they lie."""

import shutil
from pathlib import Path

from traitlets.config import Config

from graders.models.cache import PROJECT, PROJECT_CACHE, use_project_cache

HERE = "Path(__file__).resolve().parent"


def write_settings(root: Path, more: str = "") -> Path:
    """Write this repository's configuration into a course, and what is to be added; return its file."""
    text = (PROJECT / "course_config.py").read_text("utf-8")
    assert HERE in text
    shutil.copy(PROJECT / "nbgrader_config.py", root)
    path = root / "course_config.py"
    path.write_text(text.replace(HERE, f"Path({str(PROJECT)!r})") + more, "utf-8")
    return path


def this_course() -> Config:
    """Return the settings that name this repository's challenges and models, and no others."""
    environment: dict[str, str] = {}
    use_project_cache(environment)
    return Config(
        {
            "Course": {"graders_directory": str(PROJECT / "graders")},
            "Sandbox": {"visible": [str(PROJECT_CACHE)], "environment": environment},
        }
    )
