"""Runs in the student's process after each check's cell, and remembers what names meant there.

An answer is what it was where its check stands: `remember` keeps the names, the contents of plain containers,
the functions of modules and the state of the process, and `go_to` brings them back before a challenge's cases
are asked. What cannot be brought back stays as it is; that concerns nobody but the student's own answer.

It is sent as text after `process_state` and `data_state`, so the imports below are removed there.
"""

import builtins
import sys
import weakref
from collections import deque
from collections.abc import Callable, Iterator
from types import CellType, FunctionType, ModuleType
from typing import Any

from nbverdict.evidence.data_state import is_heavy, kept_data, parts_of, size_of
from nbverdict.evidence.process_state import refill, state_of_process

BUILTINS = "builtins"  # in the module below: those at the last check
KEPT_IN = "__moments__"  # the module that keeps the moments in the student's process
END = ""  # the moment after the last cell
OWN = ("__moment__", "__moment_scope__", "__collector__", "__collector_builtins__")
MOST_OBJECTS, MOST_HELD = 20_000, 300_000  # that are walked over; in all containers together
MOST_BYTES = 8 << 20  # of all arrays, tensors, tables and modules together, of which there are copies
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
        self.loaded = {name: module for name, module in sys.modules.items() if name != KEPT_IN}
        self.modules = [(module, public(module)) for module in seen_modules(names)]
        self.contents = [*contents_of(names)]
        self.process = [*state_of_process()]

    def bring_back(self, namespace: dict[str, Any]) -> None:
        """Make everything as it was, as far as that is possible."""
        sys.modules.update(self.loaded)
        for module, names in self.modules:
            now = vars(module)
            now.update({name: value for name, value in names.items() if now.get(name) is not value})
        for undo in (*self.contents, *self.process):
            try:
                undo()
            except Exception:  # noqa: BLE001, S112 - another object than before, or one that refuses
                continue
        kept = {name: namespace[name] for name in OWN if name in namespace}
        names = {name: there() for name, there in self.names.items()}  # before anything is dropped
        now = {name: namespace[name] for name in names if names[name] is GONE and name in namespace}
        there_still = {name: value for name, value in names.items() if value is not GONE}
        namespace.clear()
        namespace.update({**there_still, **now, **kept})


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
    vars(sys.modules[KEPT_IN])[BUILTINS] = dict(vars(builtins))


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


def public(module: ModuleType) -> dict[str, Any]:
    """Return the functions, classes, modules and constants of a module: what others use of it."""
    return {
        name: value
        for name, value in [*vars(module).items()]
        if not name.startswith("_") and (callable(value) or isinstance(value, (ModuleType, int, float)))
    }


def contents_of(names: dict[str, Any]) -> Iterator[Undo]:
    """Yield what brings back the contents of each container and object that can be reached from names."""
    waiting: deque[Any] = deque(value for name, value in names.items() if not name.startswith("_"))
    seen: set[int] = set()
    left, items = float(MOST_BYTES), MOST_HELD
    while waiting and len(seen) < MOST_OBJECTS:
        one = waiting.popleft()
        if id(one) in seen or isinstance(one, ModuleType) or type(one) in PLAIN or is_heavy(one):
            continue
        seen.add(id(one))
        if (undo := kept_data(one, left)) is not None:
            left -= size_of(one)
            yield undo
            parts = [*parts_of(one)]  # which are kept with it
            seen.update(map(id, parts))
            waiting.extend(vars(part) for part in (one, *parts) if own(type(part)))
        elif type(one) in CONTAINERS:
            if len(one) <= items:
                items -= len(one)
                yield CONTAINERS[type(one)](one)
                inside = one.values() if isinstance(one, dict) else one
                waiting.extend(value for value in inside if type(value) not in PLAIN)
        else:
            for inner, undo in of_object(one):
                waiting.append(inner)
                if undo:
                    yield undo


PLAIN = (int, float, complex, bool, str, bytes, type(None), range, slice)


def of_list(one: list[Any]) -> Undo:
    """Return what brings back a list."""
    kept = list(one)
    return lambda: one.__setitem__(slice(None), kept)


def of_other(one: Any) -> Undo:
    """Return what brings back a dictionary, set or queue."""
    kept = type(one)(one)
    return lambda: (
        None if one == kept and len(one) == len(kept) and same_values(one, kept) else refill(one, kept)
    )


def same_values(one: Any, kept: Any) -> bool:
    """Say whether two dictionaries hold the same objects; of other containers, always."""
    return not isinstance(one, dict) or all(one[key] is kept[key] for key in kept)


def of_tuple(_: Any) -> Undo:
    """Return that a tuple needs nothing: only what it holds does."""
    return lambda: None


CONTAINERS: dict[type, Callable[[Any], Undo]] = {
    list: of_list,
    dict: of_other,
    set: of_other,
    deque: of_other,
    tuple: of_tuple,
}


def of_object(one: Any) -> Iterator[tuple[Any, Undo | None]]:
    """Yield what a student's own function, class or object holds, and what brings that back."""
    if isinstance(one, FunctionType) and own(one):
        yield vars(one), None
        yield one.__defaults__, partial_set(one, "__defaults__")
        yield one.__kwdefaults__, partial_set(one, "__kwdefaults__")
        yield one.__code__, partial_set(one, "__code__")
        for cell in one.__closure__ or ():
            yield from of_cell(cell)
    elif isinstance(one, type) and own(one):
        for name, value in [*vars(one).items()]:
            if not name.startswith("__") or callable(value):
                yield value, partial_set(one, name, value)
    elif own(type(one)):
        yield getattr(one, "__dict__", None), None


def of_cell(cell: CellType) -> Iterator[tuple[Any, Undo | None]]:
    """Yield what a function's closure holds."""
    try:
        value = cell.cell_contents
    except ValueError:
        return
    yield value, partial_set(cell, "cell_contents")


def own(one: Any) -> bool:
    """Say whether a function or class was made in the notebook."""
    return getattr(one, "__module__", None) == "__main__"


def partial_set(one: Any, name: str, *value: Any) -> Undo:
    """Return what sets an attribute to what it is now."""
    kept = value[0] if value else getattr(one, name)
    return lambda: setattr(one, name, kept)
