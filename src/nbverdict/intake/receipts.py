"""Receipts: when the course received each file of a submission, recorded on arrival.

A student's own `timestamp.txt` is a claim. A submission was received when exactly these files first came
together, under these names: a name can hold as much as a file, and so can the choice of files. If they never
did, the time of the last receipt counts, and the receipt says so.

Every file that a person or program can be led to read counts, refused or not. Files that the exchange adds do
not, nor do placeholders of notebooks, since neither can hold anything else. A file that only has the name of
either counts.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path, PurePath

from nbgrader.utils import parse_utc

from nbverdict.intake.files import Examined, Refused, kept_by_name, without_stamp
from nbverdict.intake.quarantine import Quarantine, is_placeholder
from nbverdict.notebook.received import Receipt, ReceiptSource
from nbverdict.store.folders import content_of
from nbverdict.store.typed import Codec, NamesCodec
from nbverdict.text.stamps import STAMP, is_added
from nbverdict.text.times import spelled, written

FOLDER, SENT = "received", "sent"
ANYTHING, REFUSED = "", "refused "  # of no work at all; before digests of refused files
NOTHING: Mapping[datetime, Sequence[Refused]] = {}
MOST_SENT = 20_000_000  # characters of one student's receipts that are kept
ANOTHER_TIME = "it does not hold the time at which the course received the work"
Sent = dict[str, dict[str, str]]  # by time: digests of the received files by name
RECEIPTS = Codec[dict[str, Receipt]](dict[str, Receipt])
ALL_SENT = NamesCodec[Sent](Sent)


class Received:
    """The receipts of one student's submission, below the course's evidence."""

    def __init__(self, evidence: Path, assignment: str, student: str) -> None:
        """Set the path; the file is made when something is received."""
        self.path = evidence / FOLDER / assignment / f"{student}.json"
        self.sent = self.path.parent / SENT / self.path.name

    def enter(
        self,
        files: Iterable[Path],
        at: datetime,
        says: ReceiptSource,
        *,
        names: Mapping[Path, PurePath] | None = None,
        refused: Sequence[Refused] = (),
    ) -> None:
        """Record when these files were received; of a repeated submission the first time counts.

        `names` holds the path of each file in the submission, if it is not at the top. Refused entries
        came with them; if nothing else came, that something came is recorded too.
        """
        named = {path: (names or {}).get(path, PurePath(path.name)) for path in files}
        self.enter_all({at: named}, says, refused={at: refused})

    def enter_all(
        self,
        came: Mapping[datetime, Mapping[Path, PurePath]],
        says: ReceiptSource,
        *,
        refused: Mapping[datetime, Sequence[Refused]] = NOTHING,
    ) -> bool:
        """Record files that were received at several times, with the path of each in the submission.

        The `refused` entries have their own times, with files or alone.

        Return whether any of it is newer than all earlier receipts.
        """
        receipts, sent = RECEIPTS.read(self.path) or {}, ALL_SENT.read(self.sent) or {}
        before = max(map(parse_utc, sent), default=None)
        for at in sorted({*came, *refused}):
            new, named, left = Receipt(written(at), says), came.get(at, {}), refused.get(at, ())
            for key in _work(named).values() or ([ANYTHING] if left or not named else ()):
                receipts[key] = min(receipts.get(key, new), new, key=Receipt.when)
            sent.setdefault(new.at, {}).update(_contents(named) | _refused(without_stamp(left)))
        ALL_SENT.write(self.sent, _bounded(sent), indent=1)
        RECEIPTS.write(self.path, receipts, indent=1)
        return before is None or max(map(parse_utc, sent)) > before

    def find(self, files: Mapping[Path, PurePath], whole: Examined | None = None) -> Receipt | None:
        """Return when these files were received under their names; None if one of them never was.

        `whole` is the submission: the time at which all of it was received together counts, refused entries
        included; if there is none, the time of the last receipt, and the receipt says so.
        """
        known = RECEIPTS.read(self.path) or {}
        keys = ({*_work(files).values()} if known else set()) or ({*known} if whole else set())
        if not keys or not known.keys() >= keys:
            return None
        last, sent = max((known[key] for key in keys), key=Receipt.when), ALL_SENT.read(self.sent)
        if sent is None or whole is None:
            return last
        if together := _together(whole, sent, by_file=last.says is ReceiptSource.ARCHIVE):
            return Receipt(together, last.says)
        return Receipt(max((last.at, *sent), key=parse_utc), last.says, changed=True)


def settle(
    examined: Examined, received: Received, quarantine: Quarantine, handed_in: Examined | None = None
) -> Receipt | None:
    """Replace the student's time of a submission with that of its receipt; return the receipt that counts.

    `handed_in` is the original submission, if the examined one is a copy with the expected notebook names.
    """
    whole = handed_in or examined
    folder, stamp = examined.folder, examined.folder / STAMP
    told = stamp.read_text("utf-8").strip() if stamp in examined.kept else ""
    own = Receipt(spelled(told), ReceiptSource.STUDENT) if told else None
    receipt = received.find(names_in(folder, examined.kept), whole)
    if receipt and (own is None or own.when() != receipt.when()):
        if stamp.exists():
            no_stamp = stamp_of(examined.refused)
            quarantine.move(folder, no_stamp or [Refused(PurePath(STAMP), ANOTHER_TIME)])
        stamp.write_text(receipt.at, "utf-8")
    elif own and own.at != told:  # nbgrader reads it next, and would read another time
        stamp.write_text(own.at, "utf-8")
    return receipt or own


def stamp_of(refused: Iterable[Refused]) -> tuple[Refused, ...]:
    """Return the entries in the place of the stamp that are not a stamp."""
    return tuple(one for one in refused if one.path == PurePath(STAMP))


def names_in(folder: Path, files: Iterable[Path]) -> dict[Path, PurePath]:
    """Return the path of each file in a submission."""
    return {path: path.relative_to(folder) for path in files}


def _work(named: Mapping[Path, PurePath]) -> dict[Path, str]:
    """Return the digests of the files that are work, which placeholders are not."""
    own = (path for path, name in named.items() if not is_added(name, path) and path.stat().st_size > 0)
    return {path: content_of(path) for path in own if not _stands_for_a_notebook(path, named[path])}


def _contents(named: Mapping[Path, PurePath]) -> dict[str, str]:
    """Return the digests of the files by name; an empty file counts by its name alone."""
    own = {path: str(name) for path, name in named.items() if not is_added(name, path)}
    return {name: content_of(path) if path.stat().st_size else "" for path, name in own.items()}


def _refused(refused: Iterable[Refused]) -> dict[str, str]:
    """Return the digests of refused entries by name, marked as refused."""
    return {str(one.path): REFUSED + one.content for one in refused}


def _together(whole: Examined, sent: Mapping[str, Mapping[str, str]], *, by_file: bool) -> str | None:
    """Return when exactly this submission first came together, or None.

    A placeholder of a refused notebook was put there later, unless it was received.
    """
    files = names_in(whole.folder, whole.kept)
    refused = _refused(without_stamp(whole.told))
    named = _contents(files) | refused
    placed = {
        str(name) for path, name in files.items() if _stands_for_a_notebook(path, name)
    } - refused.keys()
    for own in (named, {name: key for name, key in named.items() if name not in placed}):
        if found := next((at for at, came in _came(sent, by_file=by_file) if _is_all(own, came)), None):
            return found
    return None


def _came(sent: Mapping[str, Mapping[str, str]], *, by_file: bool) -> Iterator[tuple[str, Mapping[str, str]]]:
    """Yield the sets of files that came together, the earliest first.

    An LMS may report files one by one: then a file also comes with all earlier ones, if all are known.
    """
    before: dict[str, str] = {}
    for at in sorted(sent, key=parse_utc):
        before |= sent[at]
        by_file = by_file and bool(sent[at])
        yield from ((at, came) for came in ((sent[at], before) if by_file else (sent[at],)))


def _bounded(sent: Sent) -> Sent:
    """Return the receipts within the limit; the oldest lose their files, which makes nothing early."""
    left, kept = MOST_SENT, Sent()
    for at in sorted(sent, key=parse_utc, reverse=True):
        left -= sum(len(name) + len(key) for name, key in sent[at].items())
        kept[at] = sent[at] if left >= 0 or not kept else {}
    return kept


def _stands_for_a_notebook(path: Path, name: PurePath) -> bool:
    """Return whether a file may be a placeholder of a refused notebook; a student's process never sees it."""
    return len(name.parts) == 1 and name.suffix == ".ipynb" and is_placeholder(path)


def _is_all(own: Mapping[str, str], came: Mapping[str, str]) -> bool:
    """Return whether these are all received files, apart from those refused then, or for their names."""
    own, told = _unmarked(own), _unmarked(came)
    if own == told or not own or not own.items() <= told.items():
        return own == told  # an unexamined submission may have been empty
    kept = [PurePath(name) for name, key in came.items() if not key.startswith(REFUSED)]
    return {str(path) for path in kept_by_name(kept)} == own.keys()


def _unmarked(named: Mapping[str, str]) -> dict[str, str]:
    """Return the digests by name without the mark, as an LMS's archive has no refused entries."""
    return {name: key.removeprefix(REFUSED) for name, key in named.items()}
