"""Intake under plain nbgrader, which reads `submitted/` itself: refused files are moved out before that.

The files that nbgrader copies to `autograded/` are renamed as under `nbverdict grade`.
"""

import shutil
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path, PurePath
from typing import Any

from nbgrader.api import Gradebook
from nbgrader.utils import is_ignored

from nbverdict.errors import StaffError
from nbverdict.gradebook.manual_scores import withdraw
from nbverdict.gradebook.placing import rename_files
from nbverdict.intake.files import Examined, Refused, listed
from nbverdict.intake.look import look_at
from nbverdict.intake.moved import Moved
from nbverdict.intake.quarantine import Quarantine, placeholder
from nbverdict.intake.receipts import Received, settle
from nbverdict.intake.students import ensure_fit
from nbverdict.notebook.received import Receipt
from nbverdict.store.folders import content_of
from nbverdict.text.expressions import Expression, encodable
from nbverdict.text.printable import line
from nbverdict.text.quoted import in_our_words

COPIED = "nbgrader would copy it unchanged: hand it in beside the others, with the ending `.ipynb`"
Submission = tuple[str, str]  # assignment and student


def take_in_place(
    converter: Any, evidence: Path, handed_in: Examined | None = None
) -> dict[Submission, Receipt]:
    """Take in every submission that a run of nbgrader's Autograde may grade; return their receipts.

    `handed_in` is the submission itself if nbgrader is given a copy of it, which was examined before.

    Called from the exporter's constructor, once per run: after the run has listed its notebooks, and before
    it copies a file. A submission that cannot be taken in leaves the list, and loses its older scores.
    """
    receipts: dict[Submission, Receipt] = {}
    for folder, assignment, student in _submissions(converter):
        try:
            if handed_in is None:  # else it was checked before
                _ensure_fit(folder, student)
            receipt = _take_in(converter, folder, evidence, (assignment, student), handed_in)
        except (OSError, ValueError, StaffError) as error:
            why = in_our_words(error, evidence, Path(folder)) if isinstance(error, OSError) else error
            converter.log.critical("%s", line("%s cannot be taken in, and is not graded: %s", folder, why))
            del converter.assignments[folder]
            with (
                suppress(UnicodeEncodeError),  # a gradebook cannot hold such a student
                Gradebook(converter.coursedir.db_url, converter.coursedir.course_id) as book,
            ):
                withdraw(book, assignment, student)
        else:
            receipts |= {(assignment, student): receipt} if receipt else {}
    return receipts


def rename_when_done(converter: Any) -> None:
    """Make nbgrader's Autograde rename the files beside the notebooks, once a submission is graded.

    The course's own hook runs first, and sees the original names. nbgrader reports almost
    nothing about a hook that fails; if this one does, all files that a tool could load are removed.
    """
    coursedir, own = converter.coursedir, converter.post_convert_hook
    whose = {Path(folder): of for folder, *of in _submissions(converter)}

    def rename(*, notebooks: list[str], **options: Any) -> None:
        assignment, student = whose[Path(notebooks[0]).parent]
        folder = coursedir.format_path(coursedir.autograded_directory, student, assignment)
        released = coursedir.format_path(coursedir.release_directory, ".", assignment)
        try:
            if own:
                own(notebooks=notebooks, **options)
        finally:
            _rename(Path(folder), Path(released), converter.log)

    converter.post_convert_hook = rename


def _rename(folder: Path, released: Path, log: Any) -> None:
    """Rename the files beside the notebooks of one submission, and remove those that cannot be renamed."""
    try:
        removed = rename_files(folder, released)
    except Exception as error:  # noqa: BLE001 - else the files would lie there as they were handed in
        shutil.rmtree(folder, ignore_errors=True)
        why = in_our_words(error, folder)
        log.warning("%s", line("%s is removed, because its files could not be renamed: %s", folder, why))
        return
    if removed:
        message = "%s of %s is removed: no safe file name was free"
        log.warning("%s", line(message, listed(removed), folder))


def clear(examined: Examined, quarantine: Quarantine, notebooks: Iterable[Path] = ()) -> None:
    """Move refused files out of a folder; a notebook is replaced with a placeholder that says why."""
    folder, refused = examined.folder, examined.refused
    quarantine.move(folder, refused)
    folder.mkdir(exist_ok=True)  # the folder itself may have been a link
    reasons = {one.path: one.reason for one in refused}
    gone = {path.name for path in reasons if len(path.parts) == 1 and path.suffix == ".ipynb"}
    for name in {path.name for path in notebooks} | gone:
        if not (folder / name).exists():
            reason = reasons.get(PurePath(name)) or reasons[PurePath()]
            (folder / name).write_bytes(placeholder(reason))


def _take_in(
    converter: Any, folder: str, evidence: Path, whose: Submission, handed_in: Examined | None
) -> Receipt | None:
    coursedir, quarantine = converter.coursedir, Quarantine(evidence, *whose)
    release = Path(coursedir.format_path(coursedir.release_directory, ".", whose[0]))
    examined = _without_copied(look_at(Path(folder), release, converter.config))
    if handed_in is None:
        moved = Moved(evidence, *whose)
        examined = moved.beside(examined)
        moved.note(examined)  # first, so that an interrupted run loses nothing
    clear(examined, quarantine, map(Path, converter.assignments[folder]))
    return settle(examined, Received(evidence, *whose), quarantine, handed_in)


def _ensure_fit(folder: str, student: str) -> None:
    """Refuse a folder whose name would crash nbgrader.

    Raises:
        ValueError: the name is not UTF-8.
        StaffError: it is not a valid student name.
    """
    if encodable(folder) != folder:
        raise ValueError("its name is not UTF-8")
    ensure_fit(student)


def _without_copied(examined: Examined) -> Examined:
    """Refuse notebooks that nbgrader would copy unchanged, outputs included, instead of converting them.

    Its pattern for excluding notebooks knows one spelling, and takes a folder's name for a pattern too.
    """
    folder = examined.folder
    copied = [
        path
        for path in examined.kept
        if path.suffix.casefold() == ".ipynb"
        and (path.parent != folder or path.suffix != ".ipynb")
        and not is_ignored(str(path), ["*.ipynb"])
    ]
    refused = (Refused(path.relative_to(folder), COPIED, content=content_of(path)) for path in copied)
    kept = tuple(path for path in examined.kept if path not in copied)
    return replace(examined, kept=kept, refused=(*examined.refused, *refused))


def _submissions(converter: Any) -> Iterator[tuple[str, str, str]]:
    """Yield the folders that a run may grade, with assignment and student, as nbgrader finds them."""
    coursedir = converter.coursedir
    known = Expression(
        coursedir.format_path(
            coursedir.submitted_directory, "(?P<student>.*)", "(?P<assignment>.*)", escape=True
        )
    )
    excluded = coursedir.student_id_exclude.split(",")
    for folder in sorted(converter.assignments):
        found = known.match(folder)
        if found and found["student"] not in excluded:
            yield folder, found["assignment"], found["student"]
