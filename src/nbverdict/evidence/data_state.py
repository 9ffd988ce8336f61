"""Runs in the student's process: copies arrays, tensors, tables and modules, and brings their contents back.

It is sent as text, so nothing of this project is imported.
"""

import sys
import weakref
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

Undo = Callable[[], object]
LIGHT = 1 << 20  # bytes of an object that is kept alive
HEAVY = frozenset(("torch", "tensorflow", "jax", "pandas", "polars"))  # their objects may be large
CELL = 8  # bytes of a table's cell; of a text or an object, what points to it
HOOKS = ("_forward_hooks", "_forward_pre_hooks", "_backward_hooks", "_backward_pre_hooks")  # of a module
HOLDERS = ("_parameters", "_buffers", "_modules", *HOOKS)
known_kinds: dict[type, bool] = {}  # whether the objects of a class may be large


def is_heavy(value: Any) -> bool:
    """Say whether an object is a large model, table or array."""
    kind = type(value)
    if kind not in known_kinds:
        homes = {str(getattr(one, "__module__", "")).partition(".")[0] for one in kind.__mro__}
        known_kinds[kind] = kind.__name__ == "ndarray" or bool(homes & HEAVY and kind.__name__ != "Generator")
    return known_kinds[kind] and size_of(value) > LIGHT


def size_of(value: Any) -> float:
    """Return the bytes of an array, tensor, table or module; infinity of what cannot be measured."""
    pandas = sys.modules.get("pandas")
    try:
        if is_module(value):
            return float(sum(one.nbytes for one in (*value.parameters(), *value.buffers())))
        if pandas and isinstance(value, pandas.DataFrame):
            return CELL * float(value.size)  # pandas' own way takes a millisecond
        return float(value.nbytes)
    except Exception:  # noqa: BLE001 - a subclass of the student's own, or another kind
        return float("inf")


def kept_data(one: Any, most: float) -> Undo | None:
    """Return what brings back an object's data; None if it is too large, cannot be copied or is another."""
    torch, pandas = sys.modules.get("torch"), sys.modules.get("pandas")
    if type(one).__name__ == "ndarray":
        keep = of_array
    elif torch and isinstance(one, torch.Tensor):
        keep = of_tensor
    elif is_module(one):
        keep = of_module
    elif pandas and isinstance(one, (pandas.Series, pandas.DataFrame)):
        keep = of_table
    elif pandas and isinstance(one, pandas.Index):
        keep = of_index
    else:
        return None
    try:
        return keep(one) if size_of(one) <= most else None
    except Exception:  # noqa: BLE001 - as a subclass may refuse: it stays as the notebook leaves it
        return None


def of_array(one: Any) -> Undo:
    """Return what brings back an array's shape and values."""
    kept, writeable = one.copy(), one.flags.writeable

    def undo() -> None:
        if not one.flags.writeable:
            one.flags.writeable = True
        if one.shape != kept.shape:
            one.resize(kept.shape, refcheck=False)
        one[...] = kept
        one.flags.writeable = writeable

    return undo


def of_tensor(one: Any) -> Undo:
    """Return what brings back a tensor's values, and whether it has gradients."""
    data, kept, trains = one.data, one.data.clone(), one.requires_grad

    def undo() -> None:
        one.data = data
        one.data.copy_(kept)
        if one.is_leaf:
            one.requires_grad_(trains)

    return undo


def of_table(one: Any) -> Undo:
    """Return what brings back a table's columns, index and values."""
    kept = one.copy()
    return lambda: None if one.equals(kept) and same_labels(one, kept) else one.__init__(kept)


def same_labels(one: Any, kept: Any) -> bool:
    """Say whether two tables have the same names of columns, rows and axes."""
    return all(
        mine.names == theirs.names and mine.equals(theirs)
        for mine, theirs in zip(one.axes, kept.axes, strict=True)
    ) and getattr(one, "name", None) == getattr(kept, "name", None)


def of_index(one: Any) -> Undo:
    """Return what brings back the names of an index; its values cannot change."""
    kept = one.names
    return lambda: setattr(one, "names", kept)


def of_module(one: Any) -> Undo:
    """Return what brings back a module of torch: its tensors, layers, hooks and attributes."""
    tensors = [of_tensor(each) for each in (*one.parameters(), *one.buffers())]
    settings = [(part, {**vars(part)}) for part in one.modules()]
    holders = [
        (held, dict(held))
        for part in one.modules()
        for name in HOLDERS
        if (held := vars(part).get(name)) is not None
    ]

    def undo() -> None:
        for held, kept in holders:
            if len(held) != len(kept) or any(held.get(name) is not value for name, value in kept.items()):
                held.clear()
                held.update(kept)
        for part, kept in settings:
            vars(part).update(kept)
        for back in tensors:
            back()

    return undo


def kept_modes(one: Any) -> Iterator[Undo]:
    """Yield what brings back hooks and settings of a large module, such as whether it trains.

    Its tensors stay as the notebook leaves them, and nothing is kept alive.
    """
    for part in one.modules() if is_module(one) else ():
        told = vars(part).items()
        plain = {name: value for name, value in told if isinstance(value, (bool, int, float, str))}
        hooks = {name: dict(value) for name, value in told if name in HOOKS}
        yield partial(set_modes, weakref.ref(part), plain, hooks)


def set_modes(part: Any, plain: dict[str, Any], hooks: dict[str, Any]) -> None:
    """Bring back hooks and settings of a part of a module, if it is still there."""
    if (there := part()) is not None:
        vars(there).update(plain)
        for name, kept in hooks.items():
            held = vars(there)[name]
            if {**held} != kept:
                held.clear()
                held.update(kept)


def beside_data(one: Any) -> Iterator[Any]:
    """Yield what arrays of objects and modules hold besides numbers."""
    if type(one).__name__ == "ndarray" and one.dtype == object:
        yield from one.ravel().tolist()
    if is_module(one):
        parts = (value for part in one.modules() for name, value in vars(part).items() if name not in HOLDERS)
        yield from (value for value in parts if not (isinstance(value, dict) and not value))


def layers_and_tensors(one: Any) -> Iterator[Any]:
    """Yield the layers and tensors of a module of torch; nothing of any other object."""
    if is_module(one):
        yield from one.modules()
        yield from one.parameters()
        yield from one.buffers()


def is_module(one: Any) -> bool:
    """Say whether an object is a layer or a model of torch."""
    torch = sys.modules.get("torch")
    return bool(torch and isinstance(one, torch.nn.Module))
