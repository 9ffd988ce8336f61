"""When the course received a submission: written down by the course, file by file, when it comes in.

A student's own `timestamp.txt` is a claim. Times are known by content, so that a file which is moved, renamed
or brought back from an older version keeps the time at which it came.
"""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path, PurePath

from nbgrader.utils import parse_utc

from graders.grading.intake.files import SECRET, STAMP, Examined, Refused
from graders.grading.intake.folders import content_of
from graders.grading.intake.quarantine import Quarantine, refused_before

FOLDER = "received"
EXCHANGE, ARCHIVE, STATED = "by the exchange", "by the LMS's archive", "as stated by the student"
ANOTHER_TIME = "it does not tell the time at which the course received the work"


@dataclass(frozen=True)
class Receipt:
    """When a submission was received, and who says so."""

    at: str
    says: str

    def when(self) -> datetime:
        """Return the time in UTC, as nbgrader counts it."""
        time: datetime = parse_utc(self.at)
        return time


class Received:
    """The receipts of one student's submission, below the course's evidence."""

    def __init__(self, evidence: Path, assignment: str, student: str) -> None:
        """Name the file; it is made when something is received."""
        self.path = evidence / FOLDER / assignment / f"{student}.json"

    def enter(self, files: Iterable[Path], at: datetime, says: str) -> None:
        """Write down when these files were received; who sends the same again had sent it before."""
        receipts, new = self._read(), Receipt(written(at), says)
        for key in _work(files):
            receipts[key] = min(receipts.get(key, new), new, key=Receipt.when)
        self.path.parent.mkdir(parents=True, exist_ok=True)
        beside = self.path.with_name(f".{self.path.name}")
        beside.write_text(json.dumps({key: asdict(one) for key, one in receipts.items()}, indent=1), "utf-8")
        beside.replace(self.path)

    def find(self, files: Iterable[Path]) -> Receipt | None:
        """Return when the last of these files was received; None where one of them never was."""
        known = self._read()
        keys = _work(files) if known else set()
        if not keys or not keys <= known.keys():
            return None
        return max((known[key] for key in keys), key=Receipt.when)

    def _read(self) -> dict[str, Receipt]:
        try:
            return {key: Receipt(**one) for key, one in json.loads(self.path.read_text("utf-8")).items()}
        except FileNotFoundError:
            return {}


def written(time: datetime) -> str:
    """Return a time in UTC as nbgrader's exchange writes it."""
    return f"{time:%Y-%m-%d %H:%M:%S.%f} UTC"


def settle(examined: Examined, received: Received, quarantine: Quarantine) -> Receipt | None:
    """Put the time at which a submission was received in the place of its student's; return what counts."""
    folder, stamp = examined.folder, examined.folder / STAMP
    own = Receipt(stamp.read_text("utf-8").strip(), STATED) if stamp in examined.kept else None
    receipt = received.find(examined.kept)
    if receipt is None:
        return own if own and own.at else None
    if own is None or not own.at or own.when() != receipt.when():
        if stamp.exists():
            quarantine.move(folder, [Refused(PurePath(STAMP), ANOTHER_TIME)])
        stamp.write_text(receipt.at, "utf-8")
    return receipt


def _work(files: Iterable[Path]) -> set[str]:
    """Return the contents of the files that are work; what stands in the place of a notebook is none."""
    own = (path for path in files if path.name not in (STAMP, SECRET) and path.stat().st_size > 0)
    return {content_of(path) for path in own if refused_before(path) is None}
