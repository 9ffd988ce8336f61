"""Collects from nbgrader's exchange: follows no links, and records when the course received each file.

Files of a submission that are left behind were handed in with it, and count.
"""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cached_property
from glob import escape
from pathlib import Path, PurePath
from typing import Any

from nbgrader.exchange.default import ExchangeCollect

from nbverdict.config.settings import Course
from nbverdict.intake import files as caps
from nbverdict.intake.accounts import Accounts, owner_of
from nbverdict.intake.copying import STAYS, copy_plain
from nbverdict.intake.files import Examined, Refused, identified, listed, refusals
from nbverdict.intake.leftover import ignored_of, left_behind_of
from nbverdict.intake.look import look_at
from nbverdict.intake.moved import Moved
from nbverdict.intake.quarantine import Quarantine
from nbverdict.intake.receipts import Received, names_in, settle, stamp_of
from nbverdict.intake.students import unfit
from nbverdict.intake.uncollected import Uncollected
from nbverdict.notebook.received import ReceiptSource
from nbverdict.text.expressions import Expression
from nbverdict.text.printable import line
from nbverdict.text.quoted import in_our_words
from nbverdict.text.stamps import STAMP
from nbverdict.text.times import is_time, read_stamp, written

NEVER = datetime.max  # noqa: DTZ901 - nbgrader compares it with times of its own, which have no zone
DOUBT = timedelta(hours=1)  # between the time in a folder's name and the last change of its files
EAST = Expression(r"\d\d(:?\d\d)?")  # the offset of a time zone in it, behind the sign
NO_TIME = "it is a link, or its name holds no time"
NO_STUDENT = "its name is not a valid student name"
ANOTHERS = "it does not belong to its student's account"


class NotTakenError(Exception):
    """A submission is not collected for a reason that the student can mend; the message says why."""


class Collect(ExchangeCollect):
    """Collects as nbgrader does, but regular files only, and no folder stops it."""

    src_records: list[dict[str, Any]]
    inbound_path: str
    duedate: datetime | None

    def init_src(self) -> None:
        """Find the submissions; an entry that is not a folder, or has no time in its name, is reported."""
        left = f"not_collected/{self.coursedir.assignment_id}.txt"
        self._left = Uncollected(self.log, self._evidence / left)
        super().init_src()
        found: list[dict[str, Any]] = self.src_records
        for record in (one for one in found if one["timestamp"] == NEVER and "told" not in one):
            self._left.tell(record["filename"], NO_TIME)
        self._left.finish()
        newest: dict[str, dict[str, Any]] = {}  # nbgrader searches groups only under this name
        for one in sorted(found, key=self._weight):
            if one["timestamp"] != NEVER:
                newest[one["username"]] = one
        self.src_records = list(newest.values())

    def _weight(self, record: dict[str, Any]) -> tuple[bool, datetime]:
        due = self.duedate if self.before_duedate else None
        return due is None or record["timestamp"] <= due, record["timestamp"]

    def _path_to_record(self, path: str) -> dict[str, Any]:
        username, told = _read_name(path)
        if reason := unfit(username):
            self._left.tell(path, NO_STUDENT, f": {reason}")
            return {"username": username, "filename": Path(path).name, "timestamp": NEVER, "told": True}
        if self._is_anothers(path, username):
            return {"username": username, "filename": Path(path).name, "timestamp": NEVER, "told": True}
        if Path(path).is_symlink() or not is_time(told) or not told:
            return {"username": username, "filename": Path(path).name, "timestamp": NEVER}
        return {"username": username, "filename": Path(path).name, "timestamp": read_stamp(told)}

    def _is_anothers(self, path: str, username: str) -> bool:
        """Return whether a folder bears one student's name but belongs to another account, and report it."""
        if not self.check_owner or not self._accounts.is_anothers(Path(path), username):
            return False
        hint = "`--ExchangeCollect.check_owner=False` collects it"
        self._left.tell(path, ANOTHERS, f": {owner_of(Path(path))}; {hint}")
        return True

    @cached_property
    def _accounts(self) -> Accounts:
        """The owners of all submissions in the exchange, even if only one student is collected."""
        found = Path(self.inbound_path).glob(f"*+{escape(self.coursedir.assignment_id)}+*")
        return Accounts((_read_name(str(path))[0], path) for path in found)

    @property
    def _evidence(self) -> Path:
        return Path(self.coursedir.root, str(Course(parent=self).evidence_directory))

    def _sort_by_timestamp(self, records: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Put collectable submissions first, the newest before all."""
        newest_first: list[dict[str, Any]] = super()._sort_by_timestamp(records)
        return sorted(newest_first, key=lambda one: one["timestamp"] == NEVER)

    def copy_files(self) -> None:
        """Collect each submission; an error in one is reported, and does not stop the others.

        Raises:
            ExchangeError: this machine could not collect some of them, or no folder is a submission.
        """
        if not self.src_records:
            super().copy_files()  # reports it
            if self._left:
                self.fail(f"none of {len(self._left)} folders is collected: the lines above say why")
        failed = [one for one in self.src_records if not self._is_done_with(one)]
        if failed:
            self.fail(
                f"{len(failed)} of {len(self.src_records)} could not be collected: the lines above say why"
            )

    def _is_done_with(self, record: dict[str, Any]) -> bool:
        """Collect one submission; return False if this machine could not."""
        folder = listed([PurePath(record["filename"])])
        try:
            self._collect(record)
        except NotTakenError as refused:
            self._say("%s is not collected: %s", folder, refused)
        except Exception as error:  # noqa: BLE001 - whatever one submission does, the class goes on
            ours = Path(self.coursedir.root), Path(self.inbound_path)
            self._say("%s could not be collected: %s", folder, in_our_words(error, *ours))
            return False
        return True

    def _say(self, message: str, *args: object) -> None:
        self.log.error("%s", line(message, *args))

    def _collect(self, record: dict[str, Any]) -> None:
        student, assignment = record["username"], self.coursedir.assignment_id
        dest = Path(self.coursedir.format_path(self.coursedir.submitted_directory, student, assignment))
        if dest.is_dir() and not self._takes_its_place(record["timestamp"], dest):
            hint = "no newer submission" if self.update else "`--update` collects what is newer"
            self.log.info("%s", line("%s was collected before: %s", student, hint))
            self._tell_changes(record, dest)
            return
        source = str(Path(self.inbound_path, record["filename"]))
        if self.check_owner and (owner := owner_of(Path(source))) != student:
            self.log.warning("%s", line("what %s submitted belongs to %s", student, owner))
        self.log.info("%s", line("Collecting submission: %s %s", student, assignment))
        self.do_copy(source, str(dest))

    def _tell_changes(self, record: dict[str, Any], dest: Path) -> None:
        """Report files that stayed in the exchange and have changed since they were collected."""
        student, assignment = record["username"], self.coursedir.assignment_id
        if record["timestamp"] != _stamped(dest):
            return
        stayed = [one for one in Moved(self._evidence, assignment, student).known() if one.what == STAYS]
        unread = [replace(one, content="") for one in stayed]
        now = identified(Path(self.inbound_path, record["filename"]), unread, litter=False)
        changed = [old.path for old, new in zip(stayed, now, strict=True) if old.content != new.content]
        if changed:
            self.log.warning(
                "%s", line("%s: not as it was when it was collected: %s", student, listed(changed))
            )

    def _takes_its_place(self, at: datetime, dest: Path) -> bool:
        """Return whether a submission of that time replaces the collected one, as nbgrader decides."""
        before = _stamped(dest)
        newer = self.update and (before is None or at > before)
        return newer or (self.before_duedate and before != at)

    def do_copy(self, src: str, dest: str, log: Any = None) -> None:
        """Take in one student's regular files and record their receipt, all or nothing.

        Raises:
            NotTakenError: its owner closed or removed it, or it is too large for this course.
        """
        student, told = _read_name(src)  # if it has become a link, it is refused below
        whose, at = (self.coursedir.assignment_id, student), read_stamp(told)
        evidence = self._evidence
        release = Path(self.coursedir.format_path(self.coursedir.release_directory, ".", whose[0]))
        quarantine, received = Quarantine(evidence, *whose), Received(evidence, *whose)
        with _beside(Path(self.coursedir.root)) as scratch:
            staged, made = scratch / "files", scratch / "made"
            copied = copy_plain(Path(src), staged, release)
            if Refused(PurePath(), caps.CLOSED, STAYS) in copied.refused:
                raise NotTakenError("its owner removed it meanwhile, or it cannot be opened")
            quarantine.copy(staged, copied.refused)
            try:
                super().do_copy(str(staged), str(made), log)
            except RuntimeError as error:  # nbgrader's, about the size
                raise NotTakenError(str(error)) from error
            ignored = ignored_of(staged, made)
            quarantine.copy(staged, ignored)
            self._doubt(src, at, copied.changed)
            left_behind = left_behind_of((*copied.refused, *ignored))
            examined = self._examine(made, release, received, left_behind)
            self._receive(examined, made, at, received, quarantine)
            moved = Moved(evidence, *whose)
            moved.begin(_without_stamp(examined or Examined(made, ())))  # it belongs to this one alone
            _put(made, Path(dest), scratch / "before")
        for told in refusals(left_behind):
            self.log.warning("%s", line("%s: %s", student, told))

    def _examine(
        self, made: Path, release: Path, received: Received, left_behind: tuple[Refused, ...]
    ) -> Examined | None:
        """Examine a submission with the files left behind; return None if that fails."""
        try:
            return replace(look_at(made, release, self.config), moved=left_behind)
        except ValueError as error:
            self.log.warning("the receipt could not be written to %s: %s", listed([received.path]), error)
            return None

    def _receive(
        self, examined: Examined | None, made: Path, at: datetime, received: Received, quarantine: Quarantine
    ) -> None:
        """Record when a submission was received; if it could not be examined, only the time."""
        if examined is None:
            received.enter((), at, ReceiptSource.EXCHANGE)
            (made / STAMP).write_text(written(at), "utf-8")
            return
        named = names_in(made, examined.kept)
        received.enter(examined.kept, at, ReceiptSource.EXCHANGE, names=named, refused=examined.told)
        settle(examined, received, quarantine)

    def _doubt(self, src: str, at: datetime, changed: datetime) -> None:
        """Warn if a folder was changed long after the time in its name, which its owner can forge."""
        if changed - at > DOUBT:
            self.log.warning(
                "%s was last changed at %s UTC: is the time in its name true?",
                listed([PurePath(PurePath(src).name)]),
                changed,
            )


def _stamped(dest: Path) -> datetime | None:
    """Return the time in the stamp of a collected submission."""
    stamp = dest / STAMP
    told = stamp.read_text("utf-8", "replace").strip() if stamp.is_file() else ""
    return read_stamp(told) if told and is_time(told) else None


def _without_stamp(examined: Examined) -> Examined:
    """Return a submission without the student's file that the course's stamp replaced."""
    return replace(examined, moved=(*stamp_of(examined.refused), *examined.moved))


@contextmanager
def _beside(folder: Path) -> Iterator[Path]:
    """Yield a temporary folder on the same disk, so that its content can be moved atomically."""
    with tempfile.TemporaryDirectory(dir=folder, prefix=".collect-", ignore_cleanup_errors=True) as scratch:
        yield Path(scratch)


def _put(made: Path, dest: Path, before: Path) -> None:
    """Move a folder to its destination, and what lies there to another."""
    dest.parent.mkdir(parents=True, exist_ok=True)
    if dest.exists():
        shutil.move(dest, before)
    shutil.move(made, dest)


def _read_name(path: str) -> tuple[str, str]:
    """Return the student and the time in the name of a folder of the exchange."""
    parts = Path(path).name.split("+")
    for at in (len(parts) - 1, len(parts) - 2):  # the time is last, or followed by a random part
        if at > 2 and parts[at - 1].endswith(" ") and EAST.fullmatch(parts[at]):
            parts[at - 1 : at + 1] = [f"{parts[at - 1]}+{parts[at]}"]
            break
    first = max(1, len(parts) - 3)  # a name may hold the sign
    return "+".join(parts[:first]), parts[first + 1] if len(parts) > first + 1 else ""
