"""The input and the output of a worker for one submission."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from nbverdict.gradebook.rows import Page
from nbverdict.intake.versions import Given, SubmissionVersion
from nbverdict.notebook.results import CellResult


@dataclass(frozen=True, kw_only=True)
class Task:
    """One submission to grade, with its page of the gradebook and the digests of the answers seen before."""

    student: str
    page: Page
    answers: Mapping[str, str]
    state: str = ""  # digest of the submission when the grading was planned
    fresh: bool = False  # run it again, even if it is cached
    look: bool = False  # dry run: judge cached evidence, run nothing, and write nothing


@dataclass(frozen=True)
class Graded:
    """The outcome of one submission: its results, or the error that stopped this machine."""

    student: str
    results: tuple[CellResult, ...] = ()
    error: str = ""
    skipped: bool = False  # nothing had changed since it was graded
    ran: bool = False  # a process of this student's was started; else cached evidence was judged
    notes: tuple[str, ...] = ()  # repairs of files and cells before grading
    seconds: Mapping[str, float] = field(default_factory=dict)  # run time by notebook

    @property
    def stopped(self) -> bool:
        """Whether nothing came of it; an assignment that people grade alone has no results either."""
        return bool(self.error) and not self.results


@dataclass(frozen=True, kw_only=True)
class Done:
    """A graded submission, ready to be written: files, a page, and notes on its version."""

    graded: Graded
    folder: Path  # holds the new `autograded` and `feedback`
    page: Page
    version: SubmissionVersion
    state: str = ""  # digest of the submission; empty if it must be graded again
    answers: Mapping[str, str] = field(default_factory=dict)
    given_back: Given = field(default_factory=dict)
