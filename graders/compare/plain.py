"""Tables and figures as plain data: what a student returned or drew, and nothing that can act.

Places and sizes are in data coordinates of their axes unless a docstring says otherwise.
"""

from collections.abc import Mapping
from typing import Annotated, Any

import numpy as np
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationInfo

Text = Annotated[str, Field(max_length=400)]
Number = Annotated[float, Field(allow_inf_nan=False)]
Numbers = Annotated[tuple[Number, ...], Field(max_length=1000)]


class Frozen(BaseModel):
    """Strict, immutable, and closed: unknown fields are refused."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid", arbitrary_types_allowed=True)


class Other(Frozen):
    """A value that is no plain number or text; only its kind is told."""

    other: Text


class Table(Frozen):
    """A DataFrame: labels, rows and index."""

    columns: Annotated[tuple[Text, ...], Field(max_length=40)]
    rows: Annotated[tuple[tuple[int | Number | bool | Text | Other | None, ...], ...], Field(max_length=100)]
    index: Annotated[tuple[int | Number | bool | Text | Other | None, ...], Field(max_length=100)]
    length: int


class Ticks(Frozen):
    """Tick labels of one axis: where, what, and whether the axis shows them."""

    at: Numbers
    texts: Annotated[tuple[Text, ...], Field(max_length=1000)]
    shown: bool


def _array(number: Any, info: ValidationInfo) -> Any:
    tensors: Mapping[int, np.ndarray] = info.context or {}
    if not isinstance(number, int) or number not in tensors:
        raise ValueError("no such array")
    return tensors[number]


class Heatmap(Frozen):
    """A grid of values and where its rows and columns lie in data coordinates."""

    values: Annotated[np.ndarray, BeforeValidator(_array)]
    rows_at: Numbers
    columns_at: Numbers
    low: Number | Other | None
    high: Number | Other | None


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
    def breadth(self) -> float:
        """Return how much of the category axis it covers."""
        return abs(self.box[2] if self.upright else self.box[3])


class Panel(Frozen):
    """One axes of a figure; `center` in shares of the figure, from its lower left."""

    center: tuple[Number, Number]
    titles: Annotated[tuple[Text, ...], Field(max_length=3)]
    x_label: Text
    y_label: Text
    x_ticks: Ticks
    y_ticks: Ticks
    legend: Annotated[tuple[Text, ...], Field(max_length=1000)]
    heatmaps: Annotated[tuple[Heatmap, ...], Field(max_length=40)]
    bars: Annotated[tuple[Bar, ...], Field(max_length=200)]


class Figure(Frozen):
    """A figure: its title and its axes, colour bars left out."""

    title: Text
    panels: Annotated[tuple[Panel, ...], Field(max_length=40)]
