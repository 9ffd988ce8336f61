"""Renews the pages that are out of date, and leaves all others unchanged.

nbgrader makes missing pages, and all pages with `--force`. A page contains a digest of its inputs under the
course's secret, so that nobody can use the digest to guess what only staff may read.
"""

import glob
import hashlib
import json
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from nbconvert import Exporter
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.converters import GenerateFeedback

from nbverdict.config.settings import Course
from nbverdict.errors import OperatorError
from nbverdict.evidence.lent import Lent
from nbverdict.evidence.secret import course_secret, keyed_digest
from nbverdict.execution.one_student import notebooks_in
from nbverdict.feedback.standing import read_standing
from nbverdict.judging import table
from nbverdict.store.atomic import write_whole
from nbverdict.text.expressions import Expression
from nbverdict.text.printable import line
from nbverdict.text.quoted import in_our_words

MADE_FROM = Expression(r'<meta name="made-from" content="([0-9a-f]{64})">')
HEAD = 2000  # characters in which the digest is searched
OURS = Path(__file__).parent


@dataclass(frozen=True)
class GradedNotebook:
    """An autograded notebook, its name with assignment and student, and where its page lies."""

    path: Path
    about: tuple[str, str, str]
    page: Path


def made_from(converter: Any, notebook: Path, standing: Mapping[str, Any]) -> str:
    """Return a digest of all inputs of a page; nothing if the course has no secret."""
    secret = _secret(converter)
    if not secret or not notebook.is_file():
        return ""
    parts = [hashlib.sha256(notebook.read_bytes()).hexdigest(), standing, _pages_digest()]
    return keyed_digest(secret, json.dumps(parts, sort_keys=True).encode()).hex()


def renew(converter: GenerateFeedback, exporter: Exporter) -> None:
    """Replace each page that is out of date, and remove those whose notebook is no longer graded.

    If a page cannot be made, its folder is removed if nbgrader then tries itself and reports why.
    """
    for preprocessor in converter.preprocessors:
        exporter.register_preprocessor(preprocessor)
    failed: set[Path] = set()
    graded = [*_graded(converter)]
    for notebook, page in list(_outdated(converter, graded)):
        try:
            resources = converter.init_single_notebook_resources(str(notebook))
            text, _ = exporter.from_filename(str(notebook), resources=resources)
            write_whole(page, text)
            page.chmod(int(str(converter.permissions), 8))
            converter.log.info("Renewed %s", page)
        except Exception as error:  # noqa: BLE001 - the other students' pages are made, whatever one student wrote
            if any(str(notebook) in names for names in converter.assignments.values()):
                failed.add(page.parent)
            else:
                converter.log.warning("%s", line("%s could not be renewed: %s", page, in_our_words(error)))
    for folder in failed:
        shutil.rmtree(folder)
    for page in _left_over(converter, graded):
        converter.log.info("%s", line("Removed %s: its notebook is not graded any longer", page))
        page.unlink()


def _graded(converter: GenerateFeedback) -> Iterator[GradedNotebook]:
    """Yield each autograded notebook of a run with the path of its page."""
    for name in sorted(_notebooks(converter)):
        told = converter.init_single_notebook_resources(name)["nbgrader"]
        about = (told["notebook"], told["assignment"], told["student"])
        yield GradedNotebook(Path(name), about, _folder(converter, told) / f"{told['notebook']}.html")


def _outdated(converter: GenerateFeedback, graded: Sequence[GradedNotebook]) -> Iterator[tuple[Path, Path]]:
    """Yield notebook and path of each page that is out of date, or missing in a folder that has others."""
    with Gradebook(converter.coursedir.db_url) as book:
        for one in graded:
            is_new = not one.page.parent.is_dir()
            if not is_new and _made_from(one.page) != _now(converter, book, one.path, one.about):
                yield one.path, one.page


def _left_over(converter: GenerateFeedback, graded: Sequence[GradedNotebook]) -> list[Path]:
    """Return the pages of notebooks that the last grading of their submission did not find."""
    if converter.coursedir.notebook_id != "*":
        return []
    known = {one.page for one in graded}
    pages = (page for folder in {page.parent for page in known} for page in sorted(folder.glob("*.html")))
    return [page for page in pages if page not in known and _made_from(page)]


def _notebooks(converter: GenerateFeedback) -> Iterator[str]:
    """Yield the notebooks of a run, even if a student's name, used as a pattern, does not match itself."""
    course = converter.coursedir
    wanted = course.format_path(course.autograded_directory, course.student_id, course.assignment_id)
    for folder in {*converter.assignments, *glob.glob(wanted)}:  # noqa: PTH207 - as nbgrader does
        yield from converter.assignments.get(folder) or notebooks_in(folder, course.notebook_id)


def _folder(converter: GenerateFeedback, told: Mapping[str, str]) -> Path:
    course = converter.coursedir
    return Path(course.format_path(course.feedback_directory, told["student"], told["assignment"]))


def _now(converter: GenerateFeedback, book: Gradebook, notebook: Path, about: tuple[str, str, str]) -> str:
    try:
        return made_from(converter, notebook, read_standing(book, *about)) or "unknown"
    except MissingEntry:
        return "unknown"


def _made_from(page: Path) -> str:
    try:
        with page.open(encoding="utf-8") as file:
            found = MADE_FROM.search(file.read(HEAD))
    except (OSError, UnicodeDecodeError):
        return ""
    return found[1] if found else ""


def _secret(converter: Any) -> bytes | Lent:
    course, root = Course(parent=converter), Path(converter.coursedir.root)
    file = root / course.secret_file
    try:
        return course_secret(file, root / course.evidence_directory) if file.is_file() else b""
    except OperatorError:
        return b""


@cache
def _pages_digest() -> str:
    """Return a digest of the code that makes pages."""
    own = (path for path in OURS.rglob("*") if path.suffix in {".py", ".j2", ".css"})
    paths = sorted([*own, Path(str(table.__file__))])
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in paths)).hexdigest()
