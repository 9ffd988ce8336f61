"""When the course received a submission: written down by the course, file by file, when it comes in.

A student's own `timestamp.txt` is a claim. A submission came when just these files first came together, under
these names: a name can hold as much as a file, and so can the choice of files. Where they never did, for
whatever reason, it came when anything came last, and the receipt says so.

All that anybody or anything can be led to read counts, refused or not: what the exchange adds does not, nor
what grading put in the place of a notebook, and neither can hold anything else. What merely has the name of
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
ANYTHING, REFUSED = "", "refused "  # of what brought no work; before contents of what is refused
NOTHING: Mapping[datetime, Sequence[Refused]] = {}
MOST_SENT = 20_000_000  # letters of what came at each time that are kept of one student
ANOTHER_TIME = "it does not tell the time at which the course received the work"
Sent = dict[str, dict[str, str]]  # contents by name of what was received at each time
RECEIPTS = Codec[dict[str, Receipt]](dict[str, Receipt])
ALL_SENT = NamesCodec[Sent](Sent)


class Received:
    """The receipts of one student's submission, below the course's evidence."""

    def __init__(self, evidence: Path, assignment: str, student: str) -> None:
        """Name the file; it is made when something is received."""
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
        """Write down when these files were received; who sends the same again had sent it before.

        `names` tells where each of them lies in the submission, where that is not beside the others. What is
        refused came with them, and where nothing else came, it is known that something did.
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
        """Write down at once what was received at several times: where each file lies in the submission.

        What is `refused` came at its times too, with files or alone.

        Return whether any of it is newer than all that came before.
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
        """Return when files of these names were received; None where the content of one of them never was.

        `whole` is the submission: when all of it was received together counts, with what is refused of it,
        and where it never was, the last time at which anything was, and it is said.
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
    """Put the time at which a submission was received in the place of its student's; return what counts.

    `handed_in` is the submission as it lies, where what was examined is a copy under the names of notebooks.
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
    elif own and own.at != told:  # nbgrader, which reads it next, would read another time
        stamp.write_text(own.at, "utf-8")
    return receipt or own


def stamp_of(refused: Iterable[Refused]) -> tuple[Refused, ...]:
    """Return what lies in the place of the stamp, and is none."""
    return tuple(one for one in refused if one.path == PurePath(STAMP))


def names_in(folder: Path, files: Iterable[Path]) -> dict[Path, PurePath]:
    """Return where each file lies in a submission."""
    return {path: path.relative_to(folder) for path in files}


def _work(named: Mapping[Path, PurePath]) -> dict[Path, str]:
    """Return the contents of the files that are work; what stands in the place of a notebook is none."""
    own = (path for path, name in named.items() if not is_added(name, path) and path.stat().st_size > 0)
    return {path: content_of(path) for path in own if not _stands_for_a_notebook(path, named[path])}


def _contents(named: Mapping[Path, PurePath]) -> dict[str, str]:
    """Return the contents of the files by their names; of an empty file the name is all there is of it."""
    own = {path: str(name) for path, name in named.items() if not is_added(name, path)}
    return {name: content_of(path) if path.stat().st_size else "" for path, name in own.items()}


def _refused(refused: Iterable[Refused]) -> dict[str, str]:
    """Return what is refused by its names, marked as such."""
    return {str(one.path): REFUSED + one.content for one in refused}


def _together(whole: Examined, sent: Mapping[str, Mapping[str, str]], *, by_file: bool) -> str | None:
    """Return when just this submission first came together, or None.

    What stands in the place of a refused notebook was put there later, unless it came so.
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
    """Yield what came together, the first before all.

    An LMS may tell of each file by itself: then what came before lies beside it, if all of it is known.
    """
    before: dict[str, str] = {}
    for at in sorted(sent, key=parse_utc):
        before |= sent[at]
        by_file = by_file and bool(sent[at])
        yield from ((at, came) for came in ((sent[at], before) if by_file else (sent[at],)))


def _bounded(sent: Sent) -> Sent:
    """Return what came at each time; of very much, of the oldest only the time, which makes nothing early."""
    left, kept = MOST_SENT, Sent()
    for at in sorted(sent, key=parse_utc, reverse=True):
        left -= sum(len(name) + len(key) for name, key in sent[at].items())
        kept[at] = sent[at] if left >= 0 or not kept else {}
    return kept


def _stands_for_a_notebook(path: Path, name: PurePath) -> bool:
    """Say whether a file may have been put in the place of a refused notebook; no process sees it."""
    return len(name.parts) == 1 and name.suffix == ".ipynb" and is_placeholder(path)


def _is_all(own: Mapping[str, str], came: Mapping[str, str]) -> bool:
    """Say whether this is all that came, or all but what was refused of it, or is for its name."""
    own, told = _unmarked(own), _unmarked(came)
    if own == told or not own or not own.items() <= told.items():
        return own == told  # nothing may be what nobody could look at
    kept = [PurePath(name) for name, key in came.items() if not key.startswith(REFUSED)]
    return {str(path) for path in kept_by_name(kept)} == own.keys()


def _unmarked(named: Mapping[str, str]) -> dict[str, str]:
    """Return contents by names as an LMS's archive tells them, which knows of nothing that is refused."""
    return {name: key.removeprefix(REFUSED) for name, key in named.items()}
