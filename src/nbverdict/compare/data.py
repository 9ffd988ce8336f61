"""Returned values as plain data without behaviour: numbers, texts, tables, arrays."""

from datetime import date, datetime
from typing import Annotated, Any, Literal, Self

import numpy as np
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationInfo, model_validator
from typing_extensions import TypeAliasType

Text = Annotated[str, Field(max_length=400)]
Number = Annotated[float, Field(allow_inf_nan=False)]
Numbers = Annotated[tuple[Number, ...], Field(max_length=600)]
MOST_VALUES = 600 * 600  # of one array
MOST_AXES = 6
MOST_CELLS = 20_000  # of one table
MOMENT = r"^[0-9]{4}(-[0-9]{2}){2}(T[0-9]{2}(:[0-9]{2}){2}(\.[0-9]{1,9})?([+-][0-9]{2}:[0-9]{2})?)?$"


class Frozen(BaseModel):
    """A strict, immutable model that refuses unknown fields."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid", arbitrary_types_allowed=True)


class Other(Frozen):
    """A value that is not a plain number or text; only its kind is known, unless a subclass says more."""

    other: Annotated[str, Field(pattern=r"^[A-Za-z0-9_ .]{1,60}$")]


class NotFinite(Other):
    """A number that is not finite."""

    number: Literal["nan", "inf", "-inf"]


class Absent(Other):
    """A value that is missing, as pandas marks it: NaT or NA."""

    absent: Literal[True]


class Moment(Other):
    """A date, or a date with a time, in ISO 8601."""

    moment: Annotated[str, Field(pattern=MOMENT)]

    @model_validator(mode="after")
    def exists(self) -> Self:
        """Refuse dates that do not exist, such as February 30."""
        datetime.fromisoformat(self.moment)
        return self

    @property
    def plain(self) -> date | datetime:
        """Return it as a Python object, to the microsecond."""
        if "T" in self.moment:
            return datetime.fromisoformat(self.moment)
        return date.fromisoformat(self.moment)


class Unread(Exception):  # noqa: N818 - the name of a verdict, not of an error
    """A returned value was not read, or not all of it: no points are decided, a person looks."""


class Span(Other):
    """A timedelta."""

    seconds: Number


class Complex(Other):
    """A complex number."""

    real: Number
    imag: Number


class Huge(Other):
    """An integer beyond 64 bits."""

    digits: Annotated[str, Field(pattern=r"^-?[0-9]{1,300}$")]


class Named(Other):
    """A value that its text identifies: a path, a quarter, a member of an enumeration."""

    text: Text


Whole = Annotated[int, Field(ge=-(2**63), lt=2**63)]
Special = NotFinite | Absent | Moment | Span | Complex | Huge | Named | Other
Cell = Whole | Number | bool | Text | Special | None
Row = Annotated[tuple[Cell, ...], Field(max_length=100)]
Column = Annotated[tuple[Cell, ...], Field(max_length=2000)]


class Long(Frozen):
    """A text that is too long for a cell."""

    text: Annotated[str, Field(max_length=20_000)]


class Table(Frozen):
    """A DataFrame: labels, rows, index and types."""

    columns: Annotated[tuple[Text, ...], Field(max_length=100)]
    rows: Annotated[tuple[Row, ...], Field(max_length=1000)]
    index: Annotated[tuple[Cell, ...], Field(max_length=1000)]
    length: Whole  # of the whole table; `rows` may hold only the first of them
    dtypes: Annotated[tuple[Text, ...], Field(max_length=100)] = ()  # as pandas calls them
    categories: Annotated[tuple[Row | None, ...], Field(max_length=100)] = ()  # of categorical columns

    @model_validator(mode="after")
    def is_rectangular(self) -> Self:
        """Refuse rows whose lengths or number do not match columns and index."""
        if any(len(row) != len(self.columns) for row in self.rows) or len(self.rows) != len(self.index):
            raise ValueError("the table is not rectangular")
        if len(self.rows) * len(self.columns) > MOST_CELLS:
            raise ValueError("the table is too large")
        if any(len(of_all) not in (0, len(self.columns)) for of_all in (self.dtypes, self.categories)):
            raise ValueError("the types do not fit the columns")
        _ensure_there(len(self.rows), self.length)
        return self

    def column(self, label: str) -> tuple[Cell, ...]:
        """Return the cells of the first column with this label.

        Raises:
            KeyError: there is no such column.
        """
        if label not in self.columns:
            raise KeyError(label)
        at = self.columns.index(label)
        return tuple(row[at] for row in self.rows)


def _ensure_there(told: int, length: int) -> None:
    """Refuse a value of which more is told than there is.

    Raises:
        ValueError: more is told.
    """
    if told > max(length, 0):
        raise ValueError("more is told than there is")


class Series(Frozen):
    """A pandas Series: values, labels, name and type."""

    values: Column
    labels: Column
    length: Whole
    name: Cell
    dtype: Text

    @model_validator(mode="after")
    def has_a_label_for_each_value(self) -> Self:
        """Refuse labels whose number differs from that of the values."""
        if len(self.values) != len(self.labels):
            raise ValueError("the labels do not fit the values")
        _ensure_there(len(self.values), self.length)
        return self


def _taken(number: Any, info: ValidationInfo) -> np.ndarray:
    """Return the array of this number, only once: repeated references would multiply the cost of judging."""
    tensors: dict[int, np.ndarray] = info.context if info.context is not None else {}
    array = tensors.pop(number, None) if isinstance(number, int) else None
    if array is None:
        raise ValueError("no such array")
    if array.dtype.kind not in "fiub" or array.size > MOST_VALUES or array.ndim > MOST_AXES:
        raise ValueError("not a small array of real numbers")
    return array


def _matrix(number: Any, info: ValidationInfo) -> np.ndarray:
    array = _taken(number, info)
    if array.ndim != 2:
        raise ValueError("not a matrix")
    return array


Tensor = Annotated[np.ndarray, BeforeValidator(_taken)]
Matrix = Annotated[np.ndarray, BeforeValidator(_matrix)]


class Array(Frozen):
    """Numbers of any dimension: an array, a tensor, or nested lists."""

    array: Tensor
    rows: bool = False  # whether the rows were lists
    complex: bool = False  # whether its last axis holds real and imaginary parts

    @model_validator(mode="after")
    def has_both_parts(self) -> Self:
        """Refuse complex numbers without a real and an imaginary part."""
        if self.complex and (not self.array.ndim or self.array.shape[-1] != 2):
            raise ValueError("not complex numbers")
        return self


class Items(Frozen):
    """A list, a tuple, a set or another collection of items."""

    items: Annotated[tuple["Value", ...], Field(max_length=2000)]
    length: Whole
    kind: Literal["list", "tuple", "set", "array"]

    @model_validator(mode="after")
    def is_no_more_than_told(self) -> Self:
        """Refuse more items than there are."""
        _ensure_there(len(self.items), self.length)
        return self


class Entries(Frozen):
    """A dictionary, or an object that its fields identify."""

    entries: Annotated[tuple[tuple[Cell, "Value"], ...], Field(max_length=500)]
    length: Whole

    @model_validator(mode="after")
    def is_no_more_than_told(self) -> Self:
        """Refuse more entries than there are."""
        _ensure_there(len(self.entries), self.length)
        return self


Value = TypeAliasType("Value", Cell | Long | Table | Series | Array | Items | Entries)
Items.model_rebuild()
Entries.model_rebuild()
