"""Grades a class full of attacks, and shows that each attack succeeds where nothing stands in its way."""

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Any

from security.attacks.attack import Attack
from security.attacks.canaries import Tokens
from security.attacks.course import ASSIGNMENT, PEER, Student, hand_in, template, the_class
from security.attacks.folders import scratch
from security.attacks.outside import Graded, Touch, fingerprints, touches, usual_of
from security.attacks.running import run_contained
from security.attacks.walls import BUILD, SOURCE, with_backups, without

RUNS = ("namespaces/root", "namespaces/user", "landlock/root", "landlock/user")
STOCK = "stock nbgrader"
ALONE_SECONDS, CLASS_SECONDS = 75, 1800


@dataclass(frozen=True)
class Row:
    """What one attack came to in one run."""

    attack: str
    run: str
    succeeded: bool
    touched: tuple[Touch, ...] = field(repr=False)

    @property
    def canaries(self) -> list[str]:
        """Return what it touched."""
        return sorted({touch.canary for touch in self.touched})


@dataclass(frozen=True)
class Where:
    """Where a class is graded: by stock nbgrader or by us, on which tier, as whom, without which walls."""

    run: str
    removed: tuple[str, ...] = ()
    pages: bool = True  # nbgrader makes them by a command of its own

    @property
    def stock(self) -> bool:
        """Whether nbgrader grades alone."""
        return self.run.startswith(STOCK)

    @property
    def name(self) -> str:
        """Return what a row calls it."""
        return f"{self.run} without {', '.join(self.removed)}" if self.removed else self.run


class Harness:
    """Runs classes, each in a world and a course of its own."""

    def __init__(self, work: Path) -> None:
        """Make the courses that all runs are copied from."""
        self.work = work
        self.templates = {stock: template(work / f"template-{stock}", stock=stock) for stock in (True, False)}
        self._usual: dict[str, Any] = {}
        self._without: dict[tuple[str, ...], Path] = {}
        self._lock = Lock()

    def grade_class(self, attacks: Sequence[Attack], run: str) -> list[Row]:
        """Grade all attacks in one go, and return a row for each; strays have their own."""
        found = self._run(the_class(attacks), Where(run), seconds=CLASS_SECONDS)
        rows = []
        for attack in attacks:
            own = tuple(touch for touch in found if _is_of(touch, attack))
            rows.append(Row(attack.name, run, bool(own), own))
        strays = tuple(touch for touch in found if touch.student is None)
        return [*rows, *([Row("(nobody known)", run, True, strays)] if strays else [])]

    def prove(self, attack: Attack, where: Where) -> Row:
        """Grade one attack between honest students; it succeeds where its own canary is touched."""
        students = [
            Student(PEER),
            *(
                Student(f"{place:03d}_b_{name}", attack)
                for place, name in enumerate(attack.students, start=1)
            ),
            Student("999_honest"),
        ]
        found = tuple(self._run(students, where, seconds=ALONE_SECONDS))
        return Row(attack.name, where.name, any(touch.canary == attack.canary for touch in found), found)

    def usual(self, run: str) -> dict[str, Any]:
        """Return what an honest class leaves in such a run."""
        if run not in self._usual:
            honest = [Student(PEER), Student("001_a_honest"), Student("999_honest")]
            with self._graded(honest, Where(run), ALONE_SECONDS) as graded:
                self._usual[run] = usual_of(graded)
        usual: dict[str, Any] = self._usual[run]
        return usual

    def _run(self, students: Sequence[Student], where: Where, *, seconds: float) -> list[Touch]:
        usual = self.usual(where.run)
        with self._graded(students, where, seconds) as graded:
            return touches(graded, usual)

    @contextmanager
    def _graded(self, students: Sequence[Student], where: Where, seconds: float) -> Iterator[Graded]:
        """Grade a class in a copy of the course."""
        tokens = Tokens()
        with scratch(self.work) as folder:
            course = folder / "course"
            shutil.copytree(self.templates[where.stock], course)
            (course / "course_secret").write_text(tokens.secret + "\n")
            tier, _, user = where.run.rpartition("/")
            if not where.stock:
                with (course / "course_config.py").open("a") as config:
                    config.write(f'c.Sandbox.tier = "{tier}"\n')
            hand_in(course, students, tokens)
            before = fingerprints(course)
            seen = run_contained(
                course,
                _commands(where),
                user=user,
                tokens=tokens,
                seconds=seconds,
                engine=self._engine(where),
            )
            self._log(where, students, seen.printed)
            yield Graded(course, students, seen, tokens, before, where.stock, where.pages)

    def _engine(self, where: Where) -> Path:
        """Return where the engine lies that grades there."""
        if not where.removed:
            return SOURCE
        with self._lock:
            if where.removed not in self._without:
                self._without[where.removed] = without(where.removed)
            return self._without[where.removed]

    def _log(self, where: Where, students: Sequence[Student], printed: str) -> None:
        """Keep what a run printed, for whoever looks into it."""
        names = [student.attack.name for student in students if student.attack] or ["honest"]
        name = names[0] if len(set(names)) == 1 else "class"
        logs = BUILD / "logs" / where.name.replace("/", "-").replace(" ", "_").replace(",", "")
        logs.mkdir(parents=True, exist_ok=True)
        (logs / f"{name}.txt").write_text(printed, "utf-8")


def elsewhere(attack: Attack) -> Where:
    """Return where an attack is shown to succeed."""
    if attack.proof.startswith(STOCK):
        return Where(attack.proof, pages=attack.family in {"feedback", "stopping"})
    return Where(attack.proof, with_backups(attack.walls))


def _commands(where: Where) -> list[list[str]]:
    if not where.stock:
        return [["nbverdict", "grade", ASSIGNMENT, "--workers", "1"]]  # what each takes is told apart
    pages = [["nbgrader", "generate_feedback", ASSIGNMENT]] if where.pages else []
    return [["nbgrader", "autograde", ASSIGNMENT], *pages]


def _is_of(touch: Touch, attack: Attack) -> bool:
    return touch.student is not None and touch.student.partition("_b_")[2] in attack.students
