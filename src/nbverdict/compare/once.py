"""What is read from an answer is read once, however many checks and known mistakes it is tried with."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

About = TypeVar("About")
Others = ParamSpec("Others")
Made = TypeVar("Made")
MOST = 8  # answers that are remembered: those of a challenge's cases, whose arrays may be large


def once(
    read: Callable[Concatenate[About, Others], Made],
) -> Callable[Concatenate[About, Others], Made]:
    """Remember what a function read from an answer, which holds arrays and is known by its identity."""
    kept: dict[tuple[Any, ...], tuple[About, Made]] = {}

    @wraps(read)
    def reading(about: About, *others: Others.args, **named: Others.kwargs) -> Made:
        key = (id(about), others, tuple(named.items()))
        if key not in kept:
            made = read(about, *others, **named)
            if len(kept) >= MOST:
                del kept[next(iter(kept))]
            kept[key] = (about, made)  # with the answer, so that no other gets its identity
        return kept[key][1]

    return reading  # type: ignore[return-value]  # its first argument has a name
