"""The collector: calls a student's functions, and reads what they return."""

import json
import operator
import socket
import threading
import types
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd
import pytest
import safetensors.numpy

from graders.count_parameters.checks import TINY
from graders.shared.arguments import Model, Tensor
from nbverdict.evidence import collector
from nbverdict.evidence import reader as telling
from nbverdict.evidence.cases import Case, Paths, Plain, Same
from nbverdict.evidence.channel import Channel
from nbverdict.evidence.here import ask_here

torch = pytest.importorskip("torch")


def ask(function: Any, *arguments: Any, again: tuple[Any, ...] = ()) -> dict[str, Any]:
    """Return what the collector tells of one case."""
    case = Case("shown", "f", arguments, again=again)
    asked = ask_here({"f": function} if function else {})
    reply, _ = asked(json.dumps(case.packed()).encode(), b"")
    told: dict[str, Any] = json.loads(reply)
    return told


def test_a_function_that_is_not_there_is_missing() -> None:
    """No name, no answer."""
    assert ask(None)["calls"] == [{"outcome": "missing"}]


@pytest.mark.parametrize("error", [ValueError, SystemExit, KeyboardInterrupt])
def test_whatever_a_function_raises_is_told_by_its_type(error: type[BaseException]) -> None:
    """Leaving the process by an exception is an exception like any other."""

    def raising(_value: object) -> None:
        raise error("the message may hold hidden values")

    assert ask(raising, Plain(1))["calls"] == [{"outcome": "raised", "exception": error.__name__, "line": ""}]


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (1.5, 1.5),
        (True, True),
        (None, None),
        (float("nan"), {"other": "a number that is not finite"}),
        (10**30, {"other": "a huge integer"}),
        ([1], {"other": "list"}),
        ("x" * 1000, "x" * 300),
    ],
)
def test_cells_are_told_as_plain_values(value: object, told: object) -> None:
    """Numbers and texts stay, of everything else only the kind is told."""
    table = pd.DataFrame({"a": pd.Series([value], dtype=object)})

    assert ask(lambda: table)["calls"][0]["table"]["rows"] == [[told]]


def test_folders_are_told_without_their_path() -> None:
    """A path of this machine would make evidence differ between machines."""
    from graders.compare_t5.checks import hidden_cases
    from nbverdict.evidence.cases import draw

    case = hidden_cases(draw(b"s", challenge="c", version=1, submission="a"))[0]
    names = case.arguments[0]
    assert isinstance(names, Paths)
    told = ask(lambda paths: pd.DataFrame({"Model": paths}), names)

    assert [row[0] for row in told["calls"][0]["table"]["rows"]] == list(case.known)


ROWS = [[1, 0], [1, 1]]
MATRICES = {
    "tensor": torch.tensor(ROWS),
    "with gradients": torch.tensor(ROWS, dtype=torch.float32, requires_grad=True),
    "half precision": torch.tensor(ROWS, dtype=torch.bfloat16),
    "array": np.array(ROWS),
    "columns first": np.array(ROWS, order="F"),
    "lists": ROWS,
    "tuples": tuple(map(tuple, ROWS)),
    "rows of tensors": list(torch.tensor(ROWS)),
    "rows of arrays": list(np.array(ROWS)),
    "tensors in lists": [[torch.tensor(float(one), requires_grad=True) for one in row] for row in ROWS],
    "wider than is stored": np.array(ROWS, dtype=np.longdouble),
    "bytes the other way round": np.array(ROWS, dtype=">f4"),
}


@pytest.mark.parametrize("value", MATRICES.values(), ids=MATRICES)
def test_two_dimensions_are_told_as_an_array(value: object) -> None:
    """A tensor, an array and lists of lists are the same matrix."""
    case = Case("shown", "f", ())
    reply, arrays = collector.answer(json.dumps(case.packed()).encode(), b"", {"f": lambda: value})

    assert json.loads(reply)["calls"][0]["matrix"] == 0
    assert safetensors.numpy.load(arrays)["0"].tolist() == ROWS


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ({"a": 1, "b": np.float64(2.5)}, {"record": [["a", 1], ["b", 2.5]]}),
        (pd.Series({"a": 1}), {"record": [["a", 1]], "values": [1]}),
        (types.MappingProxyType({"a": torch.tensor([1])}), {"record": [["a", 1]]}),
        ([torch.tensor([1]), np.array([2])], {"values": [1, 2]}),
        ((Fraction(10**400), Decimal("sNaN")), {"values": [{"other": "Fraction"}, {"other": "Decimal"}]}),
        (torch.eye(2).to_sparse(), {}),
        (torch.zeros(2, 2, device="meta"), {}),
        (type("Disguised", (), {"__class__": pd.DataFrame})(), {}),
        ((1, torch.tensor(2)), {"values": [1, 2]}),
        (np.array([1, 2]), {"values": [1, 2]}),
        ([[1, 2], [3]], {"values": [{"other": "list"}, {"other": "list"}]}),
        (np.zeros((2, 2, 2)), {}),
        (np.array([["a"]]), {}),
        ("text", {}),
        (3, {}),
    ],
)
def test_dictionaries_and_values_are_told_as_plain_data(value: object, told: dict[str, Any]) -> None:
    """Entries are told one by one; what is no such thing is told by its type alone."""
    call = ask(lambda: value)["calls"][0]

    assert {key: call.get(key) for key in told} == told
    assert told or set(call) == {"outcome", "type"}


def test_a_model_is_built_with_what_is_frozen() -> None:
    """A model for counting comes with its frozen parameters."""
    model = Model(TINY, ("embeddings.",))
    told = ask(lambda built: [built.num_parameters(), built.num_parameters(only_trainable=True)], model)

    assert told["calls"][0]["values"] == [5904, 4720]


def test_a_tensor_is_built_of_floats_or_of_booleans() -> None:
    """Numbers become float32, however whole; truth values stay."""
    told = ask(lambda a, b: [str(a.dtype), str(b.dtype)], Tensor([[1, 2]]), Tensor([[True, False]]))

    assert told["calls"][0]["values"] == ["torch.float32", "torch.bool"]


def test_each_call_gets_lists_of_its_own() -> None:
    """What one call does to a list is not seen by the next."""

    def popping(values: list[int]) -> pd.DataFrame:
        values.pop()
        return pd.DataFrame({"left": [len(values)]})

    calls = ask(popping, Plain([1, 2, 3]), again=(Same(),))["calls"]

    assert [call["table"]["rows"] for call in calls] == [[[2]], [[2]]]


def test_what_our_own_code_cannot_read_is_unread(monkeypatch: pytest.MonkeyPatch) -> None:
    """A fault of the reading itself is nobody's points."""
    monkeypatch.setattr(telling, "read_table", operator.methodcaller("no_such_method"))

    assert ask(lambda _: pd.DataFrame(), Plain(1))["calls"][0]["outcome"] == "unread"


def test_what_a_students_code_raises_while_we_read_is_theirs() -> None:
    """An object that raises from a notebook cell is a wrong answer, not a case for a person."""
    cell = "class Hook:\n    @property\n    def item(self):\n        raise LookupError\n"
    namespace: dict[str, Any] = {}
    exec(compile(cell, "ipykernel_1/1.py", "exec"), namespace)
    table = pd.DataFrame({"a": [namespace["Hook"]()]})

    assert ask(lambda: table)["calls"][0]["outcome"] == "raised"


def test_a_module_of_their_own_is_theirs_too() -> None:
    """What is neither ours nor a package's is the student's, wherever it lies."""
    namespace: dict[str, Any] = {}
    code = "class Odd(dict):\n    def items(self):\n        raise LookupError\n"
    exec(compile(code, "/somewhere/helper.py", "exec"), namespace)

    assert ask(namespace["Odd"])["calls"][0] == {
        "outcome": "raised",
        "exception": "LookupError",
        "line": "",
    }


def test_what_cannot_be_stored_ends_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """The case is unread, and the next one is answered."""

    def failing(_arrays: object) -> bytes:
        raise TypeError

    monkeypatch.setattr(collector, "stored", failing)

    assert ask(lambda: 1)["calls"][0]["outcome"] == "unread"


def test_a_case_that_cannot_be_built_is_unread() -> None:
    """The student cannot help it."""
    message = json.dumps({"case": "shown", "function": "f", "again": [], "arguments": [{"kind": "nothing"}]})

    assert json.loads(collector.answer(message.encode(), b"", {})[0])["calls"][0]["outcome"] == "unread"


def test_it_serves_until_the_other_side_closes() -> None:
    """The loop greets, answers each frame, and ends with the socket."""
    with Channel() as channel:
        copy = socket.socket(fileno=channel.theirs.detach())
        thread = threading.Thread(target=collector.serve, args=(copy.detach(), {"f": lambda: None}))
        thread.start()
        channel.greet(seconds=5)
        message = json.dumps({"case": "shown", "function": "f", "again": [], "arguments": []}).encode()
        reply, arrays = channel.ask(message, b"", seconds=5)
        channel.close()
        thread.join(5)

    assert json.loads(reply)["calls"] == [{"outcome": "answer", "type": "NoneType"}]
    assert arrays == b""
    assert not thread.is_alive()
