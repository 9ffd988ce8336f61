"""The boxes of `inside_the_layer.ipynb`, the check of task 2, and the picture of what was found.

What is in the boxes of the notebook stands below; grading has others.
"""

import base64
import html
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from torch import Tensor

Layer = Callable[["Tensor"], "Tensor"]
HIDDEN = 8


@dataclass(frozen=True)
class Example:
    """A box, and what is right for it."""

    told: str
    layer: Layer
    right: "Tensor"  # (outputs, inputs)


@dataclass(frozen=True)
class Picture:
    """A figure that a notebook shows, and a text for those who do not see it."""

    png: bytes
    alt: str

    def _repr_html_(self) -> str:
        source = f"data:image/png;base64,{base64.b64encode(self.png).decode()}"
        return f'<img alt="{html.escape(self.alt)}" width="320" style="max-width: 100%" src="{source}">'


def examples() -> list[Example]:
    """Return the boxes of the notebook; the first is the one that is shown."""
    import torch

    query, key = torch.arange(6)[:, None], torch.arange(6)[None, :]
    window = ((key <= query) & (key > query - 3))[:5, :5]
    prefix = (key <= query) | (key < 2)
    real = (query < 4) & (key < 4)
    before = key == (query - 1).clamp(min=0)
    everywhere = torch.ones(11, 11).bool()
    return [
        Example("the one above", make_box([window], seed=0), window),
        Example(
            "which rounds and has its norms at the end",
            make_box([prefix], seed=1, norm="after", rounds=True),
            prefix,
        ),
        Example("which has padding at its end", make_box([real], seed=2), real),
        Example(
            "which adds nothing to what it collects",
            make_box([before], seed=3, norm="none", residual=False),
            before,
        ),
        Example("which has sharp heads", make_box([everywhere], seed=4, sharpness=8.0), everywhere),
    ]


def make_box(masks: "Sequence[Tensor]", *, seed: int, rounds: bool = False, **ways: Any) -> Layer:
    """Return a function from (n, h) to (n, h): a block for each mask, with weights that a seed draws."""
    import torch

    drawing = torch.Generator().manual_seed(seed)
    blocks = [_make_block(mask, drawing, **ways) for mask in masks]

    def layer(x: "Tensor") -> "Tensor":
        large = 64 * (1 + x.mean()) if rounds else 0
        for block in blocks:
            x = block(x)
        return (x + large) - large

    return layer


def _make_block(
    mask: "Tensor",
    drawing: Any,
    *,
    norm: str = "before",
    residual: bool = True,
    positions: bool = False,
    sharpness: float = 0.3,
) -> Layer:
    """Return attention under a mask, true where a query may look, and a feed-forward block."""
    import torch
    from torch.nn.functional import gelu, layer_norm

    def drawn(*shape: int) -> "Tensor":
        return torch.randn(shape, generator=drawing) / shape[0] ** 0.5

    def normed(rows: "Tensor", where: str) -> "Tensor":
        return layer_norm(rows, (HIDDEN,), eps=1e-12) if norm == where else rows

    lost = ~mask.any(dim=-1, keepdim=True)
    query, key, value = (drawn(HIDDEN, HIDDEN) for _ in range(3))
    up, down = drawn(HIDDEN, 2 * HIDDEN), drawn(2 * HIDDEN, HIDDEN)
    places = torch.randn((len(mask), HIDDEN), generator=drawing) * positions

    def block(x: "Tensor") -> "Tensor":
        z = normed(x, "before") + places
        scores = sharpness * (z @ query) @ (z @ key).T / HIDDEN**0.5
        weights = scores.masked_fill(~(mask | lost), float("-inf")).softmax(dim=-1)
        collected = (weights @ (z @ value)).masked_fill(lost, float("nan"))
        y = normed(x + collected if residual else collected, "after")
        return normed(y + gelu(normed(y, "before") @ up) @ down, "after")

    return block


def check_reach(reach: Callable[..., Any]) -> None:
    """Check task 2 on the boxes of the notebook.

    Raises:
        AssertionError: something is wrong; the message is one sentence.
    """
    import torch

    for number, example in enumerate(examples(), start=1):
        n = len(example.right)
        given = torch.as_tensor(reach(example.layer, n, HIDDEN))
        box = f"Task 2: for box {number}, {example.told},"
        assert given.shape == (n, n), f"{box} the shape is {tuple(given.shape)}, not {(n, n)}"
        truths = (given == 0) | (given == 1)
        assert truths.all(), f"{box} there are other values than True and False, or 1 and 0"
        wrong = given.bool() != example.right
        output, other = wrong.nonzero()[0].tolist() if wrong.any() else (0, 0)
        what = "depends" if example.right[output, other] else "does not depend"
        told = f"{int(wrong.sum())} of {n * n} entries are wrong: output {output} {what} on input {other}"
        assert not wrong.any(), f"{box} {told}"


def show_reach(found: Any) -> Picture:
    """Draw which output depends on which input."""
    import torch
    from matplotlib.figure import Figure

    reached = torch.as_tensor(found).float()
    figure = Figure(figsize=(3.2, 3), layout="constrained")
    axes = figure.add_subplot()
    axes.imshow(reached.numpy(), cmap="Blues", vmin=0, vmax=1.4)
    places = range(len(reached))
    axes.set(xlabel="input", ylabel="output")
    axes.set_title("Which output depends on which input", fontsize=10)
    axes.set_xticks(places)
    axes.set_yticks(places)
    held = io.BytesIO()
    figure.savefig(held, format="png", dpi=150)
    rows = [
        f"output {i} on {[j for j, one in enumerate(row) if one]}" for i, row in enumerate(reached.tolist())
    ]
    return Picture(held.getvalue(), f"Which output depends on which inputs: {'; '.join(rows)}.")
