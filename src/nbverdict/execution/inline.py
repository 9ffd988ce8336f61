"""`grade("…")` in an author's own kernel: the same cases, collector and checks, without a sandbox."""

import os
from dataclasses import dataclass
from pathlib import Path

from nbverdict.config.settings import Course, find_course, read_config
from nbverdict.errors import StaffError
from nbverdict.evidence.here import ask_here
from nbverdict.execution.assessor import Assessor
from nbverdict.judging.table import verdict_html, verdict_text
from nbverdict.judging.verdict import Verdict

HERE = "Graded in this kernel, unprotected: for authors only."


@dataclass(frozen=True)
class Grade:
    """A verdict: a notebook shows it as a table, nbgrader reads it as partial credit."""

    verdict: Verdict

    def __repr__(self) -> str:
        """Return the points as nbgrader reads them."""
        return points_text(self.verdict)

    def _repr_html_(self) -> str:
        return verdict_html(self.verdict)


def points_text(verdict: Verdict) -> str:
    """Return the points of a verdict as a plain decimal number."""
    return format(verdict.earned, "g")


def grade(challenge: str) -> Grade:
    """Grade a challenge in the kernel that runs this cell, an author's, without protection.

    Raises:
        StaffError: nbgrader runs this cell to grade a class, without the course's configuration.
    """
    if os.environ.get("NBGRADER_EXECUTION") == "autograde":
        raise StaffError(
            "this grading run lacks the course's configuration: the hidden call is in the student's process",
            hint="run nbgrader in the folder that holds nbgrader_config.py",
        )
    root = find_course(Path.cwd())
    assessor = Assessor.of(Course(config=read_config(root)), root)
    namespace, sources = _notebook()
    evidence = assessor.collect([challenge], "author", ask_here(namespace), sources=sources)
    verdict = assessor.judge(challenge, evidence[challenge])
    print(HERE, verdict_text(verdict), sep="\n")  # noqa: T201 - a notebook's stdout
    return Grade(verdict)


def assess(challenge: str, code: str, *, submission: str = "author", course: Path | None = None) -> Verdict:
    """Judge a student's code on one challenge, in this process: for a course's own tests.

    Args:
        challenge: its name.
        code: the source of a notebook's cells.
        submission: decides, with the course's secret, which hidden cases are drawn.
        course: a folder in the course; by default the working directory.

    Raises:
        StaffError: there is no course, or no such challenge.
    """
    root = find_course(course or Path.cwd())
    assessor = Assessor.of(Course(config=read_config(root)), root)
    namespace: dict[str, object] = {}
    exec(compile(code, "<the answer>", "exec"), namespace)  # noqa: S102 - an author's own
    found = assessor.collect([challenge], submission, ask_here(namespace), sources=[code])
    return assessor.judge(challenge, found[challenge])


def _notebook() -> tuple[dict[str, object], list[str]]:
    """Return the names and the cells of the notebook that is running."""
    from IPython import get_ipython

    shell = get_ipython()
    if shell is None:
        raise StaffError("grade() works inside a notebook", hint="call it from a cell")
    return shell.user_ns, [str(source) for source in shell.user_ns.get("In", [])]
