"""Makes a scratch course with the configuration and the sources of another one, and nothing else of it."""

import shutil
from pathlib import Path

from nbgrader.coursedir import CourseDirectory

from nbverdict.config.guard import find_modules_of
from nbverdict.config.loading import CONFIG
from nbverdict.config.settings import code_of, read_config

BORROWED = '''"""Loads the configuration of another course, and keeps everything in a place of its own."""

from nbgrader.coursedir import CourseDirectory

c = get_config()
load_subconfig({config!r}, path={root!r})
c.CourseDirectory.root, c.CourseDirectory.db_url = {own!r}, {book!r}
for name in ("source", "release", "submitted", "autograded", "feedback"):
    c.CourseDirectory[f"{{name}}_directory"] = name
c.CourseDirectory.directory_structure = CourseDirectory.directory_structure.default_value
c.Autograde.create_student = True
c.Course.evidence_directory, c.Course.secret_file = "evidence", "course_secret"
c.Course.graders_directory = {graders!r}
'''
IGNORED = shutil.ignore_patterns(".ipynb_checkpoints")


def borrow_course(root: Path, assignment: str, scratch: Path) -> Path:
    """Make a new course with the configuration of `root` and one of its assignments, and return it."""
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir(parents=True)
    find_modules_of(root)
    book = f"sqlite:///{scratch.resolve()}/gradebook.db"
    (scratch / CONFIG).write_text(
        BORROWED.format(
            config=CONFIG,
            root=str(root),
            own=str(scratch.resolve()),
            book=book,
            graders=str(code_of(read_config(root), root).folder),
        ),
        "utf-8",
    )
    if (as_data := (root / CONFIG).with_suffix(".json")).is_file():
        shutil.copy(as_data, scratch)
    folders = CourseDirectory(config=read_config(root))
    source = Path(folders.format_path(folders.source_directory, ".", assignment))
    shutil.copytree(source, scratch / "source" / assignment, ignore=IGNORED)
    for path in Path(folders.format_path(folders.source_directory, ".", "")).iterdir():
        if path.is_file():  # such as a header that its notebooks share
            shutil.copy(path, scratch / "source")
    return scratch
