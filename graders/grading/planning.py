"""What there is to do for a class: who is as he was, who is only judged, and who must run."""

from collections.abc import Mapping
from dataclasses import dataclass

from graders.grading.assignment import Asked
from graders.grading.book import Book
from graders.grading.ledger import Ledger
from graders.grading.task import Graded, Task


@dataclass(frozen=True)
class Plan:
    """Submissions that are as they were, and tasks, of which some only judge."""

    unchanged: tuple[Graded, ...]
    tasks: tuple[Task, ...]
    judge: int  # tasks whose evidence should be kept
    because: tuple[str, ...] = ()  # why others that were graded must run again

    @property
    def run(self) -> int:
        """How many submissions must run."""
        return len(self.tasks) - self.judge


def plan_of(
    asked: Asked, states: Mapping[str, str], ledger: Ledger, book: Book, *, force: bool = False
) -> Plan:
    """Return what there is to do; `states` tells what lies in each student's folder now."""
    unchanged, tasks, judge, because = [], [], 0, set[str]()
    for student, state in states.items():
        last = ledger.last(asked.assignment, student)
        same = last if last and last.holds and last.state == state and not force else None
        if same and asked.is_all(same):
            unchanged.append(
                Graded(student, same.results, skipped=True, notes=same.notes, seconds=same.seconds)
            )
            continue
        answers = last.answers if last else {}
        tasks.append(Task(student=student, page=book.page(student), answers=answers, fresh=force))
        if same:
            judge += asked.is_kept(same)
            because |= set(asked.changed(same))
    return Plan(tuple(unchanged), tuple(tasks), judge, tuple(sorted(because)))
