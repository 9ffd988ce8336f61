"""A cache of values read from an answer, which many checks and known mistakes ask for."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

About = TypeVar("About")
Others = ParamSpec("Others")
Made = TypeVar("Made")
MOST = 8  # cached answers: enough for a challenge's cases; their arrays may be large


def once(read: Callable[Concatenate[About, Others], Made]) -> Callable[Concatenate[About, Others], Made]:
    """Cache what a function reads from an answer by the answer's identity: arrays are not hashable."""
    kept: dict[tuple[Any, ...], tuple[About, Made]] = {}

    @wraps(read)
    def reading(about: About, *others: Others.args, **named: Others.kwargs) -> Made:
        key = (id(about), others, tuple(named.items()))
        if key not in kept:
            made = read(about, *others, **named)
            if len(kept) >= MOST:
                del kept[next(iter(kept))]
            kept[key] = (about, made)  # keep the answer alive, so that no other gets its id
        return kept[key][1]

    return reading  # type: ignore[return-value]  # the first parameter is named
