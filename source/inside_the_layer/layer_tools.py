"""What `inside_the_layer.ipynb` needs and does not teach: examples, and checks that you see.

It stands beside the notebook and needs nothing but the packages of `requirements.txt`.
"""

import io
import math
import os
from collections.abc import Callable, Mapping
from contextlib import redirect_stderr, suppress
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from torch import Tensor

CLOSE = 2e-3
HIDDEN, INNER, TOKENS = 12, 20, 5


def ask(function: Callable[..., Any] | None, *arguments: Any) -> Any:
    """Call your function, without its warnings; None if it is not there or not written yet."""
    with redirect_stderr(io.StringIO()), suppress(NotImplementedError):
        return function(*arguments) if callable(function) else None
    return None


def is_open(answer: Any, task: int, function: str) -> bool:
    """Say, and print, that a task has no answer yet: *Run all* goes on, and a grading run fails.

    Raises:
        AssertionError: it has none, and nbgrader validates or grades.
    """
    if answer is not None and answer is not ...:
        return False
    told = f"{function} returns nothing yet"
    if os.environ.get("NBGRADER_EXECUTION"):
        raise AssertionError(f"Task {task}: {told}")
    print(f"Task {task} is open: {told}.")
    return True


def example_layer() -> "tuple[Tensor, dict[str, Tensor], Tensor]":
    """Return tokens of two sentences, the sixteen tensors of a small layer, and the mask of the padding."""
    import torch

    tensors = {}
    for place, (name, shape) in enumerate(_shapes().items()):
        tensors[name] = _wave(*shape, start=place)
        if name.endswith("LayerNorm.weight"):
            tensors[name] += 1.5
    tensors["intermediate.dense.weight"] /= 2
    tensors["intermediate.dense.bias"] = tensors["intermediate.dense.bias"] / 4 - 2.3
    tensors["output.dense.weight"] *= 20
    mask = torch.arange(TOKENS) < torch.tensor([[TOKENS], [3]])
    return _wave(2, TOKENS, HIDDEN, start=16), tensors, mask


def _shapes() -> dict[str, tuple[int, ...]]:
    """Return the shapes of the sixteen tensors, in the order of `named_parameters()`."""
    square, norm = (HIDDEN, HIDDEN), (HIDDEN,)
    sizes: dict[str, tuple[int, ...]] = {
        "attention.self.query": square,
        "attention.self.key": square,
        "attention.self.value": square,
        "attention.output.dense": square,
        "attention.output.LayerNorm": norm,
        "intermediate.dense": (INNER, HIDDEN),
        "output.dense": (HIDDEN, INNER),
        "output.LayerNorm": norm,
    }
    parts = {name: {"weight": size, "bias": size[:1]} for name, size in sizes.items()}
    return {f"{name}.{part}": size for name, both in parts.items() for part, size in both.items()}


def _wave(*shape: int, start: int) -> "Tensor":
    """Return numbers between -0.8 and 0.8 of two decimals, which look like drawn ones."""
    import torch

    places = torch.arange(math.prod(shape), dtype=torch.float64) + 1000 * start
    numbers = (0.8 * torch.sin(places * places * 0.37 + 1)).round(decimals=2)
    return numbers.reshape(shape).float()


def right_layer(
    x: "Tensor", tensors: "Mapping[str, Tensor]", heads: int, mask: "Tensor", eps: float
) -> "Tensor":
    """Return what transformers' own layer makes of the tokens."""
    import torch
    from transformers import BertConfig
    from transformers.models.bert.modeling_bert import BertLayer

    config = BertConfig(
        hidden_size=x.shape[-1],
        num_attention_heads=heads,
        intermediate_size=len(tensors["intermediate.dense.bias"]),
        layer_norm_eps=eps,
        attn_implementation="eager",
    )
    layer = BertLayer(config).eval()
    layer.load_state_dict(dict(tensors))
    hidden = torch.zeros(mask.shape).masked_fill(~mask, torch.finfo(torch.float32).min)
    with torch.no_grad():
        made: torch.Tensor = layer(x, hidden[:, None, None, :])
    return made


def check_layer(
    answer: Any, x: "Tensor", tensors: "Mapping[str, Tensor]", heads: int, mask: "Tensor", eps: float
) -> None:
    """Check task 1 on a layer: the rows of all real tokens are those of transformers' own layer.

    Raises:
        AssertionError: something is wrong; the message is one sentence.
    """
    import torch

    many = isinstance(answer, tuple) or hasattr(answer, "_fields")
    assert not many, "Task 1: bert_layer returns several things: return the tensor alone"
    right = right_layer(x, tensors, heads, mask, eps)
    given = torch.as_tensor(answer).detach().float()
    shape = tuple(given.shape)
    assert shape == tuple(x.shape), f"Task 1: the shape is {shape}, and that of x is {tuple(x.shape)}"
    off = (given - right).abs().amax(dim=-1).nan_to_num(math.inf)  # (batch, n)
    wrong = (off > CLOSE) & mask
    full = mask.all(dim=-1)
    what = "rows of real tokens are wrong"
    if wrong.any() and not wrong[full].any():
        what += ", all in the sentence with padding"
    farthest = off[mask].max()
    assert not wrong.any(), f"Task 1: {int(wrong.sum())} {what}, by {farthest:.3g} at most"
