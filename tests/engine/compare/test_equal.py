"""Whether an answer equals what is expected, from what a student's function returns to what they read."""

import datetime as dt
import math
from typing import Any

import numpy as np
import pandas as pd
import pytest

from nbverdict import Answers, Case, Tolerance, Wrong, expect_equal
from nbverdict.compare.data import Unread
from nbverdict.evidence.gather import gather
from nbverdict.evidence.here import ask_here

DAY, MIDNIGHT = dt.date(2024, 2, 29), dt.datetime(2024, 2, 29)  # noqa: DTZ001 - without a zone
NOON = dt.datetime(2024, 2, 29, 12, tzinfo=dt.UTC)
HUGE = 10**30
TABLE = pd.DataFrame({"name": ["ann", None, "cem"], "size": [1, 2, 3], "share": [0.1, math.nan, math.inf]})
KINDS = pd.DataFrame({"size": pd.Categorical(["s", "l"], categories=["s", "l"], ordered=True)})
DAYS = pd.DataFrame({"day": pd.to_datetime(["2024-02-29", None])})
TWICE = pd.DataFrame([[1, 2]], columns=["x", "x"])
LONG = pd.DataFrame({"n": range(1500)})


def answers(value: Any) -> Answers:
    """Return what is read of a function that returns this."""
    return gather([Case("shown", "f")], ask_here({"f": lambda: value}), sources=[])[0]


def wrong(value: Any, expected: Any, **more: Any) -> Wrong:
    """Return what is raised for an answer that differs."""
    with pytest.raises(Wrong) as raised:
        expect_equal(answers(value).value, expected, **more)
    return raised.value


RIGHT = {
    "int for float": (3, 3.0),
    "float for int": (3.0, 3),
    "of numpy": (np.float32(0.1), 0.1),
    "rounding": (0.1 + 0.2, 0.3),
    "a huge number": (HUGE, HUGE),
    "an infinite number": (-math.inf, -math.inf),
    "complex": (1j, 1j),
    "real for complex": (2.0, 2 + 0j),
    "truth": (np.bool_(1), True),
    "a text": ("naïve", "naïve"),
    "a long text": ("x" * 5000, "x" * 5000),
    "an empty text": ("", ""),
    "None for nan": (None, math.nan),
    "nan for None": (math.nan, None),
    "NaT for None": (pd.NaT, None),
    "NA for nan": (pd.NA, math.nan),
    "a date": (DAY, DAY),
    "a date for its midnight": (DAY, MIDNIGHT),
    "midnight for a date": (pd.Timestamp(MIDNIGHT), DAY),
    "a date of numpy": (np.datetime64("2024-02-29"), DAY),
    "a date for one of numpy": (DAY, np.datetime64("2024-02-29", "ns")),
    "a time in a zone": (pd.Timestamp(NOON), NOON),
    "a span": (pd.Timedelta("90 s"), dt.timedelta(seconds=90)),
    "a span for one of numpy": (dt.timedelta(seconds=90), np.timedelta64(90, "s")),
    "a tuple for a list": ((1, 2), [1, 2]),
    "a list for a tuple": ([1, (2, "a")], (1, [2, "a"])),
    "an array for a list": (np.array([1.0, 2.0]), [1, 2]),
    "a Series for a list": (pd.Series(["a", None]), ["a", None]),
    "lists in a list": ([[1, 2], [3]], [[1, 2], [3]]),
    "nothing in a list": ([], ()),
    "a list for an array": ([1, 2.0], np.array([1, 2])),
    "rows for an array": ([[1, 2], [3, 4]], np.array([[1, 2], [3, 4]])),
    "single floats": (np.array([0.1], np.float32), np.array([0.1])),
    "missing in an array": ([None, 1.0], np.array([np.nan, 1])),
    "infinite in an array": (np.array([np.inf, 1]), np.array([np.inf, 1])),
    "an empty array": ([], np.array([])),
    "truths in an array": ([True, False], np.array([True, False])),
    "complex in an array": ([1j, 2], np.array([1j, 2])),
    "texts in an array": (["a", "b"], np.array(["a", "b"])),
    "dates in an array": ([DAY, None], np.array(["2024-02-29", "NaT"], dtype="datetime64[ns]")),
    "an array without an axis": (2.5, np.array(2.5)),
    "whole numbers without a sign": (np.array([2**63], np.uint64), np.array([2**63], np.uint64)),
    "a set": ({"a", "b"}, {"b", "a"}),
    "a list for a set": (["b", "a"], frozenset({"a", "b"})),
    "tuples in a set": ({(1, 2), (3, "a")}, {(3, "a"), (1, 2)}),
    "pairs of numbers in a set": ({(1, 2), (3, 4)}, {(1, 2), (3, 4)}),
    "sets in a set": ({frozenset({1})}, {frozenset({1})}),
    "rounding in a set": ({0.1 + 0.2}, {0.3}),
    "missing in a set": ({math.nan}, {None}),
    "a dictionary": ({"b": [1, 2], "a": {"c": 1.0}}, {"a": {"c": 1}, "b": (1, 2)}),
    "keys of other kinds": ({1: 2, DAY: 3, None: 4}, {1: 2, DAY: 3, None: 4}),
    "a Series": (pd.Series([1, 2], index=["a", "b"]), pd.Series([1, 2], index=["a", "b"])),
    "a list for a Series": ([1, 2], pd.Series([1, 2])),
    "an Index": (pd.Index(["a"]), pd.Index(["a"])),
    "a table": (TABLE, TABLE),
    "columns in another order": (TABLE[["share", "name", "size"]], TABLE),
    "types that hold the same": (TABLE.astype({"name": "string", "size": "Int64"}), TABLE),
    "an index that only counts": (TABLE.set_axis([7, 8, 9]), TABLE),
    "an index with labels": (TABLE.set_index("size"), TABLE.set_index("size")),
    "ordered categories": (KINDS, KINDS),
    "dates in a table": (DAYS, DAYS),
    "days for dates in a table": (DAYS.assign(day=[DAY, None]), DAYS),
    "two columns of one label": (TWICE, TWICE),
    "labels that are no texts": (pd.DataFrame({1: [1]}), pd.DataFrame({1: [1]})),
    "no rows": (TABLE[:0], TABLE[:0]),
}


@pytest.mark.parametrize(("value", "expected"), RIGHT.values(), ids=RIGHT)
def test_a_right_answer_passes_in_each_form(value: Any, expected: Any) -> None:
    """What is drawn counts, not the type that holds it."""
    expect_equal(answers(value).value, expected)


WRONG = {
    "another number": (2, 17, "it: another number is right; yours is 2"),
    "truth for 1": (True, 1, "it: a whole number was asked for; yours is True"),
    "1 for truth": (1, True, "it: True or False was asked for; yours is 1"),
    "text for a number": ("1", 1, "it: a whole number was asked for; yours is `1`"),
    "text for nan": ("nan", math.nan, "it: no value belongs there; yours is `nan`"),
    "nothing": (None, 17, "it: a value is missing; yours is nothing: the value is missing"),
    "nan": (math.nan, 17.0, "it: a value is missing; yours is nothing: the value is missing"),
    "infinite": (math.inf, 17.0, "it: another number is right; yours is inf"),
    "the other infinite": (-math.inf, math.inf, "it: another number is right; yours is -inf"),
    "finite": (1.5, math.inf, "it: another number is right; yours is 1.5"),
    "huge": (HUGE, 17, f"it: another number is right; yours is {HUGE}"),
    "one beside a huge one": (2**62 + 1, 2**62, f"it: another number is right; yours is {2**62 + 1}"),
    "a float beside a huge one": (2.0**62, 2**62 + 1, "it: another number is right; yours is 4.61169e+18"),
    "complex": (2j, 1j, "it: another number is right; yours is 2j"),
    "an empty text": ("", "x", "it: another text is right; yours is an empty text"),
    "text for a date": ("2024-02-29", DAY, "it: a date was asked for; yours is `2024-02-29`"),
    "an hour off": (NOON, NOON + dt.timedelta(hours=1), "yours is 2024-02-29 12:00:00+00:00"),
    "no zone": (NOON.replace(tzinfo=None), NOON, "it: another date is right; yours is 2024-02-29 12:00:00"),
    "a span": (
        dt.timedelta(days=2),
        dt.timedelta(1),
        "another span of time is right; yours is 172800 seconds",
    ),
    "an item": ([1, [2, "x"]], [1, [2, "y"]], "item 1 of item 1 of it: another text is right; yours is `x`"),
    "fewer items": (["a"], ["a", "b"], "it: another number of values is right; yours is 1"),
    "a text for a list": ("ab", ["a", "b"], "it: a list or a tuple was asked for; yours is `ab`"),
    "in an array": (
        np.array([1, 5]),
        np.array([1, 2]),
        "it: 1 of 2 values differ, first at (1,); yours is 5",
    ),
    "truths for numbers": ([True, 2], np.array([1, 2]), "it: an array of numbers was asked for; yours is of"),
    "numbers for truths": ([1, 0], np.array([True, False]), "it: an array of True and False was asked for"),
    "texts for numbers": (["1"], np.array([1]), "it: an array of numbers was asked for; yours is of"),
    "another shape": ([[1, 2]], np.array([1, 2]), "it: another shape was asked for; yours is (1, 2)"),
    "empty": ([], np.array([1.0]), "it: another shape was asked for; yours is (0,)"),
    "a number in the place of nan": (
        [1.0],
        np.array([np.nan]),
        "1 of 1 values differ, first at (0,); yours is 1",
    ),
    "nan in the place of a number": ([np.nan], np.array([1.0]), "it: some values are not finite"),
    "one beside huge ones": (np.array([2**53 + 1]), np.array([2**53]), "1 of 1 values differ, first at (0,)"),
    "complex in an array": ([1j, 3j], np.array([1j, 2j]), "1 of 2 values differ, first at (1,); yours is 3j"),
    "a member": ({1, 2, 9}, {1, 2, 3}, "it: 1 member is missing (and 1 more)"),
    "members too many": ({1, 8, 9}, {1}, "it: 2 members are too many; yours is `8`, `9`"),
    "truth in a set": ([True], {1}, "it: 1 member is missing"),
    "lists for a set": ([1, [2]], {1, 2}, "it: 1 member is missing (and 1 more)"),
    "a number for a set": (1, {1}, "it: a set was asked for; yours is 1"),
    "a key": ({"a": 1}, {"a": 1, "secret": 2}, "it: 1 key is missing"),
    "a key too many": ({"a": 1, "b": 2}, {"a": 1}, "it: 1 key is too many; yours is `b`"),
    "a value": ({"a": {"b": 1}}, {"a": {"b": 17}}, "`b` of `a` of it: another number is right; yours is 1"),
    "a list for a dictionary": (
        [["a", 1]],
        {"a": 1},
        "it: a dictionary was asked for; yours is of type `list`",
    ),
    "a table for a dictionary": (
        TABLE,
        {"a": 1},
        "it: a dictionary was asked for; yours is of type `DataFrame`",
    ),
    "a label": (
        pd.Series([1], ["a"]),
        pd.Series([1], ["z"]),
        "item 0 of the index of it: another text is right",
    ),
    "a dictionary for a table": ({"a": [1]}, TABLE, "it: a DataFrame was asked for; yours is of type `dict`"),
    "cells": (
        TABLE.assign(size=[1, 5, 6]),
        TABLE,
        "column `size` of it: 2 of 3 cells differ, the first in row 1: another number is right; yours is 5",
    ),
    "texts in cells": (
        TABLE.assign(size=["1", "2", "3"]),
        TABLE,
        "3 of 3 cells differ, the first in row 0: a whole",
    ),
    "filled cells": (TABLE.fillna({"name": ""}), TABLE, "no value belongs there; yours is an empty text"),
    "a column": (TABLE[["name", "size"]], TABLE, "it: 1 column is missing"),
    "a column too many": (TABLE.assign(more=1), TABLE, "it: 1 column is too many; yours is `more`"),
    "rows": (TABLE[:2], TABLE, "it: another number of rows is right; yours is 2"),
    "rows in another order": (
        TABLE[::-1],
        TABLE,
        "column `name` of it: 2 of 3 cells differ, the first in row 0",
    ),
    "an index": (TABLE, TABLE.set_axis(["x", "y", "z"]), "item 0 of the index of it: a text was asked for"),
    "no categories": (KINDS.astype(str), KINDS, "column `size` of it: it is not categorical"),
    "another order": (
        KINDS.assign(size=pd.Categorical(["s", "l"], ["l", "s"], ordered=True)),
        KINDS,
        "item 0 of the order of column `size` of it: another text is right; yours is `l`",
    ),
    "texts for dates": (
        DAYS.assign(day=["2024-02-29", None]),
        DAYS,
        "a date was asked for; yours is `2024-02-29`",
    ),
    "the second column of a label": (TWICE.add([0, 1]), TWICE, "another number is right; yours is 3"),
    "one column of two": (TWICE.iloc[:, :1], TWICE, "it: 1 column is missing"),
    "two columns of one": (TWICE, TWICE.iloc[:, :1], "it: 1 column is too many; yours is `x`"),
    "fewer rows than are told": (LONG[:999], LONG, "it: another number of rows is right; yours is 999"),
    "more rows than are told": (LONG, LONG[:999], "it: another number of rows is right; yours is 1500"),
    "more items than are told": (
        ["a"] * 1500,
        ["a"] * 1000,
        "it: another number of values is right; yours is 1500",
    ),
}


@pytest.mark.parametrize(("value", "expected", "sentence"), WRONG.values(), ids=WRONG)
def test_a_wrong_answer_is_told_by_where_and_how_often_and_an_example(
    value: Any, expected: Any, sentence: str
) -> None:
    """The student reads one sentence, and one value of their own."""
    told = str(wrong(value, expected, where="it"))

    assert sentence in told
    assert "\n" not in told


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (1, 987654),
        (1.0, 9876.54),
        ("a", "s987654"),
        (DAY, dt.date(1987, 6, 5)),
        (None, "s987654"),
        (1, "s987654"),
        ([1], [987654]),
        ([1], np.array([987654])),
        ([[1.0]], np.array([[9876.54]])),
        ({1}, {987654}),
        ({"a": 1}, {"s987654": 1}),
        ({"a": 1}, {"a": "s987654"}),
        (pd.Series([1], ["a"]), pd.Series([1], ["s987654"])),
        (pd.DataFrame({"a": [1]}), pd.DataFrame({"s987654": [1]})),
        (pd.DataFrame({"a": [1]}), pd.DataFrame({"a": [987654]})),
        (pd.DataFrame({"a": [1]}), pd.DataFrame({"a": range(987)})),
        (pd.DataFrame({"a": pd.Categorical(["x"])}), pd.DataFrame({"a": pd.Categorical(["s987654"])})),
    ],
)
def test_what_is_expected_stands_in_lines_for_staff_alone(value: Any, expected: Any) -> None:
    """A student who reads what is right on the shown example could return just that."""
    raised = wrong(value, expected)

    assert "987" not in str(raised)
    assert "198" not in str(raised)
    assert any("987" in line for line in raised.staff)


def test_of_a_hidden_case_only_the_hint_is_told() -> None:
    """What their code returned there could spell out what it was given."""
    raised = wrong("a", "b", hint="Count from 0.")

    assert raised.anywhere == "Count from 0."
    assert str(raised) == "the answer: another text is right; yours is `a`. Count from 0."


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (100.4, 100.0),
        ([100.4], [100.0]),
        ([100.4], np.array([100])),
        ({"a": 100.4}, {"a": 100}),
        ({100.4}, {100.0}),
        (pd.DataFrame({"a": [100.4]}), pd.DataFrame({"a": [100]})),
    ],
)
def test_a_tolerance_goes_for_every_number_within(value: Any, expected: Any) -> None:
    """At whatever depth it stands."""
    expect_equal(answers(value).value, expected, tol=Tolerance(absolute=0.5))

    assert wrong(value, expected)


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (LONG, "the answer has 1500 rows, of which the first 1000 are told"),
        (pd.Series(range(3000)), "the answer has 3000 values, of which the first 2000 are told"),
        (["a"] * 1500, "the answer has 1500 values, of which the first 1000 are told"),
        (set(range(1500)), "the answer has 1500 members, of which the first 1000 are told"),
        (dict.fromkeys(range(600), 1), "the answer has 600 entries, of which the first 500 are told"),
    ],
)
def test_what_was_not_told_is_not_judged(value: Any, told: str) -> None:
    """A person looks, and its author draws smaller cases: no answer passes or fails for its beginning."""
    with pytest.raises(Unread, match=told):
        expect_equal(answers(value).value, value)


def test_what_is_no_data_in_a_list_differs() -> None:
    """An object of a student's own is equal to nothing, whatever it says of itself."""

    class Same:
        def __eq__(self, other: object) -> bool:
            return True

        __hash__ = None  # type: ignore[assignment]

    raised = wrong([Same()], [1])

    assert str(raised) == "item 0 of the answer: a whole number was asked for; yours is `Same`"


def test_every_form_of_answers_can_be_compared() -> None:
    """A number, a text, an array, values, a record and a table, each read by its own name."""
    expect_equal(answers(1).number, 1)
    expect_equal(answers("a").text, "a")
    expect_equal(answers([1, 2]).array, np.array([1, 2]))
    expect_equal(answers((1, None)).values, (1, math.nan))
    expect_equal(answers({"a": math.nan}).record, {"a": None})
    expect_equal(answers(TABLE).table, TABLE)
