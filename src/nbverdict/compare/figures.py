"""Reads heatmaps and bars from what was drawn, whichever function drew them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from nbverdict.compare.once import once
from nbverdict.compare.panels import Bar, Figure, Heatmap, Panel, Ticks
from nbverdict.text.expressions import Expression

SAME_PLACE = 0.25  # two panels are in one row or column if their centers are this close, in panel spacings
APART = 0.9  # panels are separate if the distance of their centers is at least this part of their width
EVEN = 1e-6  # two colour limits are equal, and cover a value, up to rounding in float32
LONGEST = 400  # characters of a title or a label that are read
LAYER = Expression(r"layer[\s\pZ_:#=\-]*(?:no\.?|number)?[\s\pZ]*([0-9]+)", any_case=True)
NUMBER = Expression("[0-9]+")


@dataclass(frozen=True)
class HeatPanel:
    """A panel with a heatmap in it."""

    panel: Panel
    heatmap: Heatmap
    x_labels: tuple[str, ...]  # the tick label at each column, "" if there is none
    y_labels: tuple[str, ...]  # the tick label at each row, likewise

    def matrix(self, tokens: Sequence[str]) -> np.ndarray:
        """Return the values with rows and columns in the order of `tokens`.

        Labels decide: a map drawn bottom up, or mirrored together with its labels, reads the same. If the
        labels say nothing, the order of the array counts.
        """
        rows = slice(None, None, -1) if _reversed(self.y_labels, tokens) else slice(None)
        columns = slice(None, None, -1) if _reversed(self.x_labels, tokens) else slice(None)
        return self.heatmap.values[rows, columns]

    @property
    def is_in_view(self) -> bool:
        """Whether the panel shows the middle of every cell."""
        rows, columns = sorted(self.heatmap.rows_at), sorted(self.heatmap.columns_at)
        return all(
            self.panel.shows(x, y)
            for x in columns[:: len(columns) - 1 or 1]
            for y in rows[:: len(rows) - 1 or 1]
        )

    def labels_match(self, tokens: Sequence[str]) -> bool:
        """Say whether both axes carry exactly these tokens, in order or mirrored."""
        given = list(tokens)
        return all(list(labels) in (given, given[::-1]) for labels in (self.x_labels, self.y_labels))


def _reversed(labels: Sequence[str], tokens: Sequence[str]) -> bool:
    return list(labels) == list(tokens)[::-1] and list(labels) != list(tokens)


@once
def heat_panels(figure: Figure) -> tuple[HeatPanel, ...]:
    """Return the panels with a heatmap; of several heatmaps in a panel, the one drawn last."""
    panels = [panel for panel in figure.panels if panel.heatmaps]
    return tuple(_heat_panel(panel, panels) for panel in panels)


def _heat_panel(panel: Panel, panels: Sequence[Panel]) -> HeatPanel:
    heatmap = panel.heatmaps[-1]
    x_ticks = _shown_ticks(
        panel, [other for other in panels if _close(other.center[0], panel.center[0])], "x_ticks"
    )
    y_ticks = _shown_ticks(
        panel, [other for other in panels if _close(other.center[1], panel.center[1])], "y_ticks"
    )
    return HeatPanel(
        panel, heatmap, labels_at(heatmap.columns_at, x_ticks), labels_at(heatmap.rows_at, y_ticks)
    )


def _close(one: float, other: float) -> bool:
    return abs(one - other) < SAME_PLACE * 0.5


def _shown_ticks(panel: Panel, neighbours: Sequence[Panel], axis: str) -> Ticks | None:
    """Return a panel's tick labels, or those of a panel in its row or column that shares its axis."""
    for candidate in (panel, *neighbours):
        ticks: Ticks = getattr(candidate, axis)
        if ticks.shown and any(ticks.texts):
            return ticks
    return None


@lru_cache(maxsize=256)  # each check asks again for each mistake that is tried
def labels_at(places: tuple[float, ...], ticks: Ticks | None) -> tuple[str, ...]:
    """Return the tick label at each place, "" if none is within half a step."""
    if ticks is None or not places:
        return ("",) * len(places)
    reach = abs(places[1] - places[0]) / 2 if len(places) > 1 else 0.5
    named = [(at, label) for at, label in zip(ticks.at, ticks.texts, strict=False) if label]
    if not named:
        return ("",) * len(places)
    distance = np.abs(np.array(places)[:, None] - np.array([at for at, _ in named])[None, :])
    nearest = distance.argmin(axis=1)
    return tuple(
        named[tick][1].strip() if distance[place, tick] < reach * 0.99 else ""
        for place, tick in enumerate(nearest)
    )


def is_two_by_two(panels: Sequence[HeatPanel]) -> bool:
    """Say whether four panels form a 2 x 2 grid."""
    if len(panels) != 4:
        return False
    centers = [panel.panel.center for panel in panels]
    by_height = sorted(centers, key=lambda center: -center[1])
    top, bottom = sorted(by_height[:2]), sorted(by_height[2:])
    width, height = top[1][0] - top[0][0], top[0][1] - bottom[0][1]
    widest, highest = (max(abs(panel.panel.box[side]) for panel in panels) for side in (2, 3))
    if width < APART * widest or height < APART * highest:
        return False
    level = all(abs(row[0][1] - row[1][1]) < SAME_PLACE * height for row in (top, bottom))
    return level and all(abs(top[i][0] - bottom[i][0]) < SAME_PLACE * width for i in (0, 1))


def titled_layer(panel: Panel, layers: Sequence[int]) -> int | None:
    """Return the layer that a panel's title names, or None if it names none of `layers`."""
    return next((number for number in _numbers(" ".join(panel.titles)) if number in layers), None)


@lru_cache(maxsize=256)
def _numbers(title: str) -> tuple[int, ...]:
    """Return the numbers that the start of a title names as layers, or else all of its numbers."""
    start = title[:LONGEST]
    named = [int(found[1]) for found in LAYER.finditer(start)]
    return tuple(named or [int(found[0]) for found in NUMBER.finditer(start)])


@once
def scale_fault(panels: Sequence[HeatPanel]) -> str:
    """Return why heatmaps cannot be compared by their colours; nothing if they can."""
    if len({panel.heatmap.colours for panel in panels}) != 1:
        return "the panels have different colours: give all of them the same colour map"
    lows, highs = [p.heatmap.low for p in panels], [p.heatmap.high for p in panels]
    if not all(isinstance(limit, float) for limit in (*lows, *highs)):
        return "the colours of a panel have no limits that are numbers"
    low, high = np.array(lows, dtype=float), np.array(highs, dtype=float)
    if not (np.ptp(low) <= EVEN and np.ptp(high) <= EVEN):
        return "each panel has colour limits of its own: give all of them the same lowest and highest value"
    values = np.concatenate([p.heatmap.values.astype(np.float64).ravel() for p in panels])
    covered = values.size and np.isfinite(values).all()
    covered = covered and low[0] <= values.min() + EVEN and high[0] >= values.max() - EVEN
    return "" if covered else "some values lie beyond the limits of the colours"


def named_bars(panel: Panel, names: Collection[str]) -> dict[str, Bar]:
    """Return the bars of a panel by the name in the tick label at each; "" collects unnamed bars."""
    return _named_bars(panel, tuple(names))


@once
def _named_bars(panel: Panel, names: tuple[str, ...]) -> dict[str, Bar]:
    named: dict[str, Bar] = {}
    for bar in panel.bars:
        ticks = panel.x_ticks if bar.upright else panel.y_ticks
        labels = [
            label.strip()
            for at, label in zip(ticks.at, ticks.texts, strict=False)
            if ticks.shown and label and abs(at - bar.center) <= max(bar.breadth / 2, 0.25)
        ]
        named[_name_in(labels[0], names) if labels else ""] = bar
    return named


def _name_in(label: str, names: Collection[str]) -> str:
    """Return the longest of the names that a label contains as a separate word, or nothing."""
    return max((name for name in names if _stands_in(name, label[:LONGEST])), key=len, default="")


def _stands_in(name: str, label: str) -> bool:
    """Say whether a label contains a name without a letter, digit or dash right next to it."""
    places = (at for at in range(len(label)) if label.startswith(name, at))
    sides = ((label[at - 1 : at], label[at + len(name) :][:1]) for at in places)
    return any(not _is_of_a_word(left) and not _is_of_a_word(right) for left, right in sides)


def _is_of_a_word(letter: str) -> bool:
    return letter.isalnum() or letter in ("_", "-")
