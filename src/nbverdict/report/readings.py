"""Stores what a report showed of each group, so that its command scores exactly these answers."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from nbverdict.errors import StaffError
from nbverdict.notebook.keys import digest
from nbverdict.report.class_results import GradedAnswer
from nbverdict.report.course_files import CourseFiles
from nbverdict.report.queue import AnswerGroup, Reason, groups_of
from nbverdict.store.typed import Codec

FOLDER = "readings"
SHORT = 6  # digits of a group's id; more if needed to make it unique


@dataclass(frozen=True, kw_only=True)
class GroupReading:
    """One group as a report showed it."""

    notebook: str
    cell: str
    reason: Reason
    answers: Mapping[str, str]  # by student: digest of all that a reviewer could read
    together: bool = False  # whether one look decided for the whole group

    def is_of(self, group: AnswerGroup) -> bool:
        """Say whether a group is about the same question and reason."""
        return (group.notebook, group.cell, group.reason) == (self.notebook, self.cell, self.reason)


READING = Codec[GroupReading](GroupReading)


class Readings:
    """The groups that reports about an assignment showed, stored below the course's evidence."""

    def __init__(self, room: CourseFiles, assignment: str) -> None:
        """Name the folder; the first report creates it."""
        self.assignment, self.folder = assignment, room.store / FOLDER / assignment

    def keep(self, group: AnswerGroup) -> AnswerGroup:
        """Store a group as shown, and return it with a unique id."""
        shown = {one.student: one.read for one in group.answers}
        reading = GroupReading(
            notebook=group.notebook,
            cell=group.cell,
            reason=group.reason,
            answers=shown,
            together=group.together,
        )
        places = self._places(digest(READING.plain(reading)))
        path = next(path for path in places if _is_free(path, reading))
        if not path.exists():
            READING.write(path, reading, indent=1)
        return replace(group, name=path.stem)

    def find(
        self, name: str, answers: Sequence[GradedAnswer], students: Sequence[str] = ()
    ) -> tuple[AnswerGroup, list[str]]:
        """Return the answers of a group (or of some students in it) that still wait, and who changed theirs.

        Raises:
            StaffError: no report showed such a group, none of its answers still waits unchanged, or its
                answers are not the same and no student is named.
        """
        reading = self._read(name)
        if not students and not reading.together and len(reading.answers) > 1:
            raise StaffError(
                f"the answers of group `{name}` are not the same, or were not all shown",
                hint=f"name the students with --student NAME: {', '.join(reading.answers)}",
            )
        wanted = {student: reading.answers.get(student, "") for student in students or reading.answers}
        if absent := [student for student in wanted if student not in reading.answers]:
            raise StaffError(
                f"{', '.join(absent)} does not wait in group `{name}`",
                hint=f"these did: {', '.join(reading.answers)}",
            )
        same = [group for group in groups_of(answers) if reading.is_of(group)]
        waiting = [one for group in same for one in group.answers if wanted.get(one.student) == one.read]
        now = {one.student: one.read for one in answers if one.question == (reading.notebook, reading.cell)}
        changed = [student for student, read in wanted.items() if now.get(student) != read]
        if not waiting:
            raise self._nothing_waits(name, changed)
        return replace(same[0], name=name, answers=tuple(waiting)), changed

    def _read(self, name: str) -> GroupReading:
        path = self.folder / f"{name}.json"
        reading = READING.find(path) if name.isalnum() else None
        if reading is None:
            raise StaffError(
                f"no report of `{self.assignment}` shows a group `{name}`",
                hint=f"`nbverdict report {self.assignment}` shows all that wait, with their commands",
            )
        return reading

    def _nothing_waits(self, name: str, changed: Sequence[str]) -> StaffError:
        """Return the error for a group of which no answer waits unchanged."""
        others = f"; these answers are others by now: {', '.join(changed)}" if changed else ""
        return StaffError(
            f"nothing of group `{name}` waits any longer as it was shown{others}",
            hint=f"`nbverdict report {self.assignment}` shows all that wait, with their commands",
        )

    def _places(self, name: str) -> Iterator[Path]:
        return (self.folder / f"{name[:length]}.json" for length in range(SHORT, len(name) + 1))


def _is_free(path: Path, reading: GroupReading) -> bool:
    """Say whether a path is free for a group, or holds this very group."""
    return not path.exists() or READING.find(path) == reading
