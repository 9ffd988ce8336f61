"""When a submission was received, and according to whom; stored in graded notebooks and in the evidence."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from nbformat import NotebookNode

from nbverdict.notebook.record import RECEIVED
from nbverdict.store.typed import Codec
from nbverdict.text.times import read_stamp


class ReceiptSource(StrEnum):
    """The source of a submission's time."""

    EXCHANGE = "by the exchange"
    ARCHIVE = "by the LMS's archive"
    STUDENT = "as stated by the student"


@dataclass(frozen=True)
class Receipt:
    """The time at which a submission was received, and its source."""

    at: str
    says: ReceiptSource
    changed: bool = False  # whether file names or other files have changed since

    def when(self) -> datetime:
        """Return the time in UTC, without a zone, as nbgrader has it."""
        return read_stamp(self.at)

    @property
    def is_doubtful(self) -> bool:
        """Whether the time is the student's claim, or the submission has changed since."""
        return self.says is ReceiptSource.STUDENT or self.changed

    def __str__(self) -> str:
        """Return the source, and whether the submission has changed since."""
        changed = "; names, or what lies beside it, are not as received" if self.changed else ""
        return f"{self.says}{changed}"


RECEIPT = Codec[Receipt](Receipt)


def read_receipt(notebook: NotebookNode) -> Receipt | None:
    """Return the receipt of a graded notebook, or None if it has none."""
    return RECEIPT.of(notebook.metadata.get(RECEIVED))
