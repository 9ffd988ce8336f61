"""Runs in the student's process: reads the state of it and of the usual libraries, and brings it back.

It is sent as text, so nothing of this project is imported.
"""

import os
import sys
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

Undo = Callable[[], object]
Setting = tuple[Callable[[], Any], Callable[[Any], object]]  # how to read it, and how to write it


def state_of_process() -> Iterator[Undo]:
    """Yield what brings back each setting that can be read."""
    for read, write in settings():
        try:
            kept = read()
        except Exception:  # noqa: BLE001, S112 - the folder may be gone, or a library changed
            continue
        yield partial(bring_back, read, write, kept)


def bring_back(read: Callable[[], Any], write: Callable[[Any], object], kept: Any) -> None:
    """Write a setting if it has changed: a library may load a lot to write it."""
    try:
        is_same = bool(read() == kept)
    except Exception:  # noqa: BLE001 - arrays, of which equality says nothing, or a library changed
        is_same = False
    if not is_same:
        write(kept)


def settings() -> Iterator[Setting]:
    """Yield each setting of Python's own, and of the libraries that are loaded."""
    import decimal
    import random
    import warnings

    yield os.getcwd, os.chdir
    yield lambda: dict(os.environ), lambda kept: refill(os.environ, kept)
    yield lambda: list(sys.path), lambda kept: sys.path.__setitem__(slice(None), kept)
    yield lambda: list(warnings.filters), lambda kept: warnings.filters.__setitem__(slice(None), kept)  # type: ignore[index]
    yield sys.getrecursionlimit, sys.setrecursionlimit
    yield lambda: (sys.stdout, sys.stderr, sys.stdin), streams
    yield random.getstate, random.setstate
    yield sys.get_int_max_str_digits, sys.set_int_max_str_digits
    yield lambda: decimal.getcontext().copy(), decimal.setcontext
    yield sys.getprofile, sys.setprofile
    yield lambda: (sys.displayhook, sys.excepthook), hooks
    for name, of in LIBRARIES.items():
        if library := sys.modules.get(name):
            yield from of(library)
    for home, name in CLASSES:
        if found := getattr(sys.modules.get(home), name, None):
            yield partial(attributes, found), partial(set_attributes, found)
    if locale := sys.modules.get("locale"):
        yield lambda: locale.setlocale(locale.LC_ALL), lambda kept: locale.setlocale(locale.LC_ALL, kept)


def streams(kept: tuple[Any, Any, Any]) -> None:
    """Bring back the standard streams."""
    sys.stdout, sys.stderr, sys.stdin = kept


def hooks(kept: tuple[Any, Any]) -> None:
    """Bring back what shows results and errors."""
    sys.displayhook, sys.excepthook = kept


def attributes(one: Any) -> dict[str, Any]:
    """Return a class's own methods and attributes."""
    return dict(vars(one))


def set_attributes(one: Any, kept: dict[str, Any]) -> None:
    """Bring back a class's methods, if a cell has put others in their place."""
    now = dict(vars(one))
    for name in now.keys() - kept.keys():
        delattr(one, name)
    for name, value in kept.items():
        if now.get(name) is not value:
            setattr(one, name, value)


def numpy_settings(numpy: Any) -> Iterator[Setting]:
    """Yield numpy's settings."""
    yield numpy.random.get_state, numpy.random.set_state
    yield numpy.geterr, lambda kept: numpy.seterr(**kept)
    yield numpy.get_printoptions, lambda kept: numpy.set_printoptions(**kept)


def pandas_settings(pandas: Any) -> Iterator[Setting]:
    """Yield pandas' options, all together; some of them warn when they are read."""
    import warnings

    def read() -> dict[str, Any]:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return dict(options_below(pandas.options))

    def write(kept: dict[str, Any]) -> None:
        now = read()
        for name, value in kept.items():
            if now.get(name) != value:
                pandas.set_option(name, value)

    yield read, write


def options_below(group: Any, above: str = "") -> Iterator[tuple[str, Any]]:
    """Yield name and value of each of pandas' options below a group of them."""
    for name in dir(group):
        value = getattr(group, name)
        if type(value) is type(group):
            yield from options_below(value, f"{above}{name}.")
        else:
            yield f"{above}{name}", value


def matplotlib_settings(matplotlib: Any) -> Iterator[Setting]:
    """Yield matplotlib's defaults for figures, without its backend, which reading would choose."""
    here = matplotlib.rcParams

    def write(kept: dict[str, Any]) -> None:
        now = dict(dict.items(here))
        here.update({name: value for name, value in kept.items() if now.get(name) != value})

    yield lambda: {name: value for name, value in dict.items(here) if name != "backend"}, write


def torch_settings(torch: Any) -> Iterator[Setting]:
    """Yield torch's defaults, and how it computes."""
    for held in [
        value for name, value in vars(torch.nn.modules.module).items() if name.startswith("_global_")
    ]:
        if isinstance(held, dict):
            yield partial(dict, held), partial(refill, held)
    yield torch.get_default_dtype, torch.set_default_dtype
    yield default_device, torch.set_default_device
    yield modes_of_torch, leave_modes
    yield torch.is_inference_mode_enabled, enter_inference_mode
    yield partial(torch.is_autocast_enabled, "cpu"), partial(torch.set_autocast_enabled, "cpu")
    yield partial(torch.get_autocast_dtype, "cpu"), partial(torch.set_autocast_dtype, "cpu")
    yield torch.is_anomaly_enabled, torch.autograd.set_detect_anomaly
    yield torch.is_grad_enabled, torch.set_grad_enabled
    yield torch.random.get_rng_state, torch.random.set_rng_state
    yield torch.get_num_threads, torch.set_num_threads
    yield torch.get_float32_matmul_precision, torch.set_float32_matmul_precision
    yield torch.are_deterministic_algorithms_enabled, torch.use_deterministic_algorithms


def default_device() -> Any:
    """Return the device that torch was told to make tensors on; None if it was told none."""
    return getattr(sys.modules.get("torch.utils._device"), "CURRENT_DEVICE", None)


def modes_of_torch() -> list[Any]:
    """Return the modes of torch, such as a device, that were entered and not left."""
    modes: list[Any] = vars(sys.modules["torch.overrides"])["_get_current_function_mode_stack"]()
    return modes


def leave_modes(kept: list[Any]) -> None:
    """Leave the modes of torch that were entered since."""
    for _ in modes_of_torch()[len(kept) :]:
        vars(sys.modules["torch._C"])["_pop_torch_function_stack"]()


def enter_inference_mode(kept: Any) -> None:
    """Enter or leave the inference mode of torch for good: it ends with its context."""
    context = sys.modules["torch"].inference_mode(kept)
    context.__enter__()
    contexts.append(context)


contexts: list[Any] = []
CLASSES = (  # of which a cell may replace methods
    *(("torch", "Tensor"), ("torch.nn", "Module"), ("pandas", "DataFrame"), ("pandas", "Series")),
    *(("matplotlib.axes", "Axes"), ("matplotlib.axes._base", "_AxesBase"), ("matplotlib.figure", "Figure")),
    *(
        ("matplotlib.figure", "FigureBase"),
        ("torch.nn", "functional"),
        ("torch", "linalg"),
        ("numpy", "linalg"),
    ),
)
LIBRARIES: dict[str, Callable[[Any], Iterator[Setting]]] = {
    "numpy": numpy_settings,
    "pandas": pandas_settings,
    "matplotlib": matplotlib_settings,
    "torch": torch_settings,
}


def refill(one: Any, kept: Any) -> None:
    """Give a dictionary its former contents."""
    one.clear()
    one.update(kept)
