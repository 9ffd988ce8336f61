"""Runs in the student's process after each check's cell, and remembers what names meant there.

An answer is what it was where its check stands: `remember` keeps the names, the contents of plain containers,
the functions of modules and the state of the process, and `go_to` brings them back before a challenge's cases
are asked. What cannot be brought back stays as it is; that concerns nobody but the student's own answer.

It is sent as text after `process_state`, `data_state` and `object_state`, so the imports below are removed
there.
"""

import builtins
import sys
import weakref
from collections import deque
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

from nbverdict.evidence.data_state import (
    beside_data,
    is_heavy,
    kept_data,
    kept_modes,
    layers_and_tensors,
    size_of,
)
from nbverdict.evidence.object_state import CONTAINERS, PLAIN, held_by, inside, kept_container
from nbverdict.evidence.process_state import state_of_process

BUILTINS, SCOPE = "builtins", "scope"  # in the module below: those at the last check, and this file's names
KEPT_IN = "__moments__"  # the module that keeps the moments in the student's process
END = ""  # the moment after the last cell
OWN = ("__moment__", "__moment_scope__", "__collector__", "__collector_builtins__")
MOST_OBJECTS, MOST_HELD = 20_000, 300_000  # that are walked over; in all containers together
MOST_BYTES = 16 << 20  # of all arrays, tensors, tables and modules together, of which there are copies
SHELLS = frozenset(("_", "__", "___", "_ih", "_oh", "_dh", "_exit_code", "In", "Out", "exit", "quit"))
KERNELS = frozenset(  # modules of the kernel's own, which go on
    (
        *("IPython", "ipykernel", "jupyter_client", "jupyter_core", "zmq", "traitlets", "tornado", "comm"),
        *("debugpy", "asyncio", "threading", "logging", "sys", "gc", "signal", "socket", "selectors"),
        "__main__",
    )
)
Undo = Callable[[], object]


class Snapshot:
    """What was so at one point of a notebook; `weakly` keeps nothing large alive for that."""

    def __init__(self, namespace: dict[str, Any], *, weakly: bool) -> None:
        names = {name: value for name, value in namespace.items() if name not in OWN}
        self.names = {name: held(value, weakly=weakly) for name, value in names.items()}
        self.loaded = dict(sys.modules)
        self.modules = [(module, dict(vars(module))) for module in seen_modules(names)]
        self.contents = [*contents_of(names)]
        self.process = [*state_of_process()]

    def bring_back(self, namespace: dict[str, Any]) -> None:
        """Make everything as it was, as far as that is possible.

        Names that are new since then stay, unless they hide one of Python's own: what a later cell wraps
        around a library may use them.
        """
        sys.modules.update({name: module for name, module in self.loaded.items() if name != KEPT_IN})
        for module, before in self.modules:
            now = vars(module)
            changed = [name for name, value in before.items() if now.get(name) is not value]
            now.update({name: before[name] for name in changed if is_public(name, before[name])})
        for undo in (*self.contents, *self.process):
            try:
                undo()
            except Exception:  # noqa: BLE001, S112 - another object than before, or one that refuses
                continue
        names = {name: there() for name, there in self.names.items()}  # before anything is dropped
        for name in [name for name in vars(builtins) if name in namespace and name not in names]:
            del namespace[name]
        namespace.update({name: value for name, value in names.items() if value is not GONE})


GONE = object()  # stands for what nothing holds any longer


def held(value: Any, *, weakly: bool) -> Callable[[], Any]:
    """Return what gives an object back; a weakly held one is gone if nothing else holds it."""
    if weakly and is_heavy(value):
        try:
            there = weakref.ref(value)
        except TypeError:
            return lambda: value
        return lambda: GONE if (alive := there()) is None else alive
    return lambda: value


def remember(name: str, namespace: dict[str, Any]) -> None:
    """Keep this moment under a challenge's name."""
    moments()[name] = Snapshot(namespace, weakly=True)
    vars(sys.modules[KEPT_IN]).update({BUILTINS: dict(vars(builtins)), SCOPE: globals()})


def go_to(name: str, namespace: dict[str, Any]) -> None:
    """Bring a challenge's moment back; the one that is left is kept as its cases have made it.

    What is there now stays alive, since other moments may hold it weakly.
    """
    if KEPT_IN in sys.modules and BUILTINS in sys.modules[KEPT_IN].__dict__:
        # first, as all that follows needs them
        builtins.__dict__.update(sys.modules[KEPT_IN].__dict__[BUILTINS])
    kept = moments()
    if name not in kept:
        name = END
    here = kept.get(KEPT_IN, END)
    if name == here:
        return
    kept[here] = Snapshot(namespace, weakly=False)
    kept[name].bring_back(namespace)
    kept[KEPT_IN] = name


def moments() -> dict[str, Any]:
    """Return the moments of this process, and under `KEPT_IN` the name of the present one."""
    home = sys.modules.get(KEPT_IN)
    if not isinstance(home, ModuleType):
        home = sys.modules[KEPT_IN] = ModuleType(KEPT_IN)
    found: dict[str, Any] = vars(home).setdefault("kept", {})
    return found


def seen_modules(names: dict[str, Any]) -> list[ModuleType]:
    """Return the modules whose functions an answer may use, without the kernel's own."""
    direct = [value for value in names.values() if isinstance(value, ModuleType)]
    shallow = [
        module for name, module in [*sys.modules.items()] if "." not in name and not name.startswith("_")
    ]
    named = {getattr(value, "__module__", None) for value in names.values() if callable(value)}
    homes = [sys.modules[name] for name in named if isinstance(name, str) and name in sys.modules]
    found = {id(one): one for one in (*direct, *shallow, *homes) if isinstance(one, ModuleType)}
    return [one for one in found.values() if str(one.__name__).partition(".")[0] not in KERNELS]


def is_public(name: str, value: Any) -> bool:
    """Say whether a name of a module is a function, class, module or constant: what others use of it."""
    return not name.startswith("_") and (callable(value) or isinstance(value, (ModuleType, int, float)))


def contents_of(names: dict[str, Any]) -> Iterator[Undo]:
    """Yield what brings back the contents of each container and object that can be reached from names."""
    waiting: deque[Any] = deque(value for name, value in names.items() if not is_shell_name(name))
    seen: set[int] = set()
    left, items = float(MOST_BYTES), MOST_HELD
    while waiting and len(seen) < MOST_OBJECTS:
        one = waiting.popleft()
        if id(one) in seen or type(one) in PLAIN:
            continue
        seen.add(id(one))
        if is_heavy(one):
            yield from kept_modes(one)
        elif (undo := kept_data(one, left)) is not None:
            left -= size_of(one)
            yield undo
            parts = [*layers_and_tensors(one)]  # which are kept with it
            seen.update(map(id, parts))
            waiting.extend(beside_data(one))
        elif isinstance(one, CONTAINERS):
            items -= len(one)
            if items >= 0:
                if (undo := kept_container(one)) is not None:
                    yield undo
                waiting.extend(inside(one))
        else:
            for inner, undo in held_by(one):
                waiting.append(inner)
                if undo is not None:
                    yield undo


def is_shell_name(name: str) -> bool:
    """Say whether a name is IPython's or Python's own."""
    return name in SHELLS or name.startswith("__") or name.lstrip("_").lstrip("i").isdecimal()
