"""What names meant where a check stands comes back, whatever later cells did."""

import builtins
import gc
import os
import random
import sys
import time
import warnings
import weakref
from collections import deque
from collections.abc import Iterator
from decimal import getcontext
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
import torch

from nbverdict.evidence.moment import KEPT_IN, go_to, moments, remember

TASK = """
SIZE = 2
STATE, NAMES, SEEN, QUEUE = [1], {"a": [1]}, {1}, deque([1])
TABLE = np.eye(2)
SERIES, FRAME = pd.Series({"a": 4}), pd.DataFrame({"a": [4]})
TENSOR, LAYER = torch.ones(2), torch.nn.Linear(1, 1)
WEIGHT = LAYER.weight.item()
def helper(n, start=[0]):
    return n * SIZE
class Maker:
    factor = 3
    def make(self):
        return self.factor
maker = Maker()
def counter():
    count = [5]
    return lambda: count[0]
counted = counter()
def answer():
    kept = [list(STATE), dict(NAMES), set(SEEN), list(QUEUE), TABLE.tolist()]
    layer = [LAYER.weight.item() == WEIGHT, LAYER.training, LAYER.weight.requires_grad]
    kept += [dict(SERIES), FRAME.to_dict("list"), TENSOR.tolist(), layer]
    return [helper(2), *kept, maker.make(), counted(), sum([1])]
"""
RIGHT = [4, [1], {"a": [1]}, {1}, [1], [[1, 0], [0, 1]], {"a": 4}, {"a": [4]}, [1, 1], [True] * 3, 3, 5, 1]


@pytest.fixture
def namespace() -> Iterator[dict[str, Any]]:
    """A notebook's names after its task."""
    made: dict[str, Any] = {"__name__": "__main__", "np": np, "pd": pd, "torch": torch, "deque": deque}
    exec(TASK, made)
    sys.modules.pop(KEPT_IN, None)
    yield made
    sys.modules.pop(KEPT_IN, None)


@pytest.mark.parametrize(
    "later",
    [
        "SIZE = 7",
        "del helper",
        "sum = None",
        "STATE.clear(); NAMES['a'].append(2); NAMES['b'] = 1; SEEN.add(3); QUEUE.append(4)",
        "STATE[:] = []; NAMES.clear(); SEEN.clear(); QUEUE.clear()",
        "TABLE[:] = 9",
        "Maker.factor = 8",
        "maker.factor = 8",
        "Maker.make = lambda self: 9",
        "counted.__closure__[0].cell_contents[0] = 6",
        "counted.__closure__[0].cell_contents = [6]",
        "helper.__defaults__ = ()",
        "helper.__code__ = (lambda n, start: 0).__code__",
        "answer = None",
        "globals().clear()",
        "SERIES = None",
        "SERIES['a'] = 9",
        "FRAME['b'] = 2",
        "FRAME.pop('a')",
        "FRAME.columns = ['z']",
        "LAYER = None",
        "LAYER.weight.data.fill_(9)",
        "LAYER.eval()",
        "LAYER.requires_grad_(False)",
        "TENSOR.fill_(9)",
        "import numpy; numpy.ndarray",
    ],
)
def test_a_later_cell_cannot_change_an_answer(namespace: dict[str, Any], later: str) -> None:
    """Names, containers, classes, objects, closures and functions are as they were."""
    remember("task", namespace)
    exec(later, namespace)

    go_to("task", namespace)

    assert namespace["answer"]() == RIGHT


def test_the_process_is_as_it_was(namespace: dict[str, Any], tmp_path: Any) -> None:
    """Folder, environment, path, filters, recursion limit, random state, and functions of modules."""
    here, limit, path = Path.cwd(), sys.getrecursionlimit(), list(sys.path)
    tril, filters, stdout = np.tril, list(warnings.filters), sys.stdout
    random.seed(1)
    remember("task", namespace)
    drawn = random.random()  # noqa: S311 - as a notebook draws
    os.chdir(tmp_path)
    os.environ["A_LATER_CELL"] = "1"
    sys.path.clear()
    warnings.simplefilter("error")
    sys.setrecursionlimit(900)
    np.tril = np.triu
    np.seterr(all="raise")
    sys.stdout = None  # type: ignore[assignment]
    kept = builtins.len
    builtins.len = None  # type: ignore[assignment]
    try:
        go_to("task", namespace)
        restored = builtins.len
    finally:
        builtins.len = kept

    assert restored is kept
    assert (Path.cwd(), sys.getrecursionlimit(), sys.path) == (here, limit, path)
    assert "A_LATER_CELL" not in os.environ
    assert (np.tril, list(warnings.filters), sys.stdout) == (tril, filters, stdout)
    assert np.geterr()["divide"] == "warn"
    assert random.random() == drawn  # noqa: S311 - the same


def test_defaults_of_libraries_are_as_they_were(namespace: dict[str, Any]) -> None:
    """Those of torch, pandas, numpy and matplotlib decide what a function computes, shows and draws."""
    threads, shown = torch.get_num_threads(), pd.get_option("display.max_rows")
    remember("task", namespace)
    torch.set_default_device("meta")
    torch.set_default_dtype(torch.float64)
    torch.use_deterministic_algorithms(mode=True)
    torch.set_num_threads(1)
    plt.rcParams["xtick.labelbottom"] = False
    pd.set_option("display.max_rows", 3)
    np.set_printoptions(precision=1)
    getcontext().prec = 2

    go_to("task", namespace)

    assert torch.ones(1).device.type == "cpu"
    assert torch.get_default_dtype() is torch.float32
    assert not torch.are_deterministic_algorithms_enabled()
    assert torch.get_num_threads() == threads
    assert plt.rcParams["xtick.labelbottom"]
    assert pd.get_option("display.max_rows") == shown
    assert np.get_printoptions()["precision"] == 8
    assert getcontext().prec == 28


def test_two_tasks_have_moments_of_their_own(namespace: dict[str, Any]) -> None:
    """A helper that was written again between them, and a cache that each fills by itself."""
    exec("CACHE = {}\ndef first():\n    CACHE[len(CACHE)] = SIZE\n    return len(CACHE), SIZE", namespace)
    remember("first", namespace)
    exec("SIZE = 9\ndef second():\n    return SIZE", namespace)
    remember("second", namespace)
    exec("SIZE = 0", namespace)

    go_to("first", namespace)
    once = namespace["first"]()
    go_to("second", namespace)
    assert namespace["second"]() == 9
    go_to("first", namespace)

    assert (once, namespace["first"]()) == ((1, 2), (2, 2))
    go_to("", namespace)
    assert namespace["SIZE"] == 0


def test_a_challenge_without_a_check_is_asked_at_the_end(namespace: dict[str, Any]) -> None:
    """As is one whose moment was lost."""
    exec("SIZE = 5", namespace)

    go_to("unknown", namespace)

    assert namespace["SIZE"] == 5


def test_a_large_table_is_freed_if_a_later_cell_deletes_it(namespace: dict[str, Any]) -> None:
    """What is remembered keeps no table, model or tensor alive; one that is still there comes back."""
    large = np.arange(1 << 18)
    namespace |= {
        "table": pd.DataFrame({"a": large}),
        "other": pd.DataFrame({"b": large}),
        "own": pd.DataFrame,
    }
    alive, kept = weakref.ref(namespace["table"]), namespace["other"]
    remember("task", namespace)
    exec("del table\nother = None", namespace)
    gc.collect()

    assert alive() is None
    go_to("task", namespace)
    assert "table" not in namespace
    assert namespace["other"] is kept
    assert namespace["own"] is pd.DataFrame


@pytest.mark.parametrize("large", ["pd.Series({1: 2})", "pd.DataFrame({1: [2]})", "np.zeros(2_000_000)"])
def test_a_large_object_that_an_answer_reads_is_there(namespace: dict[str, Any], large: str) -> None:
    """Without a later cell too, if it was made between two checks, and if only the notebook holds it."""
    exec(f"import pandas as pd\nfirst = {large}\ndef one():\n    return len(first)", namespace)
    remember("one", namespace)
    exec(f"second = {large}\ndef two():\n    return len(second)", namespace)
    remember("two", namespace)

    for _ in range(2):
        go_to("one", namespace)
        assert namespace["one"]() > 0
        go_to("two", namespace)
        assert namespace["two"]() > 0


def test_a_large_object_that_was_bound_anew_stays(namespace: dict[str, Any]) -> None:
    """What nothing holds any longer cannot come back; its name is as the notebook left it."""
    exec("import pandas as pd\ntable = pd.Series(range(1 << 18))", namespace)
    remember("task", namespace)
    exec("table = pd.Series([3])", namespace)

    go_to("task", namespace)

    assert list(namespace["table"]) == [3]


def test_large_plain_values_cost_little_time(namespace: dict[str, Any]) -> None:
    """Sixteen million numbers in lists: some of them come back, and nobody waits."""
    exec("grid = [[0] * 4000 for _ in range(4000)]\nsmall = [1]", namespace)
    began = time.process_time()
    remember("task", namespace)

    assert time.process_time() - began < 0.3


def test_a_table_that_cannot_be_copied_costs_only_itself(namespace: dict[str, Any]) -> None:
    """A subclass may refuse; all else comes back."""
    refuses = "class Refuses(pd.Series):\n    def copy(self, *_, **__):\n        raise ValueError"
    exec(f"{refuses}\nstrange = Refuses([1])", namespace)
    remember("task", namespace)
    exec("STATE.clear(); SIZE = 7", namespace)

    go_to("task", namespace)

    assert namespace["answer"]() == RIGHT


def test_what_cannot_be_brought_back_stops_nothing(namespace: dict[str, Any]) -> None:
    """An object that refuses, a module that is gone, a place for moments that is no module."""
    exec(
        "class Odd:\n    def __setattr__(self, name, value):\n        raise ValueError\nodd = Odd()",
        namespace,
    )
    sys.modules[KEPT_IN] = 3  # type: ignore[assignment]
    remember("task", namespace)
    exec("del helper", namespace)

    go_to("task", namespace)

    assert "helper" in namespace
    assert set(moments()) >= {"task"}
