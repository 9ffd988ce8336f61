"""When a submission was received, and who says so: in a graded notebook, and below a course's evidence."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from nbformat import NotebookNode

from nbverdict.notebook.record import RECEIVED
from nbverdict.store.typed import Codec
from nbverdict.text.times import read_stamp


class ReceiptSource(StrEnum):
    """Who says when a submission came."""

    EXCHANGE = "by the exchange"
    ARCHIVE = "by the LMS's archive"
    STUDENT = "as stated by the student"


@dataclass(frozen=True)
class Receipt:
    """When a submission was received, and who says so."""

    at: str
    says: ReceiptSource
    changed: bool = False  # since: names, or what lies beside it, are not as received

    def when(self) -> datetime:
        """Return the time in UTC, as nbgrader counts it."""
        return read_stamp(self.at)

    @property
    def is_doubtful(self) -> bool:
        """Whether only its student says so, or it was not all of this."""
        return self.says is ReceiptSource.STUDENT or self.changed

    def __str__(self) -> str:
        """Return who says so, and what of."""
        changed = "; names, or what lies beside it, are not as received" if self.changed else ""
        return f"{self.says}{changed}"


RECEIPT = Codec[Receipt](Receipt)


def read_receipt(notebook: NotebookNode) -> Receipt | None:
    """Return when a graded notebook came; None where it does not tell."""
    return RECEIPT.of(notebook.metadata.get(RECEIVED))
