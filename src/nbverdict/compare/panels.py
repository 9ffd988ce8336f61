"""Figures as plain data: what was drawn, where, and what is written around it; nothing that can act.

Places and sizes are in data coordinates of their axes unless a docstring says otherwise.
"""

from typing import Annotated, Self

import numpy as np
from pydantic import Field, model_validator

from nbverdict.compare.data import Frozen, Matrix, Number, Numbers, Other, Text, Whole


class Ticks(Frozen):
    """Tick labels of one axis: where, what, and whether the axis shows them."""

    at: Numbers
    texts: Annotated[tuple[Text, ...], Field(max_length=600)]
    shown: bool


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


class Curve(Frozen):
    """Points that belong together: a line, or the points of one scatter plot."""

    at: Matrix  # (2, points): x above y; nan where nothing is drawn
    count: Whole  # of the points; `at` holds the first of them, if they are too many
    label: Text  # as a legend shows it; matplotlib begins its own with an underscore
    style: Text  # of a line, as matplotlib calls it; "None" where points are not joined
    marker: Text

    @model_validator(mode="after")
    def has_two_rows(self) -> Self:
        """Refuse what is not x above y."""
        if len(self.at) != 2:
            raise ValueError("a curve has two rows")
        return self

    @property
    def x(self) -> np.ndarray:
        """Return where its points stand, from left to right as drawn."""
        found: np.ndarray = self.at[0]
        return found

    @property
    def y(self) -> np.ndarray:
        """Return how high its points stand."""
        found: np.ndarray = self.at[1]
        return found


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
    lines: Annotated[tuple[Curve, ...], Field(max_length=30)] = ()
    points: Annotated[tuple[Curve, ...], Field(max_length=30)] = ()  # a scatter plot each
    notes: Annotated[tuple[Text, ...], Field(max_length=100)] = ()  # texts within the axes

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
