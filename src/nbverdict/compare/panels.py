"""Figures as plain data without behaviour: what was drawn, where, and the texts around it.

Positions and sizes are in data coordinates of their axes unless a docstring says otherwise.
"""

from typing import Annotated, Self

import numpy as np
from pydantic import Field, model_validator

from nbverdict.compare.data import Frozen, Matrix, Number, Numbers, Other, Text, Whole


class Ticks(Frozen):
    """Tick labels of one axis: positions, texts, and whether the axis shows them."""

    at: Numbers
    texts: Annotated[tuple[Text, ...], Field(max_length=600)]
    shown: bool


class Heatmap(Frozen):
    """A grid of values, the positions of its rows and columns, and its colours."""

    values: Matrix
    rows_at: Numbers
    columns_at: Numbers
    low: Number | Other | None
    high: Number | Other | None
    colours: Text

    @model_validator(mode="after")
    def has_a_place_for_each_value(self) -> Self:
        """Refuse positions whose number does not match rows and columns."""
        if self.values.shape != (len(self.rows_at), len(self.columns_at)):
            raise ValueError("rows and columns do not fit the values")
        return self


class Bar(Frozen):
    """One bar: left, bottom, width and height."""

    box: tuple[Number, Number, Number, Number]
    upright: bool

    @property
    def center(self) -> float:
        """Return the bar's position on its category axis."""
        left, bottom, width, height = self.box
        return left + width / 2 if self.upright else bottom + height / 2

    @property
    def length(self) -> float:
        """Return the bar's length along its value axis."""
        return self.box[3] if self.upright else self.box[2]

    @property
    def start(self) -> tuple[float, float]:
        """Return the middle of the bar's base, in data coordinates."""
        return (self.center, self.box[1]) if self.upright else (self.box[0], self.center)

    @property
    def end(self) -> tuple[float, float]:
        """Return the middle of the bar's tip, in data coordinates."""
        left, bottom, width, height = self.box
        return (self.center, bottom + height) if self.upright else (left + width, self.center)

    @property
    def base(self) -> float:
        """Return the bar's start on its value axis."""
        return self.box[1] if self.upright else self.box[0]

    @property
    def breadth(self) -> float:
        """Return the bar's width on the category axis."""
        return abs(self.box[2] if self.upright else self.box[3])


class Curve(Frozen):
    """A series of points: a line, or one scatter plot."""

    at: Matrix  # (2, points): x above y; nan where nothing is drawn
    count: Whole  # of all points; `at` may hold only the first of them
    label: Text  # as a legend shows it; automatic ones begin with an underscore
    style: Text  # matplotlib's line style; "None" if points are not joined
    marker: Text

    @model_validator(mode="after")
    def has_two_rows(self) -> Self:
        """Refuse anything but two rows."""
        if len(self.at) != 2:
            raise ValueError("a curve has two rows")
        return self

    @property
    def x(self) -> np.ndarray:
        """Return the x coordinates of its points, in the order of drawing."""
        found: np.ndarray = self.at[0]
        return found

    @property
    def y(self) -> np.ndarray:
        """Return the y coordinates of its points."""
        found: np.ndarray = self.at[1]
        return found


class Panel(Frozen):
    """One axes of a figure: its position, its visible range, and its content."""

    box: tuple[Number, Number, Number, Number]  # left, bottom, width, height; as fractions of the figure
    view: tuple[Number, Number, Number, Number]  # left, right, bottom, top; in data coordinates
    scales: tuple[Text, Text]  # matplotlib's scales of x and y
    titles: Annotated[tuple[Text, ...], Field(max_length=4)]
    x_label: Text
    y_label: Text
    x_ticks: Ticks
    y_ticks: Ticks
    legend: Annotated[tuple[Text, ...], Field(max_length=200)]
    heatmaps: Annotated[tuple[Heatmap, ...], Field(max_length=8)]  # the topmost is last
    bars: Annotated[tuple[Bar, ...], Field(max_length=200)]
    lines: Annotated[tuple[Curve, ...], Field(max_length=30)] = ()
    points: Annotated[tuple[Curve, ...], Field(max_length=30)] = ()  # one for each scatter plot
    notes: Annotated[tuple[Text, ...], Field(max_length=100)] = ()  # texts within the axes

    @property
    def center(self) -> tuple[float, float]:
        """Return the center of its box."""
        left, bottom, width, height = self.box
        return left + width / 2, bottom + height / 2

    def is_linear(self, bar: Bar) -> bool:
        """Say whether a bar's value axis is linear: a logarithmic one has no zero to start at."""
        return self.scales[1 if bar.upright else 0] == "linear"

    def shows(self, x: float, y: float) -> bool:
        """Say whether a point is within the visible range."""
        left, right, bottom, top = self.view
        return min(left, right) <= x <= max(left, right) and min(bottom, top) <= y <= max(bottom, top)


class Figure(Frozen):
    """A figure: its title, common axis labels, legends, and its axes without colour bars."""

    texts: Annotated[tuple[Text, ...], Field(max_length=200)]
    panels: Annotated[tuple[Panel, ...], Field(max_length=16)]
