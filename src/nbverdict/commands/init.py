"""`nbverdict init`: creates a small course with one challenge, ready to grade and to change."""

import shutil
from importlib.resources import as_file, files
from pathlib import Path

from rich.console import Console

from nbverdict.errors import StaffError

STARTER = "starter"
RENAMED = {"gitignore": ".gitignore"}  # packaging tools would leave out the real name
MARK = "COURSE_ID"
WITH_ITS_NAME = ("nbgrader_config.py", "README.md")
NEXT = ("nbverdict check week1", "nbgrader generate_assignment week1", "nbverdict grade week1")


def init(directory: Path) -> None:
    """Create a course in a new or empty directory, and print the next steps.

    Raises:
        StaffError: the directory is not empty, or is a file.
    """
    if directory.exists() and not directory.is_dir():
        raise StaffError(f"{directory} is not a directory", hint="name a new one: nothing is overwritten")
    if directory.is_dir() and any(directory.iterdir()):
        raise StaffError(f"{directory} is not empty", hint="name a new directory: nothing is overwritten")
    with as_file(files("nbverdict") / STARTER) as starter:
        shutil.copytree(starter, directory, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__"))
    for name, own in RENAMED.items():
        (directory / name).rename(directory / own)
    for name in WITH_ITS_NAME:
        path = directory / name
        path.write_text(path.read_text("utf-8").replace(MARK, directory.resolve().name), "utf-8")
    console = Console(soft_wrap=True)
    console.print(f"A course with one challenge is in {directory}. Go there, and then:", highlight=False)
    for command in NEXT:
        console.print(f"    {command}", highlight=False)
