"""The checks of the challenges that you see: they try one example each, and grading tries others.

It stands beside `challenges.ipynb` and `lesson_tools.py`.
"""

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from lesson_tools import describe, has_no_answer

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

BYTES = {"FP32": 4, "FP16": 2, "INT8": 1}
SHAPE = ("Encoder layers", "Decoder layers", "Hidden size", "Attention heads")
UNITS = (1, 1e3, 1e6, 1e9, 2**10, 2**20, 2**30)
EMPTY = "the figure is empty: take `fig = plt.gcf()` before `plt.show()`, which starts a new one"


def show(figure: "Figure | None") -> "Figure | None":
    """Return a figure for a cell to show, once, also if pyplot has not made it."""
    import matplotlib.pyplot as plt

    plt.close(plt.figure())  # from the first on, a notebook draws figures
    plt.close("all")  # what is open would be shown again below the cell
    return figure


def is_open(answer: object, task: str, function: str) -> bool:
    """Say, and print, that a task has no answer yet, as `has_no_answer` does."""
    return has_no_answer(answer, f"Task {task}", function)


def check_table(table: "pd.DataFrame", names: Sequence[str]) -> None:
    """Check task 1a on models whose numbers are known.

    Columns with the labels of the task must hold their number; under other labels it may have any unit.

    Raises:
        AssertionError: something is wrong; the message is one sentence.
    """
    import pandas as pd

    assert isinstance(table, pd.DataFrame), f"Task 1a: this is a {type(table).__name__}, not a DataFrame"
    assert len(table) == len(names), f"Task 1a: {len(table)} rows for {len(names)} names"
    columns = [table.index, *(table.iloc[:, place] for place in range(table.shape[1]))]
    keys = next((list(column) for column in columns if set(names) <= set(map(str, column))), None)
    assert keys is not None, f"Task 1a: no column holds the names as they were given: {', '.join(names)}"
    for name in names:
        row = table.iloc[keys.index(name)]
        for label, (unit, number) in _expected(name).items():
            _check_cell(name, row, label, unit, number)


def _expected(name: str) -> dict[str, tuple[float, float]]:
    """Return, by the task's label, a unit and the true number of these units."""
    told = describe(name)
    millions = told["parameters (M)"]
    sizes = {f"{label} (MB)": (1e6, millions * size) for label, size in BYTES.items()}
    shape = {label: (1, told[label.lower()]) for label in SHAPE}
    return {"Parameters (M)": (1e6, millions), **sizes, **shape}


def _check_cell(name: str, row: "pd.Series[Any]", label: str, unit: float, number: float) -> None:
    if label in row.index:
        got = row[label]
        assert not isinstance(got, str), f"Task 1a: `{label}` of {name} is text, not a number"
        assert _close(got, number), f"Task 1a: `{label}` of {name} is {got}, not {number:.6g}"
        return
    held = [value for value in row if not isinstance(value, str)]
    units = UNITS if unit > 1 else (1,)
    fits = any(_close(value, number * unit / other) for value in held for other in units)
    assert fits, f"Task 1a: no number of {name} is its `{label}`, {number:.6g}"


def _close(value: Any, number: float) -> bool:
    try:
        return abs(float(value) - number) <= 0.005 * number
    except (TypeError, ValueError):
        return False


def check_chart(figure: "Figure", table: "pd.DataFrame") -> None:
    """Check task 1b: a bar for each row, with its name and as long as its parameters.

    Raises:
        AssertionError: something is wrong; the message is one sentence.
    """
    from matplotlib.text import Text

    _check_figure("Task 1b", figure)
    drawn = any(axes.patches or axes.collections for axes in figure.axes)
    assert drawn, "Task 1b: the figure holds no bar chart: draw it with `bar` or `barh`"
    bars = [
        (axes, group, bar)
        for axes in figure.axes
        for group in axes.containers
        for bar in getattr(group, "patches", ())
    ]
    if not bars:
        return  # bars of another kind: grading reads them
    assert len(bars) == len(table), f"Task 1b: {len(bars)} bars for {len(table)} rows"
    _check_axes(bars[0][0], [_ends(*one[1:]) for one in bars], lies=_lies(bars[0][1]))
    lengths = {_name_of(*one): _length(*one[1:]) for one in bars}
    for name, millions in zip(table["Model"], table["Parameters (M)"], strict=True):
        found = next((length for label, length in lengths.items() if name in label), None)
        assert found is not None, f"Task 1b: no bar carries the name {name} on its axis"
        fits = any(_close(found, millions * 1e6 / unit) for unit in (1, 1e3, 1e6, 1e9))
        assert fits, f"Task 1b: the bar of {name} is {found:g} long, and it has {millions} million parameters"
    texts = [text.get_text() for text in figure.findobj(Text)]
    assert "param" in " ".join(texts).lower(), "Task 1b: no label, title or legend says `parameters`"


def _check_axes(axes: "Axes", ends: list[tuple[float, float]], *, lies: bool) -> None:
    shown = sorted(axes.get_xlim() if lies else axes.get_ylim())
    scale = axes.get_xscale() if lies else axes.get_yscale()
    assert all(start == 0 for start, _ in ends), "Task 1b: not every bar starts at zero"
    assert shown[0] <= 0 or scale != "linear", "Task 1b: the axis does not start at zero"
    assert all(end <= shown[1] for _, end in ends), "Task 1b: the axis cuts a bar off"


def _ends(group: Any, bar: Any) -> tuple[float, float]:
    start = float(bar.get_x() if _lies(group) else bar.get_y())
    return start, start + _length(group, bar)


def _length(group: Any, bar: Any) -> float:
    return float(bar.get_width() if _lies(group) else bar.get_height())


def _name_of(axes: "Axes", group: Any, bar: Any) -> str:
    """Return the tick label beside the middle of a bar."""
    lies = _lies(group)
    middle = bar.get_y() + bar.get_height() / 2 if lies else bar.get_x() + bar.get_width() / 2
    axis = axes.yaxis if lies else axes.xaxis
    reach = max(abs(bar.get_height() if lies else bar.get_width()) / 2, 0.25)
    near = [text for at, text in _labels(axis) if abs(at - middle) <= reach]
    return near[0] if near else ""


def _lies(group: Any) -> bool:
    return getattr(group, "orientation", "vertical") == "horizontal"


def _labels(axis: Any) -> list[tuple[float, str]]:
    """Return place and text of the labels of an axis, on major ticks or else on minor ones."""
    if not (axis.axes.axison and axis.get_visible()):
        return []
    for minor in (False, True):
        texts = [label.get_text() for label in axis.get_ticklabels(minor=minor)]
        if any(texts):
            return [
                (at, text) for at, text in zip(axis.get_ticklocs(minor=minor), texts, strict=False) if text
            ]
    return []


def check_grid(figure: "Figure", model: Any, tokenizer: Any, sentence: str, layers: Sequence[int]) -> None:
    """Check task 2a on the model that you see.

    Raises:
        AssertionError: something is wrong; the message is one sentence.
    """
    import numpy as np

    _check_figure("Task 2a", figure)
    assert not model.training, "Task 2a: the function leaves the model in training mode"
    tokens, maps = _attention(model, tokenizer, sentence)
    panels = [(axes, *found[-1]) for axes in figure.axes if (found := list(_heatmaps(axes)))]
    assert len(panels) == 4, f"Task 2a: the figure holds {len(panels)} heatmaps of numbers, not four"
    for _, values, _ in panels:
        shape = " x ".join(map(str, values.shape))
        assert values.shape == maps[0].shape, f"Task 2a: a panel is {shape}, for {len(tokens)} tokens"
    across, down = (np.ptp([axes.bbox.bounds[side] for axes, _, _ in panels]) for side in (0, 1))
    assert across > 1 < down, "Task 2a: the panels do not stand in two rows of two"
    for which in ("xaxis", "yaxis"):
        _check_labels([axis for axes, _, _ in panels for axis in _along(axes, which)], tokens, which)
    maps_of_colours = {drawn.get_cmap().name for _, _, drawn in panels}
    assert len(maps_of_colours) == 1, "Task 2a: give all four panels the same cmap"
    _check_limits([(*drawn.get_clim(), values.min(), values.max()) for _, values, drawn in panels])
    named = [_layer(axes, layers) for axes, _, _ in panels]
    assert sorted(named) == sorted(layers), f"Task 2a: the titles name the layers {named}, not {list(layers)}"
    for layer, (_, values, _) in zip(named, panels, strict=True):
        _check_map(layer, values, maps)


def _check_labels(axes: list[Any], tokens: list[str], which: str) -> None:
    told = [[text for _, text in _labels(axis)] for axis in axes]
    most = max(map(len, told), default=0)
    complete = any(labels in (tokens, tokens[::-1]) for labels in told)
    assert complete, f"Task 2a: the {which} has {most} labels, and these are {len(tokens)} tokens: {tokens}"


def _check_limits(limits: list[tuple[float, ...]]) -> None:
    same = len({tuple(round(float(end), 6) for end in one[:2]) for one in limits}) == 1
    assert same, "Task 2a: give all four panels the same vmin and vmax"
    wide = all(low <= least + 1e-6 and high >= most - 1e-6 for low, high, least, most in limits)
    assert wide, "Task 2a: some values lie beyond vmin and vmax"


def _check_figure(task: str, figure: object) -> None:
    from matplotlib.figure import Figure

    assert isinstance(figure, Figure), f"{task}: this is a {type(figure).__name__}, not the figure"
    assert figure.axes, f"{task}: {EMPTY}"
    figure.draw_without_rendering()  # now ticks have their labels


def _attention(model: Any, tokenizer: Any, sentence: str) -> tuple[list[str], "np.ndarray[Any, Any]"]:
    """Return the tokens of a sentence, and a map for each layer of a model."""
    import torch

    inputs = tokenizer(sentence, return_tensors="pt")
    with torch.no_grad():
        found = torch.cat(model(**inputs, output_attentions=True).attentions)
    return tokenizer.convert_ids_to_tokens(inputs["input_ids"][0]), found.mean(dim=1).numpy()


def _heatmaps(axes: "Axes") -> Iterator[tuple[Any, Any]]:
    """Yield values and drawing of each heatmap of an axes, unless it is a colour bar."""
    import numpy as np

    if getattr(getattr(axes, "_colorbar", None), "ax", None) is axes:
        return
    for drawn in (*axes.images, *axes.collections):
        values = drawn.get_array()
        if values is not None and hasattr(drawn, "get_coordinates"):
            values = np.reshape(values, [count - 1 for count in drawn.get_coordinates().shape[:2]])
        if values is not None and values.ndim == 2:
            yield np.asarray(values, dtype=float), drawn


def _along(axes: "Axes", which: str) -> list[Any]:
    return [getattr(one, which) for one in (axes, *axes.child_axes)]


def _layer(axes: "Axes", layers: Sequence[int]) -> int:
    """Return the layer that the title of a panel names, or of the part of the figure that it fills; or -1."""
    part: Any = axes.get_figure(root=False)
    titles = [axes.get_title(loc=loc) for loc in ("center", "left", "right")]
    titles += [part.get_suptitle()] if part is not axes.get_figure(root=True) else []
    for text in titles:
        numbers = re.findall(r"layer\W*(\d+)", text, re.IGNORECASE) or re.findall(r"\d+", text)
        if found := [int(number) for number in numbers if int(number) in layers]:
            return found[0]
    return -1


def _check_map(layer: int, values: Any, maps: Any) -> None:
    """Compare a panel with its layer; a map that is turned together with its labels is right as well."""
    import numpy as np

    def shows(other: Any) -> bool:
        turned = (values, values[::-1], values[:, ::-1], values[::-1, ::-1])
        return any(np.allclose(one, other, rtol=0, atol=1e-3) for one in turned)

    if shows(maps[layer - 1]):
        return
    others = [place for place, other in enumerate(maps, start=1) if shows(other)]
    why = f"shows layer {others[0]}" if others else "does not show the mean over the heads of that layer"
    why = "has keys as rows: rows are queries" if shows(maps[layer - 1].T) else why
    raise AssertionError(f"Task 2a: the panel of layer {layer} {why}")
