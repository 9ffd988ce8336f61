"""What `python -m benchmarks.soak` computes from its rows: what grows is seen, what stays is not."""

import math
import os
from collections.abc import Callable
from dataclasses import replace

import pytest

from benchmarks.soak.rows import ROLES, Ended, Graded, Row, Sample, figures, is_good

SIZE, FLAT = 100, ("memory_flat", "descriptors_flat", "mounts_flat", "processes_flat", "scratch_flat")


def rows(grow: Callable[[Sample], Sample] = lambda one: one, *, slower: float = 0.0) -> list[Row]:
    """Return the rows of a class of which one submission is graded every second, or later and later."""
    samples = [
        Sample(
            time=float(second),
            pss_mb=dict.fromkeys(ROLES, 200.0),
            rss_mb=dict.fromkeys(ROLES, 300.0),
            descriptors=dict.fromkeys(ROLES, 40),
            mounts=60,
            processes=12,
            in_memory=2,
            scratch=3,
            cpu=2.0 * second,
            machine=2.0 * second,
        )
        for second in range(SIZE)
    ]
    graded = [Graded(student=f"s{n}", time=n + slower * n * n) for n in range(SIZE)]
    return [*map(grow, samples), *graded, Ended(code=0, seconds=100.0, left=())]


def test_what_stays_is_good() -> None:
    """All is flat, and the pace is the same."""
    told = figures(rows())

    assert all(told[name] for name in (*FLAT, "linear"))
    assert is_good(told, enough=SIZE)
    assert not is_good(told, enough=SIZE + 1)


@pytest.mark.parametrize(
    ("grow", "seen"),
    [
        (lambda one: replace(one, pss_mb={**one.pss_mb, "workers": 200 + one.time}), "memory_flat"),
        (lambda one: replace(one, rss_mb={**one.rss_mb, "main": 300 + 2 * one.time}), "memory_flat"),
        (lambda one: replace(one, descriptors={**one.descriptors, "server": 40 + int(one.time)}), FLAT[1]),
        (lambda one: replace(one, mounts=60 + int(one.time)), "mounts_flat"),
        (lambda one: replace(one, processes=12 + int(one.time) // 10), "processes_flat"),
        (lambda one: replace(one, scratch=3 + int(one.time)), "scratch_flat"),
    ],
)
def test_what_grows_is_seen(grow: Callable[[Sample], Sample], seen: str) -> None:
    """And nothing else is blamed for it."""
    told = figures(rows(grow))

    assert [name for name in FLAT if not told[name]] == [seen]
    assert not is_good(told, enough=SIZE)


def test_a_class_that_gets_slower_is_seen() -> None:
    """The last fifth has less than 0.8 of the pace of the second."""
    assert not figures(rows(slower=0.01))["linear"]


@pytest.mark.parametrize("alone", [True, False])
def test_others_on_this_machine_are_not_our_pace(*, alone: bool) -> None:
    """Where they use it too, CPU time decides: each submission takes as much of it as the first."""

    def shared(one: Sample) -> Sample:
        time = 2 * one.time
        graded = (math.sqrt(1 + 0.04 * time) - 1) / 0.02
        others = 0.0 if alone else time * (os.cpu_count() or 1) / 2
        return replace(one, time=time, cpu=graded, machine=graded + others)

    told = figures(rows(shared, slower=0.01))

    assert (told["disturbed"], told["linear"]) == (not alone, not alone)


def test_what_is_left_is_seen() -> None:
    """So is a run that failed."""
    good = rows()[:-1]

    assert not is_good(figures([*good, Ended(code=0, seconds=1.0, left=("a file",))]), enough=SIZE)
    assert not is_good(figures([*good, Ended(code=1, seconds=1.0, left=())]), enough=SIZE)
