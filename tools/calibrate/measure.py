"""Measures everything that a tolerance is derived from, on cases that are drawn as a submission's are."""

import json
import os
import platform
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path

from nbverdict.evidence.cases import Case, draw
from nbverdict.judging.discovery import load_challenge
from tools.calibrate.distances import distances
from tools.calibrate.maps import honest_maps
from tools.calibrate.measured import Honest, Measured, Near
from tools.calibrate.places import NO_GPU, Place, all_places
from tools.calibrate.sizes import honest_sizes
from tools.calibrate.values import COMPARED
from tools.calibrate.weights import honest_weights

SECRET = b"course calibrate"  # no course's: the same cases are drawn each time
DRAWS = 20

Labelled = tuple[str, Case]


def measure(say: Callable[[str], None], *, draws: int = DRAWS) -> Measured:
    """Return how far honest computations and known mistakes deviate, over so many draws of hidden cases.

    `say` is told what is measured next.
    """
    places = all_places()
    honest = []
    for challenge in dict.fromkeys(one.challenge for one in COMPARED):
        say(f"honest computations of {challenge}")
        honest += [
            row for label, case in _cases(challenge, draws) for row in _honest(challenge, case, label, places)
        ]
    near = []
    for compared in COMPARED:
        say(f"known mistakes of {compared.challenge}, as {compared.check} sees them")
        near += distances(
            compared, [case for number in range(draws) for case in draw_cases(compared.challenge, number)]
        )
    left_out = "" if any(place.device == "cuda" for place in places) else NO_GPU
    return Measured(tuple(honest), tuple(near), draws, _machine(places), left_out)


def draw_cases(challenge: str, number: int) -> list[Case]:
    """Return the hidden cases of one draw."""
    module = load_challenge(challenge)
    rng = draw(SECRET, challenge=challenge, version=module.CASES, submission=f"draw {number}")
    return list(module.hidden_cases(rng))


def write_rows(measured: Measured, path: Path) -> None:
    """Write a line of JSON for each honest computation and each way of making a mistake."""
    path.parent.mkdir(parents=True, exist_ok=True)
    rows: tuple[Honest | Near, ...] = (*measured.honest, *measured.near)
    lines = (json.dumps({"row": type(row).__name__, **asdict(row)}) + "\n" for row in rows)
    path.write_text("".join(lines), "utf-8")


def _cases(challenge: str, draws: int) -> Iterator[Labelled]:
    """Yield the case of the notebook, then those of each draw."""
    yield from (("shown", case) for case in load_challenge(challenge).shown_cases())
    for number in range(draws):
        yield from ((f"draw {number}, {case.name}", case) for case in draw_cases(challenge, number))


def _honest(challenge: str, case: Case, label: str, places: tuple[Place, ...]) -> Iterator[Honest]:
    if challenge == "attention_grid":
        return honest_maps(case, label, places)
    if challenge == "attention_weights":
        return honest_weights(case, label, places)
    return honest_sizes(load_challenge(challenge), case, label)


def _machine(places: tuple[Place, ...]) -> str:
    """Return what the figures depend on."""
    import torch

    gpu = f"{torch.cuda.get_device_name()}, " if any(place.device == "cuda" for place in places) else ""
    system = f"Linux {platform.release().split('-')[0]}"
    return f"{gpu}{os.cpu_count()} cores, {platform.machine()}, {system}, torch {torch.__version__}"
