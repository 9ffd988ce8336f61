"""One submission, graded in a confined process under one budget.

The process has a link to ask for what it must not hold: a student's process, a judge, digests under the
secret, cached work. Its reply is decoded here, and checked to be about this student and nobody else.
"""

import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from nbverdict.config.budget import Confinement, why_given_up, why_stopped
from nbverdict.config.course_code import course_code
from nbverdict.course.cause import NO_SPACE
from nbverdict.course.codec import ForeignRowsError, decode_done, encode_done, encode_failure
from nbverdict.course.planning import why_unexamined
from nbverdict.course.task import Done, Task
from nbverdict.errors import OperatorError
from nbverdict.evidence.lent import Lent, lend
from nbverdict.evidence.secret import course_secret, fingerprint, keyed_digest
from nbverdict.evidence.store import RUNS
from nbverdict.intake import pictures as figures
from nbverdict.intake import quarantine, versions
from nbverdict.intake import receipts as received
from nbverdict.intake.moved import Moved
from nbverdict.judging import store as judged
from nbverdict.judging.overrides import FOLDER as RULINGS
from nbverdict.judging.worker import JUDGE_CLIENT
from nbverdict.sandbox import host
from nbverdict.sandbox.confined import FULL, Access, ConfinedEnd, StopCause, confined
from nbverdict.sandbox.host import Host
from nbverdict.sandbox.link import Link, LinkAnswer, Service
from nbverdict.sandbox.plain_files import holds_only_plain, read_plain
from nbverdict.sandbox.servers import serve
from nbverdict.sandbox.settings import Sandbox
from nbverdict.store.scratch import BOOKS
from nbverdict.text.expressions import Expression

DIGEST, FETCH, GRADED = "digest", "fetch", "graded"
KEY = Expression(r"[0-9a-f]{64}")
KEPT = (RUNS, judged.FOLDER)
LARGEST_REPLY = 16 << 20  # bytes
OURS = Path(__file__).resolve().parents[1]
MOST_KEPT, MOST_FILES = 100, 200  # runs and verdicts of one submission; files of one run


@dataclass(frozen=True, kw_only=True)
class Place:
    """The folders in which one submission is graded: one for files, one for its scratch gradebook."""

    folder: Path
    books: Path

    @property
    def kept(self) -> Path:
        """The folder of the cached work."""
        return self.folder / "kept"

    @property
    def scratch(self) -> Path:
        """The folder of temporary files."""
        return self.folder / "tmp"

    @property
    def lent(self) -> Path:
        """The folder to which the trusted side copies cached work: a confined process cannot write there."""
        return self.books.with_suffix(".lent")


@dataclass(kw_only=True)
class Confined:
    """The confined grading of one submission."""

    store: Path
    assignment: str
    task: Task
    config: Any
    readable: Sequence[Path]
    definition: Any = field(repr=False)
    scratch: Path
    secret_file: Path
    _asked: set[str] = field(default_factory=set)  # keys of cached work that the confined process requested

    def done(
        self,
        grade: Callable[[Place, Callable[[Done], None]], Done],
        give_up: Callable[[Place, str, bool], Done],
        plain_page: Callable[[Place, Done], Done],
    ) -> Done:
        """Grade; if the grading of a submission stops, give it up, with the reason.

        If only the page is missing, it is made again, without the student's cells. Whatever also stops the
        grading of blank notebooks, which opens no file of the student's, is the machine's fault, and nothing
        else is: a process that read a student's files does not decide whose fault it was.

        Raises:
            OperatorError: this machine could not grade it.
        """
        if reason := why_unexamined(self.task.state):
            return self._given_up(lambda place: give_up(place, reason, True))
        graded: list[Done] = []
        try:
            done = self._run(lambda place, link: grade(place, _teller(link)), graded)
            if not done.graded.stopped:
                return done
            stop: Exception = OperatorError(done.graded.error)
        except (ConfinedEnd, OperatorError) as error:
            stop = error
        self._ensure_space(stop)
        if graded and not graded[0].graded.stopped:
            place = Place(folder=graded[0].folder, books=self._books())
            with suppress(ConfinedEnd, OperatorError):
                return self._run(lambda place, _: plain_page(place, graded[0]), [], place)
        why = why_given_up(stop.cause) if isinstance(stop, ConfinedEnd) else why_stopped(str(stop))
        with suppress(ConfinedEnd, OperatorError):
            return self._given_up(lambda place: give_up(place, why, False))
        return self._given_up(lambda place: give_up(place, why, True))

    def _given_up(self, give_up: Callable[[Place], Done]) -> Done:
        """Return the result of a submission that is given up.

        Raises:
            OperatorError: that result cannot be written.
        """
        try:
            done = self._run(lambda place, _: give_up(place), [])
        except ConfinedEnd as end:
            raise OperatorError(f"{why_given_up(end.cause)}, and the reason could not be written") from end
        if done.graded.stopped:
            raise OperatorError(done.graded.error)
        return done

    def _ensure_space(self, stop: Exception) -> None:
        """Do not blame a submission if the disk has less space left than the submission may use.

        Raises:
            OperatorError: a full disk may have stopped it.
        """
        may_use = Confinement(config=self.config).budget().disk_mb << 20
        if "space" in str(stop) and shutil.disk_usage(self.scratch).free < may_use:
            raise OperatorError(NO_SPACE) from stop

    def _run(
        self, work: Callable[[Place, Link], Done], graded: list[Done], place: Place | None = None
    ) -> Done:
        folder = place.folder if place else Path(tempfile.mkdtemp(dir=self.scratch, prefix="graded-"))
        place = place or Place(folder=folder, books=self._books())
        for one in (place.scratch, place.lent):
            one.mkdir(exist_ok=True)
        starts = Host(Sandbox(config=self.config), lambda: serve(Sandbox(config=self.config)), place.folder)
        services = {**starts.services(), **JUDGE_CLIENT.services(), **self._services(place, graded)}
        budget = Confinement(config=self.config).budget()
        if not self.task.look:
            JUDGE_CLIENT.start()  # its imports go on while the notebook runs
        try:
            with self._writable(place) as writable:
                access = Access(read=(*self.readable, place.lent, OURS, *_of_the_course()), write=writable)
                reply = confined(
                    lambda link: self._inside(work, place, link),
                    budget=budget,
                    access=access,
                    scratch=place.scratch,
                    services=services,
                )
            _ensure_plain(place)
            done = self._decoded(reply, place)
            with suppress(OSError):  # what is not cached is computed again
                self._take(place)
        except ConfinedEnd:
            if not graded:
                shutil.rmtree(place.folder, ignore_errors=True)
            raise
        finally:
            starts.close()
            for one in (place.books, place.lent):
                shutil.rmtree(one, ignore_errors=True)
        return done

    def _inside(self, work: Callable[[Place, Link], Done], place: Place, link: Link) -> bytes:
        """Grade, in the confined process; an error is returned as data."""
        secret_of = link.ask(DIGEST, "").value
        lend(
            Lent(
                digest=lambda message: bytes.fromhex(link.ask(DIGEST, message.hex()).value),
                fingerprint=secret_of,
                fetch=lambda kind, key: _fetched(link, place, kind, key),
                place=place.kept,
            )
        )
        host.ask_through(link)
        JUDGE_CLIENT.ask_through(link)
        try:
            return encode_done(work(place, link))
        except MemoryError:
            raise
        except Exception as error:
            if isinstance(error, OSError) and error.errno in FULL:
                raise
            return encode_failure(error)

    def _services(self, place: Place, graded: list[Done]) -> dict[str, Service]:
        secret = course_secret(self.secret_file, self.store)

        def digest(arguments: Sequence[Any], _: Sequence[int]) -> LinkAnswer:
            message = bytes.fromhex(arguments[0])
            return LinkAnswer(keyed_digest(secret, message).hex() if message else fingerprint(secret))

        def bring(arguments: Sequence[Any], _: Sequence[int]) -> LinkAnswer:
            self._bring(place, *arguments)
            return LinkAnswer()

        def note(_: Sequence[Any], __: Sequence[int]) -> LinkAnswer:
            reply = read_plain(place.folder, place.folder / GRADED, most=LARGEST_REPLY)
            graded[:] = [self._decoded(reply, place)]
            return LinkAnswer()

        return {DIGEST: digest, FETCH: bring, GRADED: note}

    def _decoded(self, reply: bytes, place: Place) -> Done:
        """Decode and check the reply of a confined process.

        Raises:
            ConfinedEnd: the reply is malformed, or about another student.
        """
        try:
            done = decode_done(reply, student=self.task.student, definition=self.definition)
        except (ValueError, TypeError, KeyError, RecursionError, ForeignRowsError) as error:
            raise ConfinedEnd(StopCause.REPLY) from error
        return replace(done, folder=place.folder)

    def _bring(self, place: Place, kind: str, key: str) -> None:
        """Copy the cache entry of a key to where a confined process may read it."""
        if kind not in KEPT or not KEY.fullmatch(key) or len(self._asked) >= MOST_KEPT:
            raise ValueError(f"{kind}/{key} is not in the cache")
        self._asked.add(key)
        for name in (key, f"{key}.json"):
            kept, to = self.store / kind / key[:2] / name, place.lent / kind / key[:2] / name
            if kept.exists() and not to.exists():
                to.parent.mkdir(parents=True, exist_ok=True)
                shutil.copytree(kept, to) if kept.is_dir() else shutil.copyfile(kept, to)

    def _take(self, place: Place) -> None:
        """Move new entries into the course's cache; a dry run adds none."""
        if not self.task.look:
            for kind in KEPT:
                for made in sorted((place.kept / kind).glob("??/*"))[:MOST_KEPT]:
                    to = self.store / kind / made.parent.name / made.name
                    known = to.exists() and not self.task.fresh  # another submission may share it
                    if made.name.removesuffix(".json") in self._asked and _is_small(made) and not known:
                        _move(made, to)
        shutil.rmtree(place.kept, ignore_errors=True)

    @contextmanager
    def _writable(self, place: Place) -> Iterator[tuple[Path, ...]]:
        """Make the folders in which a confined process may write; empty ones are removed afterwards."""
        names = (versions.FOLDER, quarantine.FOLDER, figures.FOLDER)
        own = [self.store / name / self.assignment / self.task.student for name in names]
        for folder in own:
            folder.mkdir(parents=True, exist_ok=True)
        try:
            yield (place.folder, place.books, *own)
        finally:
            for folder in own:
                for empty in (folder, folder.parent, folder.parent.parent):
                    with suppress(OSError):
                        empty.rmdir()

    def _books(self) -> Path:
        return Path(tempfile.mkdtemp(dir=self.scratch / BOOKS))


def readable_of(store: Path, assignment: str, student: str) -> tuple[Path, ...]:
    """Return the parts of the evidence that a confined process may read besides its student's folders."""
    receipts = received.Received(store, assignment, student)
    return store / RULINGS, receipts.path, receipts.sent, Moved(store, assignment, student).path


def _teller(link: Link) -> Callable[[Done], None]:
    """Return a callback that reports that all but the page is made."""

    def tell(done: Done) -> None:
        path = done.folder / GRADED
        path.write_bytes(encode_done(done))
        link.ask(GRADED)
        path.unlink()

    return tell


def _ensure_plain(place: Place) -> None:
    """Refuse the output of a confined process if it holds more than files and folders.

    Raises:
        ConfinedEnd: it does.
    """
    try:
        shutil.rmtree(place.scratch, ignore_errors=True)
        if holds_only_plain(place.folder):
            return
    except (OSError, RecursionError) as error:
        raise ConfinedEnd(StopCause.REPLY) from error
    raise ConfinedEnd(StopCause.REPLY)


def _fetched(link: Link, place: Place, kind: str, key: str) -> None:
    """Request a cache entry over the link, and copy it into this process's own cache."""
    link.ask(FETCH, kind, key)
    for name in (key, f"{key}.json"):
        lent, to = place.lent / kind / key[:2] / name, place.kept / kind / key[:2] / name
        if lent.exists() and not to.exists():
            to.parent.mkdir(parents=True, exist_ok=True)
            shutil.copytree(lent, to) if lent.is_dir() else shutil.copyfile(lent, to)


def _is_small(made: Path) -> bool:
    """Return whether a cached run or verdict has no more files than expected."""
    return not made.is_dir() or len(list(made.iterdir())) <= MOST_FILES


def _move(made: Path, place: Path) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    if place.is_dir():
        with tempfile.TemporaryDirectory(dir=place.parent, prefix=".half-") as old:
            place.rename(Path(old) / "old")
            shutil.move(made, place)
    else:
        shutil.move(made, place)


def _of_the_course() -> tuple[Path, ...]:
    """Return the course's code and files that a confined grading reads, never the course folder itself."""
    code = course_code()
    return (code.folder, *map(Path, code.visible))
