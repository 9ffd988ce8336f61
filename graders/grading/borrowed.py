"""A scratch course that has the configuration and the sources of another one, and nothing else of it."""

import shutil
from pathlib import Path

from graders.grading.configured import CONFIG
from graders.grading.guard import find_modules_of

BORROWED = (
    '"""Loads the configuration of another course."""\n\nc = get_config()\nload_subconfig({!r}, path={!r})\n'
)
IGNORED = shutil.ignore_patterns(".ipynb_checkpoints")


def borrow_course(root: Path, assignment: str, scratch: Path) -> Path:
    """Make a course anew that is configured as `root`, with one assignment of its, and return it."""
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir(parents=True)
    find_modules_of(root)
    (scratch / CONFIG).write_text(BORROWED.format(CONFIG, str(root)), "utf-8")
    if (as_data := (root / CONFIG).with_suffix(".json")).is_file():
        shutil.copy(as_data, scratch)
    shutil.copytree(root / "source" / assignment, scratch / "source" / assignment, ignore=IGNORED)
    for path in (root / "source").iterdir():
        if path.is_file():  # as a header that its notebooks share
            shutil.copy(path, scratch / "source")
    return scratch
