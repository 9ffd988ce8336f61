"""Grades an assignment's variants as a class, and reports problems of its checks."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

from nbverdict.config.borrowed import borrow_course
from nbverdict.config.sanity import ensure_sane
from nbverdict.config.settings import code_of, read_config
from nbverdict.course.grade_class import Classroom
from nbverdict.course.preflight import challenges_of, source_of
from nbverdict.errors import StaffError
from nbverdict.judging.rehearsal import rehearse
from nbverdict.selfcheck.kill_matrix import KillMatrix, matrix
from nbverdict.selfcheck.mock_class import BLANK, MockStudent, hand_in, mock_class
from nbverdict.selfcheck.outcomes import ObservedVariant, observe
from nbverdict.selfcheck.rules import (
    blank_problems,
    check_problems,
    name_problems,
    release_problems,
    verdict_problems,
)
from nbverdict.selfcheck.variants import read_variants


@dataclass(frozen=True)
class Checked:
    """The result of checking an assignment."""

    observed: tuple[ObservedVariant, ...]
    matrices: tuple[KillMatrix, ...]
    problems: tuple[str, ...]


class Check:
    """The check of one assignment, in a scratch course."""

    def __init__(self, root: Path, assignment: str, scratch: Path) -> None:
        """Read the variants and generate the release.

        Raises:
            StaffError: there is no such assignment, no cell names a challenge, or variants are missing.
        """
        self.assignment, self.root = assignment, scratch
        config = read_config(root)
        ensure_sane(config, root)
        self.source = source_of(config, root, assignment)
        found = challenges_of(self.source)
        self.notebooks = {notebook: list(modules) for notebook, modules in found.items()}
        names = [name for challenges in self.notebooks.values() for name in challenges]
        if not names:
            raise StaffError(
                f"no grade cell of `{assignment}` calls a challenge",
                hint='its hidden lines are `from nbverdict import grade` and `grade("NAME")`',
            )
        self.modules: Mapping[str, ModuleType] = {
            name: module for modules in found.values() for name, module in modules.items()
        }
        for module in self.modules.values():
            rehearse(module)
        self.seats: Sequence[MockStudent] = mock_class(
            read_variants(code_of(config, root).folder, names), self.notebooks
        )
        borrow_course(root, assignment, scratch)
        self.room = Classroom(scratch)

    def run(self, tick: Callable[[], None] = lambda: None) -> Checked:
        """Grade the class of variants; `tick` is called after each of its students.

        Raises:
            StaffError: a submission could not be graded.
        """
        self.room.generate(self.assignment)
        hand_in(self.seats, self.root / "release" / self.assignment, self.root / "submitted")
        students = self.room.students(self.assignment)
        for graded in self.room.grade(self.assignment, students, workers=None):
            if graded.error:
                raise StaffError(f"{graded.student} could not be graded: {graded.error}")
            tick()
        observed = observe(self.seats, self.root / "autograded", self.assignment)
        matrices = tuple(matrix(module, observed) for module in self.modules.values())
        return Checked(tuple(observed), matrices, tuple(self._problems(observed, matrices)))

    def _problems(self, observed: Sequence[ObservedVariant], matrices: Sequence[KillMatrix]) -> Iterator[str]:
        release = self.root / "release" / self.assignment
        yield from release_problems(self.source, release, self.modules)
        yield from check_problems(list(self.modules.values()), matrices)
        yield from verdict_problems(observed)
        yield from name_problems(observed)
        yield from blank_problems(self.root / "autograded" / BLANK / self.assignment)
