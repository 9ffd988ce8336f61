"""Tables, figures and values as plain data: what a student returned or drew, and nothing that can act.

Places and sizes are in data coordinates of their axes unless a docstring says otherwise.
"""

from typing import Annotated, Any, Self

import numpy as np
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationInfo, model_validator

Text = Annotated[str, Field(max_length=400)]
Number = Annotated[float, Field(allow_inf_nan=False)]
Numbers = Annotated[tuple[Number, ...], Field(max_length=600)]
MOST_VALUES = 600 * 600  # of one array


class Frozen(BaseModel):
    """Strict, immutable, and closed: unknown fields are refused."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid", arbitrary_types_allowed=True)


class Other(Frozen):
    """A value that is no plain number or text; only its kind is told."""

    other: Annotated[str, Field(pattern=r"^[A-Za-z0-9_ .]{1,60}$")]


Whole = Annotated[int, Field(ge=-(2**63), lt=2**63)]
Cell = Whole | Number | bool | Text | Other | None
Row = Annotated[tuple[Cell, ...], Field(max_length=40)]


class Table(Frozen):
    """A DataFrame: labels, rows and index."""

    columns: Annotated[tuple[Text, ...], Field(max_length=40)]
    rows: Annotated[tuple[Row, ...], Field(max_length=100)]
    index: Annotated[tuple[Cell, ...], Field(max_length=100)]
    length: Whole

    @model_validator(mode="after")
    def is_rectangular(self) -> Self:
        """Refuse rows that are not as long as there are columns, or as many as the index."""
        if any(len(row) != len(self.columns) for row in self.rows) or len(self.rows) != len(self.index):
            raise ValueError("the table is not rectangular")
        return self


class Ticks(Frozen):
    """Tick labels of one axis: where, what, and whether the axis shows them."""

    at: Numbers
    texts: Annotated[tuple[Text, ...], Field(max_length=600)]
    shown: bool


def _array(number: Any, info: ValidationInfo) -> Any:
    """Return the array of this number, once: naming it again would multiply what it costs to judge."""
    tensors: dict[int, np.ndarray] = info.context if info.context is not None else {}
    array = tensors.pop(number, None) if isinstance(number, int) else None
    if array is None:
        raise ValueError("no such array")
    if array.ndim != 2 or array.dtype.kind not in "fiub" or array.size > MOST_VALUES:
        raise ValueError("not a small matrix of real numbers")
    return array


Matrix = Annotated[np.ndarray, BeforeValidator(_array)]
Record = Annotated[tuple[tuple[Text, Cell], ...], Field(max_length=40)]  # a dictionary: keys and values
Values = Annotated[tuple[Cell, ...], Field(max_length=40)]  # a tuple, a list or a vector


class Heatmap(Frozen):
    """A grid of values, where its rows and columns lie, and the colours that stand for them."""

    values: Matrix
    rows_at: Numbers
    columns_at: Numbers
    low: Number | Other | None
    high: Number | Other | None
    colours: Text

    @model_validator(mode="after")
    def has_a_place_for_each_value(self) -> Self:
        """Refuse places that are not as many as rows and columns."""
        if self.values.shape != (len(self.rows_at), len(self.columns_at)):
            raise ValueError("rows and columns do not fit the values")
        return self


class Bar(Frozen):
    """One bar: left, bottom, width and height."""

    box: tuple[Number, Number, Number, Number]
    upright: bool

    @property
    def center(self) -> float:
        """Return where the bar stands on its category axis."""
        left, bottom, width, height = self.box
        return left + width / 2 if self.upright else bottom + height / 2

    @property
    def length(self) -> float:
        """Return what the bar shows on its value axis."""
        return self.box[3] if self.upright else self.box[2]

    @property
    def start(self) -> tuple[float, float]:
        """Return the middle of its near side, in data coordinates."""
        return (self.center, self.box[1]) if self.upright else (self.box[0], self.center)

    @property
    def end(self) -> tuple[float, float]:
        """Return the middle of its far side, in data coordinates."""
        left, bottom, width, height = self.box
        return (self.center, bottom + height) if self.upright else (left + width, self.center)

    @property
    def base(self) -> float:
        """Return where it starts on its value axis."""
        return self.box[1] if self.upright else self.box[0]

    @property
    def breadth(self) -> float:
        """Return how much of the category axis it covers."""
        return abs(self.box[2] if self.upright else self.box[3])


class Panel(Frozen):
    """One axes of a figure: where it stands, what it shows of its data, and what is in it."""

    box: tuple[Number, Number, Number, Number]  # left, bottom, width, height; in shares of the figure
    view: tuple[Number, Number, Number, Number]  # left, right, bottom, top; in data coordinates
    scales: tuple[Text, Text]  # of x and y, as matplotlib calls them
    titles: Annotated[tuple[Text, ...], Field(max_length=4)]
    x_label: Text
    y_label: Text
    x_ticks: Ticks
    y_ticks: Ticks
    legend: Annotated[tuple[Text, ...], Field(max_length=200)]
    heatmaps: Annotated[tuple[Heatmap, ...], Field(max_length=8)]  # the one on top comes last
    bars: Annotated[tuple[Bar, ...], Field(max_length=200)]

    @property
    def center(self) -> tuple[float, float]:
        """Return the middle of its box."""
        left, bottom, width, height = self.box
        return left + width / 2, bottom + height / 2

    def is_linear(self, bar: Bar) -> bool:
        """Say whether the value axis of a bar is no logarithm, which has no zero to start at."""
        return self.scales[1 if bar.upright else 0] == "linear"

    def shows(self, x: float, y: float) -> bool:
        """Say whether a point of its data lies within what it shows."""
        left, right, bottom, top = self.view
        return min(left, right) <= x <= max(left, right) and min(bottom, top) <= y <= max(bottom, top)


class Figure(Frozen):
    """A figure: its title, common axis labels and legends, and its axes, colour bars left out."""

    texts: Annotated[tuple[Text, ...], Field(max_length=200)]
    panels: Annotated[tuple[Panel, ...], Field(max_length=16)]
