"""Replaces the paths of the home, temporary and working folders that packages stored when they were imported.

A walled process has other paths, which are called places here, than the warm server that it was forked from.
The server's own are unique, so each string that contains one is found once, after the imports, and replaced
in every fork, whatever package holds it.
"""

import gc
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from types import BuiltinFunctionType, CellType, FunctionType, GetSetDescriptorType, MemberDescriptorType
from typing import Any

HOME, SETTINGS = "HOME", "MPLCONFIGDIR"
NAMES = ("PWD", "TMPDIR", SETTINGS, HOME)  # paths within others come first
MANY = 500  # objects that are searched at once for such a string
PASSED_OVER = frozenset(  # most objects, whose content cannot be changed
    (BuiltinFunctionType, FunctionType, GetSetDescriptorType, MemberDescriptorType, frozenset, tuple, type)
)
Pairs = Sequence[tuple[str, str]]  # each place in the server, and in the fork


def places_of(environment: Mapping[str, str]) -> tuple[str, ...]:
    """Return the places that an environment names."""
    settings = os.path.join(environment[HOME], ".config", "matplotlib")
    return tuple({SETTINGS: settings, **environment}[name] for name in NAMES)


class Remembered:
    """The objects of a warm server that hold its places, and the folders that its imports made in them."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        """Search for the places that this environment names."""
        self.places = places_of(environment)  # a tuple, so the search skips it
        self.holders = list(find(environment[HOME], environment.get(SETTINGS, environment[HOME])))
        self.folders = tuple(folder for folder, _, _ in os.walk(environment[HOME]))

    def move(self, environment: Mapping[str, str]) -> None:
        """Replace the server's places by those of this environment, once."""
        pairs = tuple(zip(self.places, places_of(environment), strict=True))
        for holder in self.holders:
            _rewrite(holder, pairs)
        for folder in self.folders:
            with suppress(OSError):  # its disk may be full, which is its own fault
                os.makedirs(moved(folder, pairs), exist_ok=True)
        self.places, self.holders, self.folders = (), [], ()


def moved(text: str, pairs: Pairs) -> str:
    """Return a text with each place replaced."""
    for here, there in pairs:
        text = text.replace(here, there)
    return text


def find(home: str, settings: str) -> Iterator[Any]:
    """Yield every object that holds a string with one of these places."""
    gc.unfreeze()  # `get_objects` does not list frozen ones
    everything = [one for one in gc.get_objects() if type(one) not in PASSED_OVER]
    for at in range(0, len(everything), MANY):
        some = everything[at : at + MANY]
        if _held(gc.get_referents(*some), home, settings):
            yield from _holders(some, home, settings)


def _holders(some: Iterable[Any], home: str, settings: str) -> Iterator[Any]:
    for one in some:
        held = _held(gc.get_referents(one), home, settings)
        if any(type(value) is str for value in held):
            yield _owner(one)
        yield from (value for value in held if type(value) is dict)


def _owner(holder: Any) -> Any:
    """Return the class whose dictionary this is, as only the class can change it; else the holder itself."""
    if type(holder) is dict and "__module__" in holder and "__name__" not in holder:
        return next((one for one in gc.get_referrers(holder) if isinstance(one, type)), holder)
    return holder


def _held(values: Iterable[Any], home: str, settings: str) -> list[Any]:
    """Return the strings that contain a place, and dictionaries with one that `gc` does not track."""
    return [
        value
        for value in values
        if (type(value) is str and (home in value or settings in value))
        or (type(value) is dict and not gc.is_tracked(value) and _held(value.values(), home, settings))
    ]


def _rewrite(holder: Any, pairs: Pairs) -> None:
    """Replace the places in what an object holds."""
    kind = type(holder)
    if issubclass(kind, dict):
        _rewrite_dictionary(holder, pairs)
    elif issubclass(kind, list):
        for place, value in enumerate(holder):
            if type(value) is str:
                list.__setitem__(holder, place, moved(value, pairs))
    elif issubclass(kind, set):
        texts = {value for value in holder if type(value) is str}
        set.difference_update(holder, texts)
        set.update(holder, {moved(text, pairs) for text in texts})
    elif issubclass(kind, CellType):
        holder.cell_contents = moved(holder.cell_contents, pairs)
    elif issubclass(kind, type):
        for name, value in list(vars(holder).items()):
            if type(value) is str and (text := moved(value, pairs)) != value:
                setattr(holder, name, text)
    else:
        _rewrite_attributes(holder, pairs)


def _rewrite_dictionary(holder: dict[Any, Any], pairs: Pairs) -> None:
    """Replace the places in a dictionary, without calling methods of a subclass."""
    for key, value in dict.items(holder):
        if type(value) is str and (text := moved(value, pairs)) != value:
            dict.__setitem__(holder, key, text)


def _rewrite_attributes(holder: Any, pairs: Pairs) -> None:
    """Replace the places in an object's own attributes, even if it is frozen."""
    slots = [slot for kind in type(holder).__mro__ for slot in _listed(vars(kind).get("__slots__", ()))]
    for name in (*slots, *getattr(holder, "__dict__", ())):
        with suppress(AttributeError, TypeError):
            value = object.__getattribute__(holder, name)
            if type(value) is str:
                object.__setattr__(holder, name, moved(value, pairs))


def _listed(slots: str | Iterable[str]) -> Iterable[str]:
    return (slots,) if isinstance(slots, str) else slots
