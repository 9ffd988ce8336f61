"""What a worker is given of a submission, and what it gives back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from nbverdict.gradebook.rows import Page
from nbverdict.intake.versions import Given, SubmissionVersion
from nbverdict.notebook.results import CellResult


@dataclass(frozen=True, kw_only=True)
class Task:
    """One submission to grade, with its page of the gradebook and what its cells were answered before."""

    student: str
    page: Page
    answers: Mapping[str, str]
    state: str = ""  # of what was handed in, when it was planned
    fresh: bool = False  # run it again, whatever is kept
    look: bool = False  # only at what is kept: nothing is run, and nobody will write it down


@dataclass(frozen=True)
class Graded:
    """What came of one submission: its results, or the error that stopped this machine."""

    student: str
    results: tuple[CellResult, ...] = ()
    error: str = ""
    skipped: bool = False  # nothing had changed since it was graded
    ran: bool = False  # a process of this student's was started; else kept evidence was judged
    notes: tuple[str, ...] = ()  # what was done about the files and cells, before it was graded
    seconds: Mapping[str, float] = field(default_factory=dict)  # that each notebook ran


@dataclass(frozen=True, kw_only=True)
class Done:
    """A graded submission, ready to be written down: files, a page, and what to note about its version."""

    graded: Graded
    folder: Path  # with `autograded` and `feedback`, each where it was made
    page: Page
    version: SubmissionVersion
    state: str = ""  # of what was handed in; empty where it must be graded again
    answers: Mapping[str, str] = field(default_factory=dict)
    given_back: Given = field(default_factory=dict)
