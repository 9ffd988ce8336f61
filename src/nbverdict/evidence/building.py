"""Runs inside the student's process, before `reader`: builds the arguments of a call from their descriptions.

Imports nothing of this project. A course's own types of arguments are built by a file of its own, which is
sent after this one.
"""

import base64
import os
from collections.abc import Callable
from functools import partial
from typing import Any

Given = dict[str, Any]  # one argument, described
Kept = {"list": list, "tuple": tuple, "set": set, "frozenset": frozenset}


def build(given: Given, weights: bytes, folder: str, same: Any = None) -> Any:
    """Build one argument; `same` is the first call's argument at its position."""
    if given["kind"] == "same":
        return same
    return {**BUILDERS, **COURSE_BUILDERS}[given["kind"]](given, weights, folder)


def through(caller: str, function: Callable[..., Any]) -> Callable[..., Any]:
    """Return a function as a course's own caller calls it, or the function itself without a caller."""
    return partial(COURSE_CALLERS[caller], function) if caller else function


def build_items(given: Given, weights: bytes, folder: str) -> Any:
    return Kept[given["type"]](build(one, weights, folder) for one in given["items"])


def build_entries(given: Given, weights: bytes, folder: str) -> Any:
    return {build(key, b"", folder): build(value, weights, folder) for key, value in given["entries"]}


def build_moment(given: Given, _weights: bytes, _folder: str) -> Any:
    import datetime as dt

    if given["type"] == "Timestamp":
        import pandas as pd

        made = pd.Timestamp(given["value"])
    else:
        made = getattr(dt, given["type"]).fromisoformat(given["value"])
    if not given["zone"]:
        return made
    import zoneinfo

    return made.astimezone(zoneinfo.ZoneInfo(given["zone"]))


def build_span(given: Given, _weights: bytes, _folder: str) -> Any:
    if "parts" in given:
        import datetime as dt

        return dt.timedelta(*given["parts"])
    import pandas as pd

    return pd.Timedelta(given["nanoseconds"], unit="ns")


def build_missing(given: Given, _weights: bytes, _folder: str) -> Any:
    import pandas as pd

    return getattr(pd, given["type"])


def build_array(given: Given, weights: bytes, folder: str) -> Any:
    import numpy as np

    if "items" in given:
        made = np.empty(len(given["items"]), dtype=object)
        made[:] = [build(one, weights, folder) for one in given["items"]]
        return made.reshape(given["shape"])
    data = base64.b64decode(given["data"])
    held = np.frombuffer(data, dtype=np.dtype(given["dtype"])).reshape(given["shape"])
    return held[()] if "single" in given else held.copy()


def build_values(given: Given, weights: bytes, folder: str) -> Any:
    """Build the values of a pandas column."""
    import pandas as pd

    if given["kind"] == "categories":
        kind = pd.CategoricalDtype(build_values(given["categories"], weights, folder), given["ordered"])
        return pd.Categorical.from_codes(given["codes"], dtype=kind)
    if given["kind"] == "values":
        return pd.array([build(one, weights, folder) for one in given["items"]], dtype=given["dtype"])
    return build_array(given, weights, folder)


def build_index(given: Given, weights: bytes, folder: str) -> Any:
    import pandas as pd

    name = build(given["name"], weights, folder)
    if given["kind"] == "range":
        return pd.RangeIndex(given["start"], given["stop"], given["step"], name=name)
    return pd.Index(build_values(given["values"], weights, folder), name=name)


def build_frame(given: Given, weights: bytes, folder: str) -> Any:
    import pandas as pd

    index = build_index(given["index"], weights, folder)
    held = {at: build_values(values, weights, folder) for at, values in enumerate(given["values"])}
    frame = pd.DataFrame(held, index=index)
    frame.columns = build_index(given["columns"], weights, folder)
    return frame


def build_series(given: Given, weights: bytes, folder: str) -> Any:
    import pandas as pd

    index, name = build_index(given["index"], weights, folder), build(given["name"], weights, folder)
    return pd.Series(build_values(given["values"], weights, folder), index=index, name=name)


def build_folder(given: Given, _weights: bytes, folder: str) -> str:
    """Write a folder of files; return its path, or that of one file. A file's unsent rest is sparse."""
    path = os.path.join(folder, given["name"])
    os.makedirs(path, exist_ok=True)
    for name, made in given["files"].items():
        with open(os.path.join(path, name), "wb") as file:
            beginning = bytes.fromhex(made["beginning"])
            file.write(beginning)
            file.truncate(max(made["size"], len(beginning)))
    return os.path.join(path, given["file"]) if given["file"] else path


BUILDERS = {
    "plain": lambda given, _weights, _folder: given["value"],
    "bytes": lambda given, _weights, _folder: base64.b64decode(given["data"]),
    "complex": lambda given, _weights, _folder: complex(given["real"], given["imag"]),
    "whole numbers": lambda given, _weights, _folder: range(given["start"], given["stop"], given["step"]),
    "items": build_items,
    "entries": build_entries,
    "moment": build_moment,
    "span": build_span,
    "missing": build_missing,
    "array": build_array,
    "frame": build_frame,
    "series": build_series,
    "index": lambda given, weights, folder: build_index(given["index"], weights, folder),
    "folder": build_folder,
}
COURSE_BUILDERS: dict[
    str, Any
] = {}  # a course's own types: its file of builders follows this one and redefines them
COURSE_CALLERS: dict[str, Any] = {}  # the same for a course's own ways to call a function
