"""Runs in the student's process: copies arrays, tensors, tables and modules, and brings their contents back.

It is sent as text, so nothing of this project is imported.
"""

import sys
from collections.abc import Callable, Iterator
from typing import Any

Undo = Callable[[], object]
LIGHT = 1 << 20  # bytes of an object that is kept alive
HEAVY = frozenset(
    ("torch", "transformers", "tensorflow", "jax", "pandas", "polars")
)  # their objects may be large
CELL = 8  # bytes of a table's cell; of a text or an object, what points to it
HOLDERS = ("_parameters", "_buffers", "_modules", "_forward_hooks", "_forward_pre_hooks")  # of a module
known_kinds: dict[type, bool] = {}  # whether the objects of a class may be large


def is_heavy(value: Any) -> bool:
    """Say whether an object is a large model, table or array."""
    kind = type(value)
    if kind not in known_kinds:
        homes = {str(getattr(one, "__module__", "")).partition(".")[0] for one in kind.__mro__}
        known_kinds[kind] = bool(homes & HEAVY or kind.__name__ == "ndarray")
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
    else:
        return None
    try:
        return keep(one) if size_of(one) <= most else None
    except Exception:  # noqa: BLE001 - as a subclass may refuse: it stays as the notebook leaves it
        return None


def of_array(one: Any) -> Undo:
    """Return what brings back an array's values."""
    kept = one.copy()
    return lambda: one.__setitem__(..., kept)


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


def of_module(one: Any) -> Undo:
    """Return what brings back a module of torch: its tensors, layers, hooks and plain settings."""
    tensors = [of_tensor(each) for each in (*one.parameters(), *one.buffers())]
    settings = [(part, plain_settings(part)) for part in one.modules()]
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


def plain_settings(part: Any) -> dict[str, Any]:
    """Return the numbers and switches of a layer, such as whether it trains."""
    return {name: value for name, value in vars(part).items() if isinstance(value, (bool, int, float, str))}


def parts_of(one: Any) -> Iterator[Any]:
    """Yield the layers and tensors of a module of torch; nothing of any other object."""
    if is_module(one):
        yield from one.modules()
        yield from one.parameters()
        yield from one.buffers()


def is_module(one: Any) -> bool:
    """Say whether an object is a layer or a model of torch."""
    torch = sys.modules.get("torch")
    return bool(torch and isinstance(one, torch.nn.Module))
