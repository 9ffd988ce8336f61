"""Whatever a name leads to is as it was where the check stands: containers, objects, libraries' own state."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from nbverdict.evidence.moment import KEPT_IN, go_to, remember

SETUP = """
import array, collections, dataclasses, functools, random, types
import matplotlib.axes as axes
import numpy as np
import pandas as pd
import torch
@dataclasses.dataclass(slots=True)
class Slotted:
    a: int = 1
class Own: pass
class Dict(dict): pass
class Module(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.w, self.names = torch.ones(3), {"a": 1}
"""
CASES = {  # what a cell binds, what a later one does, and what holds where the check stands
    "an array in a dictionary": ("X = {'a': np.ones(3)}", "X['a'] = np.zeros(3)", "X['a'][0] == 1"),
    "a tensor in a dictionary": ("X = {'a': torch.ones(3)}", "X['a'] = 2 * X['a']", "X['a'][0] == 1"),
    "a table in a dictionary": ("X = {'a': pd.Series([1])}", "X['a'] = pd.Series([2])", "X['a'][0] == 1"),
    "an array in a queue": ("X = collections.deque([np.ones(1)])", "X[0] = 0", "X[0] == 1"),
    "a tensor of an object": ("X = Own(); X.w = torch.ones(3)", "X.w = 2 * X.w", "X.w[0] == 1"),
    "a tensor of a module": ("X = Module()", "X.w = 2 * X.w", "X.w[0] == 1"),
    "a dictionary of a module": ("X = Module()", "X.names['a'] = 2", "X.names['a'] == 1"),
    "an ordered dictionary": (
        "X = collections.OrderedDict(a=1, b=2)",
        "X.move_to_end('a')",
        "[*X] == ['a', 'b']",
    ),
    "a dictionary with defaults": ("X = collections.defaultdict(int, a=1)", "X.clear()", "X['a'] == 1"),
    "a counter": ("X = collections.Counter(a=1)", "X['a'] += 5", "X['a'] == 1"),
    "a dictionary of one's own": ("X = Dict(a=1)", "X['a'] = 2", "X['a'] == 1"),
    "a wrapped dictionary": ("X = collections.UserDict(a=1)", "X['a'] = 2", "X['a'] == 1"),
    "a namespace": ("X = types.SimpleNamespace(a=1)", "X.a = 2", "X.a == 1"),
    "an object with slots": ("X = Slotted()", "X.a = 2", "X.a == 1"),
    "a state of weights": (
        "X = torch.nn.Linear(2, 2).state_dict(); K = X['bias'].clone()",
        "X['bias'] = torch.zeros(2)",
        "torch.equal(X['bias'], K)",
    ),
    "a shape": ("X = np.arange(6)", "X.shape = (2, 3)", "X.shape == (6,)"),
    "a size": ("X = np.arange(6).copy()", "X.resize(3, refcheck=False)", "[*X] == [0, 1, 2, 3, 4, 5]"),
    "an array that is locked": ("X = np.arange(6)", "X[0] = 9; X.setflags(write=False)", "X[0] == 0"),
    "a list in an array": ("X = np.array([[1], [2, 3]], object)", "X[0].clear()", "X[0] == [1]"),
    "the name of an index": ("X = pd.Index([1], name='k')", "X.name = 'z'", "X.name == 'k'"),
    "numpy's numbers": (
        "X = np.random.default_rng(0)",
        "X.random()",
        "X.random() == np.random.default_rng(0).random()",
    ),
    "old numbers of numpy": (
        "X = np.random.RandomState(0)",
        "X.rand()",
        "X.rand() == np.random.RandomState(0).rand()",
    ),
    "torch's numbers": (
        "X = torch.Generator().manual_seed(0)",
        "torch.rand(1, generator=X)",
        "torch.rand(1, generator=X) == torch.rand(1, generator=torch.Generator().manual_seed(0))",
    ),
    "Python's numbers": ("X = random.Random(0)", "X.random()", "X.random() == random.Random(0).random()"),
    "a call with a part of its arguments": (
        "X = functools.partial(sorted, reverse=True)",
        "X.keywords['reverse'] = False",
        "X([1, 2]) == [2, 1]",
    ),
    "a method of an object": ("X = [1].append", "X.__self__.clear()", "X.__self__ == [1]"),
    "a hidden name": ("_x = {'a': 1}", "_x['a'] = 2", "_x['a'] == 1"),
    "bytes": ("X = bytearray(b'ab')", "X[0] = 0", "X[0] == 97"),
    "a plain array": ("X = array.array('i', [1])", "X[0] = 5", "X[0] == 1"),
    "a method of a tensor": ("pass", "torch.Tensor.softmax = None", "callable(torch.Tensor.softmax)"),
    "a method of a table": ("pass", "pd.DataFrame.more = 1", "not hasattr(pd.DataFrame, 'more')"),
    "a method of an axes": ("K = axes.Axes.bar", "axes.Axes.bar = None", "axes.Axes.bar is K"),
    "a hook of all modules": (
        "pass",
        "torch.nn.modules.module.register_module_forward_hook(lambda *_: torch.zeros(1))",
        "torch.nn.Linear(2, 3)(torch.ones(2)).shape == (3,)",
    ),
    "a precision": (
        "pass",
        "A = torch.autocast('cpu', dtype=torch.bfloat16); A.__enter__()",
        "(torch.ones(2, 2) @ torch.ones(2, 2)).dtype == torch.float32",
    ),
    "a mode without gradients": (
        "pass",
        "A = torch.inference_mode(); A.__enter__()",
        "torch.ones(1).requires_grad_()",
    ),
    "a device": ("pass", "A = torch.device('meta'); A.__enter__()", "torch.ones(1).device.type == 'cpu'"),
    "a search for errors": (
        "pass",
        "torch.autograd.set_detect_anomaly(True)",
        "not torch.is_anomaly_enabled()",
    ),
}


def told(expression: str, namespace: dict[str, Any]) -> Any:
    """Return what an expression says to a notebook's names."""
    scope = {**namespace}
    exec(f"told = {expression}", scope)
    return scope["told"]


@pytest.fixture
def namespace() -> Iterator[dict[str, Any]]:
    """The names of a notebook after its set-up."""
    made: dict[str, Any] = {"__name__": "__main__"}
    exec(SETUP, made)
    sys.modules.pop(KEPT_IN, None)
    yield made
    sys.modules.pop(KEPT_IN, None)


@pytest.mark.parametrize("case", CASES)
def test_what_a_later_cell_changes_is_as_it_was(case: str, namespace: dict[str, Any]) -> None:
    """Wherever it lies."""
    before, later, held = CASES[case]
    exec(before, namespace)
    remember("task", namespace)
    exec(later, namespace)
    go_to("task", namespace)

    assert told(held, namespace)


def test_a_helper_beside_the_notebook_is_as_it_was(
    namespace: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its texts, its lists and its functions."""
    (tmp_path / "helper_of_mine.py").write_text("NAME, ROWS = 'x', [1]\ndef make(n=[2]): return n\n")
    monkeypatch.syspath_prepend(tmp_path)
    exec("import helper_of_mine as helper", namespace)
    remember("task", namespace)
    exec(
        "helper.NAME = 'y'; helper.ROWS.clear(); helper.make.__defaults__[0].clear(); del helper.make",
        namespace,
    )
    go_to("task", namespace)

    assert told("(helper.NAME, helper.ROWS, helper.make())", namespace) == ("x", [1], [2])


LIBRARY = """
class Tool:
    def use(self): return 5
Tool.__module__ = "library"
def answer(): return Tool().use()
"""
WATCHES = """
seen, before = [], Tool.use
def watched(self):
    seen.append(1)
    return before(self)
Tool.use = watched
"""


def test_what_a_later_cell_only_watches_goes_on(namespace: dict[str, Any]) -> None:
    """A wrapper around a library writes into a list of the cell that made it."""
    exec(LIBRARY, namespace)
    remember("task", namespace)
    exec(WATCHES, namespace)
    go_to("task", namespace)

    assert told("answer()", namespace) == 5
    assert told("seen", namespace) == [1]


def test_a_later_name_that_hides_one_of_pythons_own_is_gone(namespace: dict[str, Any]) -> None:
    """An answer that uses `sum` means Python's."""
    exec("def answer(): return sum([1, 2])", namespace)
    remember("task", namespace)
    exec("sum = 0", namespace)
    go_to("task", namespace)

    assert told("answer()", namespace) == 3


def test_the_hooks_and_the_mode_of_a_large_model_are_as_they_were(namespace: dict[str, Any]) -> None:
    """Its weights are not copied, and it is not kept alive."""
    exec(
        "X = torch.nn.Linear(1000, 1000).eval()\ndef answer(): return X.training, len(X._forward_hooks)",
        namespace,
    )
    remember("task", namespace)
    exec("X.train(); X.register_forward_hook(print)", namespace)
    go_to("task", namespace)

    assert told("answer()", namespace) == (False, 0)


def test_it_takes_milliseconds(namespace: dict[str, Any]) -> None:
    """At each check of each submission."""
    import time

    exec("X = [{'a': [i], 'b': np.ones(9)} for i in range(100)]", namespace)
    took = []
    for number in range(5):
        started = time.process_time()
        remember(f"task {number}", namespace)
        took.append(time.process_time() - started)

    assert min(took) < 0.05


@pytest.mark.parametrize("pair", ["ab", "bc", "ac"])
def test_two_checks_have_states_of_their_own(pair: str, namespace: dict[str, Any]) -> None:
    """In whatever order they are asked."""
    exec("X = {'a': torch.zeros(1)}", namespace)
    for number, name in enumerate("abc"):
        exec(f"X['a'] = torch.full((1,), {number})", namespace)
        remember(name, namespace)
    exec("X.clear()", namespace)
    found = []
    for name in pair[::-1]:
        go_to(name, namespace)
        found.append("abc"[int(namespace["X"]["a"])])

    assert "".join(found) == pair[::-1]
