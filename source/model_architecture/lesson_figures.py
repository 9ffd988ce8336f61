"""Draws the figures of the lesson: one message each, named axes, a text in its place, shown once."""

import base64
import html
import io
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import matplotlib.pyplot as plt
from IPython.display import display
from matplotlib.colors import ListedColormap
from matplotlib.patches import FancyBboxPatch, Patch

if TYPE_CHECKING:
    import torch
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# White letters on each of the first three have a contrast of more than 4.5.
BLUE, GREEN, ORANGE, GREY, INK = "#2f6db3", "#2f7a4b", "#a9590f", "#d8dde3", "#444444"
SHARP = 144  # dots an inch, shown at 96


def _canvas(columns: int = 1, *, size: tuple[float, float]) -> tuple["Figure", Sequence["Axes"]]:
    figure, axes = plt.subplots(1, columns, figsize=size, layout="constrained", squeeze=False)
    return figure, axes[0]


class Picture:
    """A figure, with a text for those who do not see it."""

    def __init__(self, figure: "Figure", alt: str) -> None:
        self.figure, self.alt = figure, " ".join(alt.split())

    def __repr__(self) -> str:
        return self.alt

    def _repr_html_(self) -> str:
        file = io.BytesIO()
        self.figure.savefig(file, format="png", dpi=SHARP, facecolor="white")
        width = round(96 * self.figure.get_size_inches()[0])
        source = f"data:image/png;base64,{base64.b64encode(file.getvalue()).decode()}"
        return f'<img alt="{html.escape(self.alt)}" width="{width}" style="max-width: 100%" src="{source}">'


def _show(figure: "Figure", alt: str) -> None:
    """Show a figure here and now, and only once."""
    plt.close(figure)
    display(Picture(figure, alt))


def _short(value: float) -> str:
    return f"{float(value):,.0f}" if float(value) >= 10 else f"{float(value):.2f}"


def _listed(values: Mapping[str, float], form: str) -> str:
    return "; ".join(
        f"{' '.join(name.split())} {form.format(float(value))}" for name, value in values.items()
    )


def attention(weights: "torch.Tensor", tokens: Sequence[str], *, title: str) -> None:
    """Draw attention weights of shape (queries, keys) as a heatmap."""
    figure, (axes,) = _canvas(size=(6, 4))
    _heatmap(figure, [axes], {title: weights}, tokens)
    axes.set(xlabel="key: the token looked at", ylabel="query: the token that looks")
    _show(figure, f"Heatmap of attention weights, queries by keys. {title}.")


def attentions(maps: Mapping[str, "torch.Tensor"], tokens: Sequence[str], *, title: str) -> None:
    """Draw several maps of attention weights side by side, on one scale of colours."""
    figure, panels = _canvas(len(maps), size=(6.4, 3.7))
    _heatmap(figure, panels, maps, tokens)
    for axes in panels:
        axes.tick_params(labelsize=7)
        axes.set(xlabel="key", ylabel="query")
    figure.suptitle(title)
    _show(figure, f"Heatmaps of attention weights, queries by keys: {', '.join(maps)}. {title}.")


def _heatmap(
    figure: "Figure", panels: Sequence["Axes"], maps: Mapping[str, "torch.Tensor"], tokens: Sequence[str]
) -> None:
    for axes, (title, weights) in zip(panels, maps.items(), strict=True):
        image = axes.imshow(weights.numpy(), cmap="Blues", vmin=0, vmax=1)
        axes.set_xticks(range(len(tokens)), tokens, rotation=90)
        axes.set_yticks(range(len(tokens)), tokens)
        axes.set_title(title)
    figure.colorbar(image, ax=list(panels), label="attention weight", shrink=1 / len(panels) ** 0.5)


def masks(masks: Mapping[str, "torch.Tensor"], tokens: Sequence[str]) -> None:
    """Draw masks of shape (queries, keys), one panel each: filled where a query may look."""
    figure, panels = _canvas(len(masks), size=(6, 3.6))
    for axes, (title, mask) in zip(panels, masks.items(), strict=True):
        axes.imshow(mask.numpy(), cmap=ListedColormap([GREY, GREEN]), vmin=0, vmax=1)
        axes.set_xticks(range(len(tokens)), tokens, rotation=90)
        axes.set_yticks(range(len(tokens)), tokens)
        axes.set_xticks([n - 0.5 for n in range(1, len(tokens))], minor=True)
        axes.set_yticks([n - 0.5 for n in range(1, len(tokens))], minor=True)
        axes.grid(which="minor", color="white", linewidth=2)
        axes.tick_params(which="minor", length=0)
        axes.set(title=title, xlabel="key", ylabel="query")
    names = [Patch(color=GREEN, label="may look"), Patch(color=GREY, label="may not")]
    figure.legend(handles=names, loc="outside lower center", ncols=2, frameon=False)
    _show(figure, f"Masks, queries by keys, filled where a query may look. {'; '.join(masks)}.")


def bars(values: Mapping[str, float], *, xlabel: str, ylabel: str, title: str, form: str = "{:,.1f}") -> None:
    """Draw one bar for each entry, the first on top, with its value beside it."""
    figure, (axes,) = _canvas(size=(6, 0.9 + 0.36 * len(values)))
    bars = axes.barh(list(values), list(values.values()), color=BLUE)
    axes.bar_label(bars, [form.format(value) for value in values.values()], padding=3)
    axes.margins(x=0.2, y=0.02)
    axes.xaxis.set_major_formatter("{x:,.10g}")
    axes.invert_yaxis()
    axes.spines[["top", "right"]].set_visible(False)
    axes.set(xlabel=xlabel, ylabel=ylabel, title=title)
    _show(figure, f"Bar chart. {title}. {xlabel}: {_listed(values, form)}.")


def paired_bars(
    pairs: Mapping[str, Mapping[str, float]], *, xlabel: str, ylabel: str, title: str, form: str = "{:.2f}"
) -> None:
    """Draw two bars for each entry, one of each mapping in `pairs`: what is claimed, and its control."""
    names = list(next(iter(pairs.values())))
    figure, (axes,) = _canvas(size=(6, 1.3 + 0.36 * len(names)))
    for (what, values), colour, offset in zip(pairs.items(), (BLUE, ORANGE), (-0.2, 0.2), strict=True):
        places = [row + offset for row in range(len(names))]
        drawn = axes.barh(places, [values[name] for name in names], height=0.38, color=colour, label=what)
        axes.bar_label(drawn, [form.format(values[name]) for name in names], padding=3, fontsize=7)
    axes.set_yticks(range(len(names)), names)
    axes.margins(x=0.12, y=0.02)
    axes.invert_yaxis()
    axes.spines[["top", "right"]].set_visible(False)
    axes.set(xlabel=xlabel, ylabel=ylabel, title=title)
    figure.legend(loc="outside lower center", ncols=2, frameon=False)
    told = ". ".join(f"{what}: {_listed(values, form)}" for what, values in pairs.items())
    _show(figure, f"Bar chart with two bars for each {ylabel}. {title}. {told}.")


def stacked_bars(parts: Mapping[str, Mapping[str, float]], *, xlabel: str, ylabel: str, title: str) -> None:
    """Draw one stacked bar for each entry of `parts`, whose entries have the same names."""
    figure, (axes,) = _canvas(size=(6, 1.3 + 0.45 * len(parts)))
    ends = dict.fromkeys(parts, 0.0)
    colours = (BLUE, GREEN, ORANGE)
    for name, colour in zip(next(iter(parts.values())), colours, strict=False):
        lengths = [bar[name] for bar in parts.values()]
        axes.barh(list(parts), lengths, left=list(ends.values()), color=colour, label=name)
        ends = {bar: ends[bar] + parts[bar][name] for bar in parts}
    for row, total in enumerate(ends.values()):
        axes.text(total, row, f" {total:,.0f}", va="center")
    axes.margins(x=0.15)
    axes.xaxis.set_major_formatter("{x:,.10g}")
    axes.invert_yaxis()
    axes.spines[["top", "right"]].set_visible(False)
    axes.set(xlabel=xlabel, ylabel=ylabel, title=title)
    figure.legend(loc="outside lower center", ncols=3, frameon=False)
    _show(figure, f"Stacked bars. {title}. {xlabel}: {_listed(ends, '{:,.0f}')}.")


def lines(
    lines: Mapping[str, Sequence[float]],
    at: Sequence[float],
    *,
    xlabel: str,
    ylabel: str,
    title: str,
    level: tuple[str, float] | None = None,
) -> None:
    """Draw one line for each entry of `lines` over the places `at`, and a dotted one to compare with."""
    figure, (axes,) = _canvas(size=(6, 3.6))
    styles = zip((BLUE, ORANGE, GREEN), ("o-", "s--", "^:"), strict=True)
    for (name, values), (colour, style) in zip(lines.items(), styles, strict=False):
        axes.plot(at, [float(value) for value in values], style, color=colour, label=name)
    if level:
        axes.axhline(level[1], color=INK, linestyle=":", label=level[0])
    axes.set_xticks(list(at))
    axes.set_ylim(bottom=0)
    axes.spines[["top", "right"]].set_visible(False)
    axes.set(xlabel=xlabel, ylabel=ylabel, title=title)
    figure.legend(loc="outside lower center", ncols=3 if len(lines) < 3 else 2, frameon=False)
    ends = "; ".join(f"{name} from {_short(row[0])} to {_short(row[-1])}" for name, row in lines.items())
    _show(figure, f"Lines over {xlabel}, from {at[0]} to {at[-1]}. {title}. {ylabel}: {ends}.")


BLOCKS = {
    "every": ("attention:\nevery token", BLUE),
    "earlier": ("attention:\nitself and earlier", GREEN),
    "cross": ("cross-attention", ORANGE),
    "alone": ("feed-forward", INK),
}
ENCODER, DECODER, READING_DECODER = ("every", "alone"), ("earlier", "alone"), ("earlier", "cross", "alone")
STEP = 0.75  # from one block to the next


def families() -> None:
    """Draw the blocks of one layer in each stack of the three families."""
    figure, panels = plt.subplots(
        1, 3, figsize=(6.4, 4.2), layout="constrained", gridspec_kw={"width_ratios": [2, 2, 4.6]}
    )
    for axes, name, width in zip(panels, ("Encoder-only\nBERT", "Decoder-only\nGPT-2"), (2, 2), strict=False):
        _frame(axes, name, width)
    _frame(panels[2], "Encoder-decoder\nT5", 4.6)
    _stack(panels[0], 1, ENCODER, "input tokens", "a vector for each")
    _stack(panels[1], 1, DECODER, "tokens so far", "a vector for each")
    _stack(panels[2], 1, ENCODER, "input tokens", "")
    _stack(panels[2], 3.6, READING_DECODER, "output so far", "a vector for each")
    top, middle = 0.3 + STEP * len(ENCODER), 0.775 + STEP  # of the encoder, of the cross-attention
    panels[2].plot([1, 1, 2.3, 2.3], [top, top + 0.25, top + 0.25, middle], color="black", lw=1.5)
    _arrow(panels[2], (2.25, middle), (2.67, middle))
    panels[2].text(1.6, top + 0.4, "keys and values", ha="center", va="center", fontsize=8)
    title = "Only the decoder that reads an encoder has a third block"
    figure.suptitle(title)
    _show(
        figure,
        f"Scheme of one layer in each stack. {title}. Encoder-only: attention to every token, feed-forward. "
        "Decoder-only: attention to itself and earlier tokens, feed-forward. Encoder-decoder: an encoder as "
        "before, and a decoder of three blocks: attention to itself and earlier tokens, cross-attention to "
        "what the encoder made, feed-forward. Each stack gives a vector for each token.",
    )


def _stack(axes: "Axes", x: float, blocks: Sequence[str], below: str, above: str) -> None:
    """Draw the blocks of a layer, the first at the bottom, between what goes in and what comes out."""
    axes.text(x, 0.1, below, ha="center", va="center", fontsize=8)
    _arrow(axes, (x, 0.22), (x, 0.5))
    for row, block in enumerate(blocks):
        text, colour = BLOCKS[block]
        _box(axes, (x, 0.5 + STEP * row), text, colour)
        if row:
            _arrow(axes, (x, 0.3 + STEP * row), (x, 0.5 + STEP * row))
    if above:
        top = 0.3 + STEP * len(blocks)
        _arrow(axes, (x, top), (x, top + 0.3))
        axes.text(x, top + 0.42, above, ha="center", va="center", fontsize=8)


def _frame(axes: "Axes", title: str, width: float) -> None:
    axes.set_axis_off()
    axes.set(xlim=(0, width), ylim=(0, 3.2))
    axes.set_title(title, fontsize=10)


def _box(axes: "Axes", low: tuple[float, float], text: str, colour: str) -> None:
    """Draw a box whose lower edge has its middle at `low`."""
    x, y = low
    style = "round,pad=0,rounding_size=0.08"
    axes.add_patch(FancyBboxPatch((x - 0.95, y), 1.9, 0.55, boxstyle=style, color=colour))
    axes.text(x, y + 0.275, text, ha="center", va="center", color="white", fontsize=8)


def _arrow(axes: "Axes", start: tuple[float, float], end: tuple[float, float]) -> None:
    axes.annotate("", xy=end, xytext=start, arrowprops={"arrowstyle": "->", "lw": 1.5})


DECISIONS = (
    ("understand a text\n(classify, tag, find, embed)", "encoder-only\nBERT, RoBERTa, DistilBERT", BLUE),
    ("continue a text\n(write, complete)", "decoder-only\nGPT-2, LLaMA", GREEN),
    ("turn a text into another\n(translate, summarise)", "encoder-decoder\nT5, BART", ORANGE),
)


def decisions() -> None:
    """Draw the decision tree from a task to an architecture, from left to right."""
    figure, (axes,) = _canvas(size=(6.4, 3.2))
    axes.set_axis_off()
    axes.set(xlim=(0, 10), ylim=(-0.6, 2.6))
    _leaf(axes, 0.9, 1, "What is\nthe task?", INK)
    for row, (task, family, colour) in enumerate(DECISIONS):
        height = 2 - row
        _arrow(axes, (1.8, 1), (2.9, height))
        axes.text(4.6, height, task, ha="center", va="center", fontsize=9)
        _arrow(axes, (6.3, height), (7.0, height))
        _leaf(axes, 8.5, height, family, colour)
    title = "The task suggests the architecture"
    axes.set_title(title)
    told = "; ".join(f"{task}: {family}" for task, family, _ in DECISIONS)
    _show(figure, f"Decision tree. {title}. {told}.")


def _leaf(axes: "Axes", x: float, y: float, text: str, colour: str) -> None:
    style = {"boxstyle": "round,pad=0.4", "facecolor": colour, "edgecolor": "none"}
    axes.text(x, y, text, ha="center", va="center", fontsize=9, color="white", bbox=style)
