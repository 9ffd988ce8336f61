"""Kills in a row: the class is completed bit by bit, and what is there is looked at after every kill."""

import random
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from benchmarks.faults.launch import Pause, Run, launch
from benchmarks.faults.paused import PHASES, POINTS, RUNNING
from benchmarks.faults.problems import CHANGED, Problem, after_end, after_fault, left_behind
from benchmarks.faults.processes import descendants, wait_until_gone, walled_folders
from benchmarks.faults.rows import EndRow, KillRow
from benchmarks.faults.state import State, read_state
from benchmarks.faults.templates import Template

AT_ONCE = 6  # kills before the run that completes the class
MISSES = 10  # series in which a class is complete before anybody was killed
LATEST = 0.004  # seconds after the announcement of what does not stand still
Spoil = Callable[[], None]


def nothing() -> None:
    """Leave the product as it is."""


class Series:
    """One course, and what befalls it."""

    def __init__(self, template: Template, folder: Path, number: int, *, spoil: Spoil = nothing) -> None:
        """Begin with a copy of a template; `spoil` spoils the product in each run that is killed."""
        self.template, self.number, self.spoil = template, number, spoil
        self.course = template.copied(folder)
        self.before = template.old
        self.chance = random.Random(number)  # noqa: S311 - so that a series can be repeated
        self.kills = 0

    def kill_at(self, point: str, call: int | None = None) -> KillRow | None:
        """Kill a run at a point; return None where the run ended before it was reached."""
        began = time.monotonic()
        call = call or self._some_call(point)
        run = launch(self.course, pause=Pause(point, call), first=self.spoil)
        if run.reached() is None:
            return None
        strays = self._kill(run, point)
        problems = self.look()
        self.kills += 1
        return KillRow(
            series=self.number,
            variant=self.template.name,
            phase=POINTS[point].phase,
            point=point,
            call=call,
            graded=len(self.before.graded),
            problems=tuple(problems),
            strays=tuple(strays),
            seconds=round(time.monotonic() - began, 2),
        )

    def look(self, *, withdrawn: bool = False) -> list[Problem]:
        """Return what is wrong now; the next look compares with what is there now."""
        try:
            now = read_state(self.course)
        except (ValueError, KeyError, OSError) as error:
            return [Problem(CHANGED, f"half written: {error}")]
        found = after_fault(now, self.before, self.template.old, self.template.new, withdrawn=withdrawn)
        self.before = now
        return found

    def end(self) -> EndRow:
        """Complete the class, compare it with the reference, and run once more, which must do nothing."""
        began = time.monotonic()
        problems, strays, said, codes = list[Problem](), list[str](), "", list[int]()
        for again in (False, True):
            run = launch(self.course)
            codes.append(run.wait())
            strays += wait_until_gone()
            said = run.said()
            problems += self.compared(self.template.new)
            if again and "0 to run, 0 to judge" not in said:
                problems.append(Problem(CHANGED, f"the run after the last graded: {said.splitlines()[:1]}"))
        if any(codes):
            problems.append(Problem(CHANGED, f"runs without faults ended with {codes}"))
        problems += left_behind(self.course, self.course.parent / "tmp")
        return EndRow(
            series=self.number,
            variant=self.template.name,
            kills=self.kills,
            code=max(codes),
            problems=tuple(dict.fromkeys(problems)),
            strays=tuple(strays),
            seconds=round(time.monotonic() - began, 2),
            said=said[-1500:] if problems or max(codes) else "",
        )

    def compared(self, expected: State) -> list[Problem]:
        """Return what differs from what is expected of a class that is complete."""
        try:
            return after_end(read_state(self.course), expected)
        except (ValueError, KeyError, OSError) as error:
            return [Problem(CHANGED, f"half written: {error}")]

    def _kill(self, run: Run, point: str) -> list[str]:
        if POINTS[point].when == RUNNING:
            time.sleep(self.chance.uniform(0, LATEST))
            folders = set[str]()
        else:
            folders = walled_folders(descendants(run.process))
        run.kill()
        return wait_until_gone(folders=folders)

    def _some_call(self, point: str) -> int:
        """Return a number that is reached: the class is completed bit by bit."""
        left = sum(
            self.before.book.rows.get(student) != page
            for student, page in self.template.new.book.rows.items()
        )
        most = max(1, min(left // 2, 5)) if POINTS[point].once else min(2, max(1, left // 4))
        return self.chance.randint(1, most)


def kill_many(
    templates: Sequence[Template], folder: Path, wanted: int, *, seed: int = 0
) -> Iterator[KillRow | EndRow]:
    """Kill as often as is wanted, in each phase as often as in the others, in one series after the other."""
    left = {phase: len(range(place, wanted, len(PHASES))) for place, phase in enumerate(PHASES)}
    whole = dict(left)
    points = {phase: [name for name, one in POINTS.items() if one.phase == phase] for phase in PHASES}
    for number in range(seed + 1, seed + wanted + MISSES):
        if not any(left.values()):
            return
        series = Series(templates[number % len(templates)], folder / f"series-{number}", number)
        for phase in _some(series.chance, left):
            row = series.kill_at(points[phase][(whole[phase] - left[phase] + seed) % len(points[phase])])
            if row is None:  # the class is complete
                break
            left[phase] -= 1
            yield row
        yield series.end()


def _some(chance: random.Random, left: dict[str, int]) -> list[str]:
    """Return phases that kills are left in, those with the most first, in any order."""
    most = sorted(PHASES, key=lambda phase: -left[phase])[:AT_ONCE]
    chosen = [phase for phase in most if left[phase]]
    chance.shuffle(chosen)
    return chosen
