"""Runs a submission, collects its evidence and judges it: what takes the place of nbgrader's Execute."""

from pathlib import Path
from typing import Any

from nbformat import NotebookNode

from graders.errors import CourseError
from graders.evidence.answers import Answers
from graders.grading.apart import Apart
from graders.grading.record import record_ungraded, record_verdict
from graders.grading.run import Runner
from graders.grading.settings import Course
from graders.grading.submission import read_grade_cell
from graders.grading.ungraded import Ungraded, find_ungraded
from graders.grading.versions import with_older_score

APART = Apart()  # one for this process, which constructs one of these for each notebook


class ExecuteAndJudge(Runner):
    """Runs the visible part of each cell in a kernel; hidden calls are judged apart, on evidence."""

    def __call__(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Grade a notebook; with `--no-execute` nothing is graded, for silence scores zero."""
        if not self.enabled:
            for cell in filter(read_grade_cell, nb.cells):
                record_ungraded(cell, "the notebook was not executed")
            return nb, resources
        graded: tuple[NotebookNode, Any] = super().__call__(nb, resources)
        return graded

    def preprocess(self, nb: NotebookNode, resources: Any, km: Any = None) -> tuple[NotebookNode, Any]:
        """Run, collect, judge, and leave in each grade cell the one result that nbgrader reads."""
        ungraded, machine = find_ungraded(nb), False
        if ungraded is None:
            graded = [
                (cell, found.challenge)
                for cell in nb.cells
                if (found := read_grade_cell(cell)) and found.challenge
            ]
            APART.start()
            try:
                evidence = self.run(nb, resources, [challenge for _, challenge in graded], km)
                for cell, challenge in graded:
                    self._judge(cell, challenge, evidence[challenge])
            except CourseError as error:
                evidence_folder = Path(self.root or Path.cwd()) / Course(parent=self).evidence_directory
                ungraded = Ungraded(with_older_score(str(error), evidence_folder, resources["nbgrader"]))
                machine = True
        if ungraded is not None:
            for cell in filter(read_grade_cell, nb.cells):
                record_ungraded(cell, ungraded.reason, pending=ungraded.pending, machine=machine)
        return nb, resources

    def _judge(self, cell: NotebookNode, challenge: str, evidence: list[Answers]) -> None:
        verdict = APART.judge(challenge, evidence, Course(parent=self).device)
        record_verdict(cell, verdict, float(cell.metadata["nbgrader"]["points"]))
