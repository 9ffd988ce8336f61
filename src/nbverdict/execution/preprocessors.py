"""Runs a submission, collects its evidence and judges it: the replacement of nbgrader's Execute.

Runs and verdicts are cached by content, so an unchanged notebook is neither run nor judged again.
"""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from nbformat import NotebookNode, from_dict
from traitlets import Bool, Dict, List
from traitlets import Callable as CallableTrait

from nbverdict.cleaning.inert import make_inert, writable
from nbverdict.cleaning.quiet import quiet_outputs, quiet_texts
from nbverdict.config.course_code import use_marks
from nbverdict.config.settings import Course
from nbverdict.errors import CourseError, OperatorError
from nbverdict.evidence.answers import Answers
from nbverdict.evidence.secret import fingerprint
from nbverdict.evidence.store import ChallengeVersion, Run, Runs
from nbverdict.execution.exporter import find_ungraded
from nbverdict.execution.runner import Runner, inputs_of
from nbverdict.intake.metadata import MARK
from nbverdict.intake.versions import with_older_score
from nbverdict.judging.overrides import Rulings
from nbverdict.judging.store import Verdicts
from nbverdict.judging.verdict import Verdict
from nbverdict.judging.worker import JUDGE_CLIENT, JudgementStopped
from nbverdict.notebook.inputs import cells_of
from nbverdict.notebook.keys import Surroundings, run_key, surroundings, verdict_key
from nbverdict.notebook.record import (
    ENDED,
    KEY,
    RECEIVED,
    RECORD,
    REPAIRED,
    TIER,
    Because,
    Ungraded,
    read_record,
    record_given,
    record_ungraded,
    record_verdict,
)
from nbverdict.notebook.results import HISTORY, note_history
from nbverdict.notebook.submission import read_grade_cell
from nbverdict.notebook.titles import TITLE
from nbverdict.sandbox.settings import Sandbox

SECONDS = "seconds"
OURS = (MARK, RECEIVED, TIER, KEY, REPAIRED, HISTORY)  # metadata that grading writes to a notebook
OURS_OF_CELLS = (RECORD, ENDED, TITLE)  # and of a cell
STOPPED = ": a person will look at it"
STOPPED_AGAIN = ", as in an attempt before: return plain figures, tables and values, none of them huge"
NO_RESULT = Ungraded(
    reason="grading left no result for this cell, which is not the student's fault: tell the teaching staff",
    because=Because.LOST,
)
NOT_EXECUTED = Ungraded(reason="the notebook was not executed")


class NotKeptError(OperatorError):
    """Running is not allowed, and there is no cached evidence to judge."""

    def __init__(self) -> None:
        super().__init__("this notebook has no cached evidence: it must run")


@dataclass(frozen=True)
class Collected:
    """The cached run of a notebook, and its answers, if it has just run."""

    run: Run
    seconds: float | None  # run time, if recorded
    fresh: Mapping[str, list[Answers]] = field(default_factory=dict)


class ExecuteAndJudge(Runner):
    """Runs the visible part of each cell in a kernel; hidden calls are judged elsewhere, on evidence."""

    fresh = Bool(False, help="Run a notebook again even if its evidence is cached.").tag(config=True)
    may_run = Bool(True, help="Whether notebooks may run; if not, only cached evidence is judged.").tag(
        config=True
    )
    last = Dict(help="What the last attempt earned, by notebook, challenge and check.").tag(config=True)
    first = Dict(help="What this attempt earned when it was first graded, likewise.").tag(config=True)
    waited = List(help="The `unread` answers of earlier versions.").tag(config=True)
    on_run = CallableTrait(lambda: None, help="Called before a notebook is run.").tag(config=True)
    on_took = CallableTrait(lambda _notebook, _seconds: None, help="Called with a notebook's run time.").tag(
        config=True
    )

    def __call__(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Grade a notebook; with `--no-execute` it stays ungraded, because a missing result scores zero."""
        use_marks(self.config)
        if not self.enabled:
            for cell in filter(read_grade_cell, nb.cells):
                record_ungraded(cell, NOT_EXECUTED)
            return nb, resources
        graded: tuple[NotebookNode, Any] = super().__call__(nb, resources)
        return graded

    def preprocess(self, nb: NotebookNode, resources: Any, km: Any = None) -> tuple[NotebookNode, Any]:
        """Run, collect and judge, and leave in each grade cell the one result that nbgrader reads."""
        ungraded = find_ungraded(nb)
        graded = [*filter(read_grade_cell, nb.cells)]
        for cell in graded:
            cell.metadata.pop(RECORD, None)  # an earlier step's: from here on it holds a result
        if ungraded is None:
            try:
                self._grade(nb, resources, km)
            except JudgementStopped as stopped:
                again = resources["nbgrader"]["notebook"] in self.waited
                reason = f"{stopped}{STOPPED_AGAIN if again else STOPPED}"
                ungraded = Ungraded(reason=reason, pending=not again, because=Because.STOPPED)
            except CourseError as error:
                reason = with_older_score(str(error), self.assessor.store, resources["nbgrader"])
                because = Because.NOT_KEPT if isinstance(error, NotKeptError) else Because.MACHINE
                ungraded = Ungraded(reason=reason, because=because)
        if ungraded is not None:
            quiet_outputs(nb)
            for cell in graded:
                record_ungraded(cell, ungraded)
        for cell in (one for one in graded if RECORD not in one.metadata):
            record_ungraded(cell, NO_RESULT)
        make_inert(nb, ours=OURS, ours_of_cells=OURS_OF_CELLS)
        quiet_texts(nb)
        return writable(nb), resources

    def _grade(self, nb: NotebookNode, resources: Any, km: Any) -> None:
        """Judge each challenge of a notebook on the evidence of its run.

        Raises:
            OperatorError: this machine could not run or judge it.
        """
        graded = [
            (found.challenge, cell)
            for cell in nb.cells
            if (found := read_grade_cell(cell)) and found.challenge
        ]
        challenges = list(dict.fromkeys(name for name, _ in graded))
        collected = self._run_once(nb, resources, challenges, km)
        quiet_outputs(nb)
        rulings = Rulings(self.assessor.store, resources["nbgrader"]["assignment"])
        verdicts = self._verdicts(nb, resources, collected, challenges)
        name = resources["nbgrader"]["notebook"]
        for challenge, cell in graded:
            verdict = rulings.applied(verdicts[challenge])
            waits = f"{name}/{challenge}" not in self.waited
            record_verdict(
                cell, verdict if waits else verdict.read_no_more(), float(cell.metadata["nbgrader"]["points"])
            )
        for cell in filter(_is_test, nb.cells):
            if ruling := rulings.about_plain(cell.metadata["nbgrader"]["grade_id"]):
                record_given(cell, ruling.reason)
        if collected.seconds is not None:
            self.on_took(name, collected.seconds)
        note_history(nb, self.last.get(name), self.first.get(name))

    def _run_once(self, nb: NotebookNode, resources: Any, challenges: Sequence[str], km: Any) -> Collected:
        """Return the cached run of a notebook, or a new one."""
        runs, asked = Runs(self.assessor.store), [self.assessor.asked(name) for name in challenges]
        inputs = inputs_of(nb, resources)
        key = run_key(inputs, self.surroundings(fingerprint(self.assessor.secret)))
        nb.metadata[KEY] = key
        kept = None if self.fresh else runs.find(key, asked)
        if kept is not None and _put_back(nb, cells := kept.cells()):
            return Collected(kept, cells.get(SECONDS))
        if not self.may_run:
            raise NotKeptError
        JUDGE_CLIENT.start()
        self.on_run()
        began = time.monotonic()
        evidence = self.run(nb, resources, challenges, km)
        make_inert(nb, ours=OURS, ours_of_cells=OURS_OF_CELLS)
        seconds = round(time.monotonic() - began, 2)
        by_asked = {self.assessor.asked(name): answers for name, answers in evidence.items()}
        return Collected(runs.keep(key, {**_taken_out(nb), SECONDS: seconds}, by_asked), seconds, evidence)

    def _verdicts(
        self, nb: NotebookNode, resources: Any, collected: Collected, challenges: Sequence[str]
    ) -> dict[str, Verdict]:
        """Return the verdict of each challenge: from the cache, or from one judge for all others."""
        device, kept = self.assessor.device, Verdicts(self.assessor.store)
        asked = {name: self.assessor.asked(name) for name in challenges}
        keys = {name: verdict_key(name, collected.run.digest(asked[name]), device) for name in challenges}
        found = {name: verdict for name in challenges if (verdict := kept.find(keys[name]))}
        evidence = {
            name: collected.fresh.get(name) or self._kept(nb, resources, collected.run, asked[name])
            for name in challenges
            if name not in found
        }
        judged = JUDGE_CLIENT.judge(evidence, self.assessor.device) if evidence else {}
        for name, verdict in judged.items():
            kept.keep(keys[name], verdict)
        return {**found, **judged}

    def _kept(self, nb: NotebookNode, resources: Any, run: Run, asked: ChallengeVersion) -> list[Answers]:
        """Return the cached answers to the cases of a challenge, which are drawn again.

        Raises:
            OperatorError: the cached answers belong to other cases.
        """
        cases = self.assessor.cases(asked.challenge, inputs_of(nb, resources).digest)
        answers = run.answers(asked, cases)
        if answers is None:
            raise OperatorError(
                f"`{asked.challenge}` asks for other cases than were collected",
                hint="draw its cases from `rng` alone: they differ each time that they are drawn",
            )
        return answers

    def surroundings(self, secret: str) -> Surroundings:
        """Return what every run of this course depends on; `secret` is the secret's fingerprint.

        Raises:
            OperatorError: this machine has no sandbox.
        """
        calls = (self.call_seconds, self.calls_seconds, self.step_cpu_seconds)
        limits = (self.timeout, self.notebook_seconds, *calls)
        return surroundings(
            Sandbox(parent=self),
            tier=self.tier(),
            limits=limits,
            secret=secret,
            depends_on=Course(parent=self).depends_on,
        )


def _taken_out(nb: NotebookNode) -> Any:
    """Return the outputs and metadata of a run, as plain data."""
    cells = [
        {
            "outputs": cell.outputs,
            "execution_count": cell.execution_count,
            "record": cell.metadata.get(RECORD) if _is_test(cell) else None,
            ENDED: bool(cell.metadata.get(ENDED)),
        }
        for _, cell in cells_of(nb)
    ]
    return {"cells": cells, "language_info": nb.metadata.get("language_info"), TIER: nb.metadata[TIER]}


def _put_back(nb: NotebookNode, kept: Mapping[str, Any]) -> bool:
    """Restore the outputs of a cached run in a notebook; return whether it ran exactly these cells.

    The key of a run implies that it did. A result on another cell would give points for nothing.
    """
    cells = [cell for _, cell in cells_of(nb)]
    if [_is_test(cell) for cell in cells] != [_was_test(cell_data["record"]) for cell_data in kept["cells"]]:
        return False
    nb.metadata[TIER] = kept[TIER]
    if kept["language_info"]:
        nb.metadata["language_info"] = from_dict(kept["language_info"])
    for cell, cell_data in zip(cells, kept["cells"], strict=True):
        cell.outputs = [from_dict(output) for output in cell_data["outputs"]]
        cell.execution_count = cell_data["execution_count"]
        if cell_data["record"]:
            cell.metadata[RECORD] = from_dict(cell_data["record"])
        cell.metadata.pop(ENDED, None)
        if cell_data.get(ENDED):
            cell.metadata[ENDED] = True
    return True


def _was_test(plain: Any) -> bool:
    """Return whether a cell's cached data is the result of its own test."""
    record = read_record(NotebookNode(metadata={RECORD: plain}))
    return record is not None and record.unprotected


def _is_test(cell: NotebookNode) -> bool:
    """Return whether a cell is a plain test: graded, without a challenge."""
    found = read_grade_cell(cell)
    return found is not None and not found.challenge
