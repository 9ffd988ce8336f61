"""Draws the figures of the lesson: one message each, named axes, shown once."""

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

BLUE, GREEN, ORANGE, GREY, INK = "#2f6db3", "#3c8d5a", "#c8701a", "#d8dde3", "#444444"


def _canvas(columns: int = 1, *, size: tuple[float, float]) -> tuple["Figure", Sequence["Axes"]]:
    figure, axes = plt.subplots(1, columns, figsize=size, layout="constrained", squeeze=False)
    return figure, axes[0]


def _show(figure: "Figure") -> None:
    """Show a figure here and now, and only once."""
    plt.close(figure)
    display(figure)


def attention(weights: "torch.Tensor", tokens: Sequence[str], *, title: str) -> None:
    """Draw attention weights of shape (queries, keys) as a heatmap."""
    figure, (axes,) = _canvas(size=(6, 4))
    image = axes.imshow(weights.numpy(), cmap="Blues", vmin=0, vmax=1)
    axes.set_xticks(range(len(tokens)), tokens, rotation=90)
    axes.set_yticks(range(len(tokens)), tokens)
    axes.set(xlabel="key: the token looked at", ylabel="query: the token that looks", title=title)
    figure.colorbar(image, label="attention weight")
    _show(figure)


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
    _show(figure)


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
    _show(figure)


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
    _show(figure)


def lines(
    lines: Mapping[str, Sequence[float]], at: Sequence[float], *, xlabel: str, ylabel: str, title: str
) -> None:
    """Draw one line for each entry of `lines` over the places `at`."""
    figure, (axes,) = _canvas(size=(6, 3.6))
    styles = zip((BLUE, ORANGE, GREEN), ("o-", "s--", "^:"), strict=True)
    for (name, values), (colour, style) in zip(lines.items(), styles, strict=False):
        axes.plot(at, [float(value) for value in values], style, color=colour, label=name)
    axes.set_xticks(list(at))
    axes.set_ylim(bottom=0)
    axes.spines[["top", "right"]].set_visible(False)
    axes.set(xlabel=xlabel, ylabel=ylabel, title=title)
    figure.legend(loc="outside lower center", ncols=3, frameon=False)
    _show(figure)


FAMILIES = {
    "Encoder-only\nBERT": ("every token sees\nevery token", "a vector\nfor each token"),
    "Decoder-only\nGPT-2": ("a token sees itself\nand earlier ones", "the next token"),
}


def families() -> None:
    """Draw how the three families wire their stacks."""
    figure, panels = _canvas(3, size=(6.4, 3.6))
    for axes, (name, (sees, gives)) in zip(panels, FAMILIES.items(), strict=False):
        _frame(axes, name)
        _box(axes, 1.0, sees, BLUE if "Enc" in name else GREEN)
        _arrow(axes, (1.0, 0.45), (1.0, 1.0))
        _arrow(axes, (1.0, 2.0), (1.0, 2.55))
        axes.text(1.0, 0.25, "input tokens", ha="center", va="center", fontsize=8)
        axes.text(1.0, 2.8, gives, ha="center", va="center", fontsize=8)
    _encoder_decoder(panels[2])
    figure.suptitle("One kind of stack, wired in three ways")
    _show(figure)


def _encoder_decoder(axes: "Axes") -> None:
    _frame(axes, "Encoder-decoder\nT5")
    _box(axes, 0.35, "encoder", BLUE, width=0.7)
    _box(axes, 1.65, "decoder", GREEN, width=0.7)
    for x, below in ((0.35, "input\ntokens"), (1.65, "output\nso far")):
        _arrow(axes, (x, 0.5), (x, 1.0))
        axes.text(x, 0.25, below, ha="center", va="center", fontsize=8)
    _arrow(axes, (0.7, 1.5), (1.3, 1.5))
    _arrow(axes, (1.65, 2.0), (1.65, 2.55))
    axes.text(1.65, 2.8, "the next\ntoken", ha="center", va="center", fontsize=8)
    axes.text(0.75, 2.25, "cross-attention,\nin each decoder layer", ha="center", va="center", fontsize=8)
    _arrow(axes, (0.85, 2.05), (1.0, 1.6))


def _frame(axes: "Axes", title: str) -> None:
    axes.set_axis_off()
    axes.set(xlim=(0, 2), ylim=(0, 3.1))
    axes.set_title(title, fontsize=10)


def _box(axes: "Axes", x: float, text: str, colour: str, *, width: float = 1.9) -> None:
    low = (x - width / 2, 1.0)
    axes.add_patch(FancyBboxPatch(low, width, 1.0, boxstyle="round,pad=0,rounding_size=0.1", color=colour))
    axes.text(x, 1.5, text, ha="center", va="center", color="white", fontsize=8)


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
    axes.set_title("The task suggests the architecture")
    _show(figure)


def _leaf(axes: "Axes", x: float, y: float, text: str, colour: str) -> None:
    style = {"boxstyle": "round,pad=0.4", "facecolor": colour, "edgecolor": "none"}
    axes.text(x, y, text, ha="center", va="center", fontsize=9, color="white", bbox=style)
