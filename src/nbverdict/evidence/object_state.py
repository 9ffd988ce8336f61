"""Runs in the student's process: what containers and objects hold, and what brings that back.

It is sent as text, so nothing of this project is imported.
"""

import array
import functools
import os
import random
import sys
from collections import OrderedDict, deque
from collections.abc import Callable, Iterator
from types import BuiltinMethodType, CellType, FunctionType, MethodType, ModuleType
from typing import Any

Undo = Callable[[], object]
Held = Iterator[tuple[Any, Undo | None]]  # what an object holds, each with what brings it back
PLAIN = (int, float, complex, bool, str, bytes, type(None), range, slice)
CONTAINERS = (dict, list, set, deque, tuple, bytearray, array.array)
PARTS: dict[type, tuple[str, ...]] = {
    functools.partial: ("func", "args", "keywords"),
    MethodType: ("__self__", "__func__"),
    BuiltinMethodType: ("__self__",),
}
UNWALKED = frozenset(  # packages whose objects hold thousands of others, and nothing of a student's
    (
        *("matplotlib", "mpl_toolkits", "seaborn", "PIL", "IPython", "ipykernel", "traitlets", "zmq"),
        *("tornado", "asyncio", "threading", "_thread", "logging", "tokenizers", "numpy", "pandas", "torch"),
        *("polars", "tensorflow", "jax", "types", "re", "ast", "concurrent", "multiprocessing", "weakref"),
    )
)
INSTALLED = tuple({os.path.realpath(path) for path in (sys.prefix, sys.base_prefix)})  # nobody's own
walked_kinds: dict[type, bool] = {}  # whether the attributes of a class's objects are looked at
own_modules: dict[str, bool] = {"__main__": True}  # by name: whether it is the student's


def kept_container(one: Any) -> Undo | None:
    """Return what brings back the contents of a container of any class; None if they cannot change."""
    if isinstance(one, dict):
        return of_dict(one)
    if isinstance(one, (list, bytearray, array.array)):
        kind: Any = next(kind for kind in (list, bytearray, array.array) if isinstance(one, kind))
        items = kind.__getitem__(one, slice(None))
        return lambda: kind.__setitem__(one, slice(None), items)
    if isinstance(one, set):
        members = set.copy(one)
        return lambda: None if set.__eq__(one, members) else (set.clear(one), set.update(one, members))
    if isinstance(one, deque):
        queued = [*deque.__iter__(one)]
        return lambda: (deque.clear(one), deque.extend(one, queued))
    return None


def of_dict(one: Any) -> Undo:
    """Return what brings back a dictionary's pairs, in their order."""
    kind: Any = OrderedDict if isinstance(one, OrderedDict) else dict
    kept = [*kind.items(one)]

    def undo() -> None:
        now = [*kind.items(one)]
        same = len(now) == len(kept) and all(
            key is name and value is held for (key, value), (name, held) in zip(now, kept, strict=True)
        )
        if not same:
            kind.clear(one)
            for key, value in kept:
                kind.__setitem__(one, key, value)

    return undo


def inside(one: Any) -> Iterator[Any]:
    """Yield what a container holds that may change."""
    values = (
        dict.values(one)
        if isinstance(one, dict)
        else ()
        if isinstance(one, (bytearray, array.array))
        else one
    )
    yield from (value for value in values if type(value) not in PLAIN)


def held_by(one: Any) -> Held:
    """Yield what a function, a class or another object holds, and what brings that back."""
    if isinstance(one, FunctionType):
        if own(one):
            yield from of_function(one)
    elif isinstance(one, type):
        if own(one):
            yield from (
                (value, partial_set(one, name, value))
                for name, value in [*vars(one).items()]
                if not name.startswith("__") or callable(value)
            )
    elif isinstance(one, ModuleType):
        if is_own_module(one.__name__):
            yield vars(one), None
    elif type(one) in PARTS:
        yield from ((getattr(one, name), None) for name in PARTS[type(one)])
    else:
        yield None, random_state(one)
        if is_walked(type(one)):
            yield getattr(one, "__dict__", None), None
            yield from of_slots(one)


def of_function(one: FunctionType) -> Held:
    """Yield what a student's function holds: defaults, code, attributes and the names around it."""
    yield vars(one), None
    for name in ("__defaults__", "__kwdefaults__", "__code__"):
        yield getattr(one, name), partial_set(one, name)
    for cell in one.__closure__ or ():
        yield from of_cell(cell)


def of_cell(cell: CellType) -> Held:
    """Yield what a function's closure holds."""
    try:
        value = cell.cell_contents
    except ValueError:
        return
    yield value, partial_set(cell, "cell_contents")


def of_slots(one: Any) -> Held:
    """Yield what an object holds in slots."""
    for kind in type(one).__mro__:
        slots = vars(kind).get("__slots__", ())
        for name in (slots,) if isinstance(slots, str) else slots:
            if name not in ("__dict__", "__weakref__") and hasattr(one, name):
                yield getattr(one, name), partial_set(one, name)


def random_state(one: Any) -> Undo | None:
    """Return what brings back a generator of random numbers; None for any other object."""
    numpy, torch = sys.modules.get("numpy"), sys.modules.get("torch")
    if isinstance(one, random.Random):
        return functools.partial(one.setstate, one.getstate())
    if numpy and isinstance(one, numpy.random.Generator):
        return partial_set(one.bit_generator, "state")
    if (numpy and isinstance(one, numpy.random.RandomState)) or (torch and isinstance(one, torch.Generator)):
        return functools.partial(one.set_state, one.get_state())
    return None


def is_walked(kind: type) -> bool:
    """Say whether the attributes of a class's objects are looked at."""
    if kind not in walked_kinds:
        home = str(getattr(kind, "__module__", "")).partition(".")[0]
        walked_kinds[kind] = home not in UNWALKED or kind.__name__ == "SimpleNamespace"
    return walked_kinds[kind]


def own(one: Any) -> bool:
    """Say whether a function or class was made in the notebook, or in a file beside it."""
    return is_own_module(getattr(one, "__module__", None))


def is_own_module(name: Any) -> bool:
    """Say whether a module is the notebook, or a file of the student's own."""
    if not isinstance(name, str):
        return False
    if name not in own_modules:
        file = getattr(sys.modules.get(name), "__file__", None)
        own_modules[name] = isinstance(file, str) and not os.path.realpath(file).startswith(INSTALLED)
    return own_modules[name]


def partial_set(one: Any, name: str, *value: Any) -> Undo:
    """Return what sets an attribute to what it is now."""
    kept = value[0] if value else getattr(one, name)
    return lambda: setattr(one, name, kept)
