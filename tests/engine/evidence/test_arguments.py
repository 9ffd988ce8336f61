"""Arguments arrive in the student's process as what they were, through JSON; what cannot is refused."""

import datetime as dt
import math
import zoneinfo
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from nbverdict import Case, Folder
from nbverdict.errors import StaffError
from nbverdict.evidence.arguments import File
from nbverdict.evidence.here import ask_here

DAY, NOON = dt.date(2024, 2, 29), dt.datetime(2024, 2, 29, 12, 30, 15, 250)  # noqa: DTZ001 - without a zone
EAST = dt.timezone(dt.timedelta(hours=5, minutes=30))
TZ = "Europe/Berlin"
DAYS = pd.to_datetime(["2024-02-29", None, "2024-10-27"])
SIZES = pd.Categorical(["small", None, "large"], categories=["small", "large"], ordered=True)

PLAIN = {
    "nothing": None,
    "truth": True,
    "a whole number": -3,
    "a huge number": 10**30,
    "a number": 0.1,
    "an infinite number": -math.inf,
    "a complex number": 1.5 - 2j,
    "a text": "naïve ☃ \n '`\"",
    "bytes": b"\x00\xff",
    "a list": [1, [2.5, "three"], []],
    "a tuple": (1, (2, [3]), ()),
    "a list of tuples": [("a", 1), ("b", 2)],
    "a set": {"b", "a"},
    "a frozen set in a set": {frozenset({1, 2}), frozenset()},
    "a dictionary": {"a": {"b": [1, (2,)]}, "kind": "plain"},
    "keys that are no texts": {1: "one", (2, 3): "two", None: "three", DAY: 4},
    "a date": DAY,
    "a date with a time": NOON,
    "a date in a time zone": NOON.replace(tzinfo=EAST),
    "a date in a zone with a name": NOON.replace(tzinfo=zoneinfo.ZoneInfo(TZ)),
    "a time": dt.time(23, 59, 59, 999_999),
    "a span": dt.timedelta(days=-1, microseconds=1),
    "a long span": dt.timedelta(days=200_000, microseconds=1),
    "a Timestamp": pd.Timestamp("2024-02-29 12:00:00.123456789"),
    "a Timestamp in a zone": pd.Timestamp("2024-10-27 00:30Z").tz_convert(TZ),
    "a Timedelta": pd.Timedelta("1 day 1 ns"),
    "dates in a list": [DAY, {"when": NOON}],
    "ranges": [range(3), range(10, 0, -2)],
}
ARRAYS = {
    "floats": np.array([[0.1, np.nan], [-np.inf, 1e300]]),
    "single floats": np.array([0.1, 2], dtype=np.float32),
    "whole numbers": np.array([2**63 - 1, -(2**63)]),
    "without a sign": np.array([2**64 - 1], dtype=np.uint64),
    "small numbers": np.array([[-1], [127]], dtype=np.int8),
    "another byte order": np.array([1, 2], dtype=">i4"),
    "truths": np.array([True, False]),
    "complex numbers": np.array([1 + 2j]),
    "texts": np.array(["a", "four", ""]),
    "bytes": np.array([b"a", b"four"]),
    "dates": np.array(["2024-02-29", "NaT"], dtype="datetime64[D]"),
    "times": np.array(["2024-02-29T12:00:00.000000001"], dtype="datetime64[ns]"),
    "spans": np.array([1, 2], dtype="timedelta64[s]"),
    "objects": np.array([["a", 1], [None, 2.5]], dtype=object),
    "lists in an array": np.array([[1, 2], [3]], dtype=object),
    "nothing along an axis": np.zeros((0, 3)),
    "no axis": np.array(2.5),
    "an object without an axis": np.array("a", dtype=object),
    "columns in memory": np.asfortranarray(np.arange(6.0).reshape(2, 3)),
}
SERIES = {
    "dates": pd.Series(DAYS, name="when"),
    "dates by the second": pd.Series(DAYS).astype("datetime64[s]"),
    "a time zone": pd.Series(DAYS).dt.tz_localize(TZ),
    "spans": pd.Series(pd.to_timedelta(["1 day", None])),
    "categories": pd.Series(pd.Categorical(["b", "a", "b"])),
    "ordered categories": pd.Series(SIZES),
    "categories that are numbers": pd.Series(pd.Categorical([2, 1], categories=[2, 1, 0])),
    "nullable whole numbers": pd.Series([1, None, 2**62 + 1], dtype="Int64"),
    "nullable numbers": pd.Series([0.5, None], dtype="Float32"),
    "nullable truths": pd.Series([True, None], dtype="boolean"),
    "texts": pd.Series(["a", None], dtype="string"),
    "texts as pandas takes them": pd.Series(["a", "b"]),
    "objects": pd.Series(["a", None, 1, np.nan, DAY], dtype=object),
    "an index with a name": pd.Series([1.5], index=pd.Index(["x"], name="key")),
    "an index of dates": pd.Series([1, 2], index=pd.date_range("2024-01-01", periods=2, name="day")),
    "nothing": pd.Series([], dtype="float64"),
    "a name that is no text": pd.Series([1], name=("a", 1)),
}
FRAME = pd.DataFrame(
    {
        "when": DAYS,
        "there": pd.Series(DAYS).dt.tz_localize(TZ),
        "size": SIZES,
        "count": pd.array([1, None, 3], dtype="Int64"),
        "text": pd.array(["a", None, "c"], dtype="string"),
        "note": np.array(["a", None, 1.5], dtype=object),
        "half": np.array([0.5, np.nan, 1], dtype=np.float32),
    }
)
FRAMES = {
    "columns of every kind": FRAME,
    "an index with a name": FRAME.set_index("when"),
    "two columns of one label": pd.DataFrame([[1, "a"]], columns=["x", "x"]),
    "labels that are no texts": pd.DataFrame([[1, 2]], columns=pd.Index([0, 1], name="field")),
    "rows alone": pd.DataFrame(index=[1, 2]),
    "columns alone": pd.DataFrame(columns=["a", "b"]),
    "nothing": pd.DataFrame(),
    "rows from a filter": FRAME[["half"]][FRAME["half"] > 0.6],
}


def arrived(*given: Any) -> list[Any]:
    """Return what a student's function gets as its arguments when a case is sent."""
    got: list[Any] = []
    ask_here({"f": lambda *arguments: got.extend(arguments)})(Case("shown", "f", given).message, b"")
    assert got, "the function was not called"
    return got


@pytest.mark.parametrize("given", PLAIN.values(), ids=PLAIN)
def test_plain_values_arrive(given: Any) -> None:
    """Of the same type, and equal."""
    (got,) = arrived(given)

    assert type(got) is type(given)
    assert got == given


def test_a_time_zone_arrives_with_its_name() -> None:
    """So that summer time begins where it did."""
    given = [PLAIN["a date in a zone with a name"], PLAIN["a Timestamp in a zone"]]
    (got,) = arrived(given)

    assert [str(one.tzinfo) for one in got] == [TZ, TZ]


def test_a_number_that_is_none_arrives() -> None:
    """Nan is nan, alone and in a list; what pandas calls missing is that."""
    alone, (listed,), nat, absent = arrived(math.nan, [math.nan], pd.NaT, pd.NA)

    assert math.isnan(alone)
    assert math.isnan(listed)
    assert (nat is pd.NaT, absent is pd.NA) == (True, True)


def test_a_list_keeps_the_type_of_what_it_holds() -> None:
    """A tuple in a list is a tuple, 1 is no 1.0, and True is no 1."""
    (got,) = arrived([(1,), 1.0, True, [2]])

    assert [type(one) for one in got] == [tuple, float, bool, list]


@pytest.mark.parametrize("given", ARRAYS.values(), ids=ARRAYS)
def test_arrays_arrive(given: np.ndarray) -> None:
    """With their type and shape, and may be written to."""
    (got,) = arrived(given)

    np.testing.assert_array_equal(got, given, strict=True)
    assert got.flags.writeable


@pytest.mark.parametrize("given", [np.float32(0.5), np.int64(7), np.bool_(1), np.datetime64("2024-02-29")])
def test_a_number_of_numpy_arrives(given: Any) -> None:
    """Equal to what it was, whichever type holds it."""
    (got,) = arrived(given)

    assert got == given


@pytest.mark.parametrize("given", SERIES.values(), ids=SERIES)
def test_series_arrive(given: pd.Series) -> None:
    """With their type, index and name."""
    (got,) = arrived(given)

    pd.testing.assert_series_equal(got, given, check_freq=False)


@pytest.mark.parametrize("given", FRAMES.values(), ids=FRAMES)
def test_tables_arrive(given: pd.DataFrame) -> None:
    """With the types of their columns, their labels and their index."""
    (got,) = arrived(given)

    pd.testing.assert_frame_equal(got, given, check_freq=False)


@pytest.mark.parametrize("given", [one.index for one in FRAMES.values()] + [FRAME.columns], ids=str)
def test_an_index_arrives(given: pd.Index) -> None:
    """With its type and its name."""
    (got,) = arrived(given)

    pd.testing.assert_index_equal(got, given, exact=True)


def test_a_folder_arrives_as_its_path() -> None:
    """With its files: texts, bytes, and one that is larger than what was written of it."""
    seen: dict[str, bytes] = {}

    def read(path: str) -> None:
        seen.update({one.name: one.read_bytes() for one in Path(path).iterdir()})

    folder = Folder("data", {"a.csv": "x\n1\n", "b.bin": b"\xff", "c.bin": File(b"ab", size=4)})
    ask_here({"f": read})(Case("shown", "f", [folder]).message, b"")

    assert seen == {"a.csv": b"x\n1\n", "b.bin": b"\xff", "c.bin": b"ab\0\0"}


def test_a_file_of_a_folder_arrives_as_its_own_path() -> None:
    """Beside the others of its folder."""
    seen: list[tuple[str, list[str]]] = []

    def read(path: str) -> None:
        seen.append((Path(path).read_text("utf-8"), sorted(one.name for one in Path(path).parent.iterdir())))

    folder = Folder("data", {"a.csv": "naïve", "b.csv": ""}, file="a.csv")
    ask_here({"f": read})(Case("shown", "f", [folder]).message, b"")

    assert seen == [("naïve", ["a.csv", "b.csv"])]


LEVELS = pd.MultiIndex.from_tuples([("a", 1)])
ENDLESS: list[Any] = []
ENDLESS.append(ENDLESS)
REFUSED = {
    "an object": object(),
    "a function": len,
    "in a list": [1, object()],
    "in a dictionary": {"a": object()},
    "in an array": np.array([object()], dtype=object),
    "in a column": pd.DataFrame({"a": [object()]}),
    "levels": pd.Series([1], index=LEVELS),
    "levels of columns": pd.DataFrame([[1]], columns=LEVELS),
    "periods": pd.Series(pd.period_range("2024-01", periods=2, freq="M")),
    "fields": np.array([(1, 2.0)], dtype=[("a", "i4"), ("b", "f8")]),
    "a list in itself": ENDLESS,
    "a file that is not there": Folder("data", {"a.csv": ""}, file="b.csv"),
    "a file outside": Folder("data", {"../a.csv": ""}),
    "a folder outside": Folder("../data", {"a.csv": ""}),
}


@pytest.mark.parametrize("given", REFUSED.values(), ids=REFUSED)
def test_what_cannot_travel_is_refused_in_one_sentence(given: Any) -> None:
    """Before anything is sent, with what to do instead."""
    with pytest.raises(StaffError) as raised:
        assert Case("shown", "f", [given]).message

    assert "\n" not in str(raised.value)
    assert raised.value.hint
