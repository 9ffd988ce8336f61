"""The collector: calls a student's functions, and reads what they return."""

import dataclasses
import datetime as dt
import enum
import json
import operator
import socket
import threading
import types
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import matplotlib.figure
import numpy as np
import pandas as pd
import pytest
import safetensors.numpy

from graders.count_parameters.checks import TINY
from graders.shared.arguments import Model, Tensor
from nbverdict.evidence import building, collector, reader
from nbverdict.evidence.arguments import Same
from nbverdict.evidence.cases import Attribute, Case, Given, Method
from nbverdict.evidence.channel import Channel
from nbverdict.evidence.decode import decode
from nbverdict.evidence.here import ask_here, offer_builders

torch = pytest.importorskip("torch")


def ask(
    function: Any, *arguments: Any, again: tuple[Any, ...] = (), then: tuple[Any, ...] = ()
) -> dict[str, Any]:
    """Return what the collector tells of one case."""
    case = Case("shown", "f", arguments, again=again, then=then)
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

    assert ask(raising, 1)["calls"] == [{"outcome": "raised", "exception": error.__name__, "line": ""}]


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (1.5, 1.5),
        (True, True),
        (None, None),
        (float("nan"), {"other": "a number that is not finite", "number": "nan"}),
        (pd.NaT, {"other": "NaTType", "absent": True}),
        (pd.Timestamp("2024-02-29 12:30"), {"other": "Timestamp", "moment": "2024-02-29T12:30:00"}),
        (dt.date(2024, 2, 29), {"other": "date", "moment": "2024-02-29"}),
        (pd.Timedelta(hours=1), {"other": "timedelta", "seconds": 3600.0}),
        (np.complex128(1 + 2j), {"other": "complex", "real": 1.0, "imag": 2.0}),
        (pd.Period("2024Q1"), {"other": "Period", "text": "2024Q1"}),
        (10**30, {"other": "a huge integer", "digits": str(10**30)}),
        (10**300, {"other": "a huge integer"}),
        ([1], {"other": "list"}),
        ("x" * 1000, "x" * 300),
    ],
)
def test_cells_are_told_as_plain_values(value: object, told: object) -> None:
    """Numbers and texts stay, of everything else only the kind is told."""
    table = pd.DataFrame({"a": pd.Series([value], dtype=object)})

    assert ask(lambda: table)["calls"][0]["value"]["rows"] == [[told]]


def test_folders_are_told_without_their_path() -> None:
    """A path of this machine would make evidence differ between machines."""
    from graders.compare_t5.checks import hidden_cases
    from nbverdict.evidence.cases import draw

    case = hidden_cases(draw(b"s", challenge="c", version=1, submission="a"))[0]
    names = case.args[0]
    told = ask(lambda paths: pd.DataFrame({"Model": paths}), names)

    assert [row[0] for row in told["calls"][0]["value"]["rows"]] == list(case.known)


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

    assert json.loads(reply)["calls"][0]["value"]["array"] == 0
    assert safetensors.numpy.load(arrays)["0"].tolist() == ROWS


def entries(*pairs: Any) -> dict[str, Any]:
    """Return what is told of a dictionary."""
    return {"entries": list(map(list, pairs)), "length": len(pairs)}


def items(*held: Any, kind: str = "list") -> dict[str, Any]:
    """Return what is told of a list."""
    return {"items": list(held), "length": len(held), "kind": kind}


ARRAY = {"array": 0, "rows": False, "complex": False}


@dataclasses.dataclass
class Point:
    """An object that is its fields."""

    x: int
    label: str


class Colour(enum.Enum):
    """A member is known by its name."""

    RED = 1


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ({"a": 1, "b": np.float64(2.5)}, entries(("a", 1), ("b", 2.5))),
        ({1: [1, "x"], (1, 2): None}, entries((1, items(1, "x")), ("(1, 2)", None))),
        (
            pd.Series({"a": 1}, name="n"),
            {"values": [1], "labels": ["a"], "length": 1, "name": "n", "dtype": "int64"},
        ),
        (types.MappingProxyType({"a": torch.tensor([1])}), entries(("a", 1))),
        (Point(1, "p"), entries(("x", 1), ("label", "p"))),
        (
            (Fraction(10**400), Decimal("sNaN")),
            items({"other": "Fraction"}, {"other": "Decimal"}, kind="tuple"),
        ),
        ({"b", "a"}, items("a", "b", kind="set")),
        ({"a": 1}.keys(), items("a", kind="set")),
        (range(3), items(0, 1, 2)),
        ((1, torch.tensor(2)), items(1, 2, kind="tuple")),
        ([[1, 2], [3]], items(items(1, 2), items(3))),
        ([1, [2, [3]]], items(1, items(2, items(3)))),
        (np.array([1, 2]), ARRAY),
        (np.zeros((2, 2, 2)), ARRAY),
        (np.array([[1j]]), {**ARRAY, "complex": True}),
        (list(range(2000)), {**ARRAY, "rows": True}),
        (np.array([["a"]]), items(items("a"), kind="array")),
        (np.array(["2024-01-05"], "M8[D]"), items({"other": "date", "moment": "2024-01-05"}, kind="array")),
        (np.datetime64("2024-01-05"), {"other": "datetime64", "moment": "2024-01-05T00:00:00.000000000"}),
        (torch.eye(2).to_sparse(), {"other": "Tensor"}),
        (torch.zeros(2, 2, device="meta"), {"other": "Tensor"}),
        (type("Disguised", (), {"__class__": pd.DataFrame})(), {"other": "Disguised"}),
        (Colour.RED, {"other": "Colour", "text": "Colour.RED"}),
        (object(), {"other": "object"}),
        ("text", "text"),
        ("long " * 100, {"text": "long " * 100}),
        (3, 3),
        (None, None),
    ],
)
def test_values_are_told_as_plain_data(value: object, told: object) -> None:
    """Whatever holds data is told with what it holds; of anything else only the kind is."""
    assert ask(lambda: value)["calls"][0]["value"] == told


def test_types_and_categories_of_columns_are_told() -> None:
    """A table comes with what pandas knows of its columns."""
    table = pd.DataFrame(
        {
            "day": pd.to_datetime(["2024-01-05", None]),
            "size": pd.Categorical(["S", None], categories=["S", "L"], ordered=True),
            "count": pd.array([1, None], dtype="Int64"),
        }
    )
    told = ask(lambda: table)["calls"][0]["value"]

    assert [kind.split("[")[0] for kind in told["dtypes"]] == ["datetime64", "category", "Int64"]
    assert told["categories"] == [None, ["S", "L"], None]
    assert told["rows"][1] == [
        {"other": "NaTType", "absent": True},
        {"other": "a number that is not finite", "number": "nan"},
        {"other": "NAType", "absent": True},
    ]


class Account:
    """A class of a student's."""

    def __init__(self, balance: int) -> None:
        self.balance = balance

    def withdraw(self, amount: int) -> int:
        """Take money out."""
        if amount > self.balance:
            raise ValueError
        self.balance -= amount
        return self.balance


def test_an_object_is_asked_through_its_methods() -> None:
    """One after the other, on one object; what it lacks and what it raises is told as such."""
    then = (Method("withdraw", 30), Method("withdraw", 99), Attribute("balance"), Method("close"))
    told = ask(Account, 50, then=then)["calls"]

    assert [(one["outcome"], one.get("value")) for one in told[1:]] == [
        ("answer", 20),
        ("raised", None),
        ("answer", 20),
        ("missing", None),
    ]


def test_what_becomes_of_an_argument_is_told() -> None:
    """A function may change what it is given, and return nothing."""
    told = ask(list.sort, [3, 1, 2], then=(Given(0),))["calls"]

    assert told[1]["value"] == items(1, 2, 3)


def test_what_a_function_prints_is_told() -> None:
    """And is printed nowhere."""
    told = ask(lambda: print("hello"))  # noqa: T201 - a student prints

    assert told["calls"][0]["printed"] == "hello\n"


def test_points_of_lines_and_scatter_plots_are_told() -> None:
    """With their labels, the scales of their axes, and the texts within these."""

    def drawing() -> Any:
        figure = matplotlib.figure.Figure()
        axes = figure.subplots()
        axes.plot([1, 2, 3], [1, 10, 100], "o--", label="growth")
        axes.scatter([1, 2], [5, 6], label="measured")
        axes.set_yscale("log")
        axes.text(1, 1, "a note")
        axes.legend()
        return figure

    case = Case("shown", "f")
    reply, arrays = collector.answer(case.message, b"", {"f": drawing})
    panel = decode(reply, arrays).calls[0].figure.panels[0]  # type: ignore[union-attr]

    assert [
        (one.label, one.style, one.x.tolist(), one.y.tolist()) for one in (*panel.lines, *panel.points)
    ] == [
        ("growth", "--", [1, 2, 3], [1, 10, 100]),
        ("measured", "None", [1, 2], [5, 6]),
    ]
    assert (panel.scales, panel.notes, panel.legend[1:]) == (
        ("linear", "log"),
        ("a note",),
        ("growth", "measured"),
    )


def test_a_model_is_built_with_what_is_frozen() -> None:
    """A model for counting comes with its frozen parameters."""
    model = Model(TINY, ("embeddings.",))
    told = ask(lambda built: [built.num_parameters(), built.num_parameters(only_trainable=True)], model)

    assert told["calls"][0]["value"]["items"] == [5904, 4720]


def test_a_tensor_is_built_of_floats_or_of_booleans() -> None:
    """Numbers become float32, however whole; truth values stay."""
    told = ask(lambda a, b: [str(a.dtype), str(b.dtype)], Tensor([[1, 2]]), Tensor([[True, False]]))

    assert told["calls"][0]["value"]["items"] == ["torch.float32", "torch.bool"]


def test_each_call_gets_lists_of_its_own() -> None:
    """What one call does to a list is not seen by the next."""

    def popping(values: list[int]) -> pd.DataFrame:
        values.pop()
        return pd.DataFrame({"left": [len(values)]})

    calls = ask(popping, [1, 2, 3], again=(Same(),))["calls"]

    assert [call["value"]["rows"] for call in calls] == [[[2]], [[2]]]


def test_what_our_own_code_cannot_read_is_unread(monkeypatch: pytest.MonkeyPatch) -> None:
    """A fault of the reading itself is nobody's points."""
    monkeypatch.setattr(reader, "read_table", operator.attrgetter("no_such_thing"))

    assert ask(lambda _: pd.DataFrame(), 1)["calls"][0]["outcome"] == "unread"


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

    assert json.loads(reply)["calls"] == [{"outcome": "answer", "type": "NoneType", "value": None}]
    assert arrays == b""
    assert not thread.is_alive()


CALLERS = """
COURSE_BUILDERS = {}
COURSE_CALLERS = {"twice": lambda function, value: [function(value), function(function(value))]}
"""


def test_a_course_calls_a_function_as_it_likes(tmp_path: Path) -> None:
    """What its caller returns is the answer; what the function raises in it is the function's."""
    (tmp_path / "builders.py").write_text(CALLERS)
    asked = json.dumps(Case("shown", "f", (3,), caller="twice").packed()).encode()
    with pytest.MonkeyPatch.context() as patch:
        for name in ("COURSE_BUILDERS", "COURSE_CALLERS"):
            patch.setattr(building, name, {})
        offer_builders(tmp_path / "builders.py")
        told = [collector.answer(asked, b"", {"f": f})[0] for f in (lambda n: n + 1, lambda _: 1 // 0)]
    right, wrong = (json.loads(one)["calls"][0] for one in told)

    assert right["value"] == {"items": [4, 5], "length": 2, "kind": "list"}
    assert (wrong["outcome"], wrong["exception"]) == ("raised", "ZeroDivisionError")
