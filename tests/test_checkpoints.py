"""The lesson's visible checks: an open one lets the notebook run on, and a common slip fails."""

import math
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import torch

from tests.lessons import FOLDER, run_cells, run_check

CHECKPOINTS = (
    "causal_mask",
    "attention_weights",
    "count_parameters",
    "parameters_by_block",
    "estimate_memory",
)
Right = Callable[..., Any]  # the solution of the course


def nothing(*_: object) -> None:
    """Return nothing, as the stub does."""


def not_written(*_: object) -> None:
    """Raise what many put into a function that they have yet to write."""
    raise NotImplementedError


OPEN = {"stub": nothing, "not written": not_written, "ellipsis": lambda *_: ..., "deleted": None}


def weights(q: torch.Tensor, k: torch.Tensor, mask: torch.Tensor, *, root: float) -> torch.Tensor:
    """Return attention weights with another divisor than √d."""
    return (q @ k.T / root).masked_fill(~mask, -math.inf).softmax(-1)


def always_causal(_: Right, q: torch.Tensor, k: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    """Return weights under a causal mask, whichever was given."""
    return weights(q, k, torch.ones_like(mask).tril(), root=math.sqrt(q.shape[-1]))


def largest_of_all(_: Right, q: torch.Tensor, k: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    """Return exponentials after the largest score is taken away, masked ones included."""
    scores = q @ k.T / math.sqrt(q.shape[-1])
    powers = (scores - scores.max(-1, keepdim=True).values).exp() * mask
    return powers / powers.sum(-1, keepdim=True)


def by_name(_: Right, model: Any) -> tuple[int, int]:
    """Count as trainable what is no embedding."""
    kept = [t for name, t in model.named_parameters() if not name.startswith(("embeddings", "shared"))]
    return model.num_parameters(), sum(tensor.numel() for tensor in kept)


def two_layers(right: Right, model: Any) -> dict[str, int]:
    """Count attention in the first two layers only."""
    size = model.config.hidden_size
    return right(model) | {"attention": 2 * 4 * (size * size + size)}


def norms_of_embeddings(right: Right, model: Any) -> dict[str, int]:
    """Count the layer norm of the embeddings among the layers'."""
    counts, moved = right(model), 2 * model.config.hidden_size
    changed = {
        "embeddings": counts["embeddings"] - moved,
        "layer norms": counts["layer norms"] + moved,
    }
    return counts | changed


def as_zero_counts(
    right: Right, n: int, precision: str = "fp32", training: object = None
) -> dict[str, float]:
    """Split 18 bytes as 2, 4 and 12."""
    bill: dict[str, float] = right(n, precision, training)
    mixed = {"weights": 2 * n / 1e6, "optimizer": 12 * n / 1e6}
    return bill | mixed if training and precision == "fp16" else bill


SLIPS: list[tuple[str, Callable[..., Any]]] = [
    ("causal_mask", lambda _, n: torch.ones(n, n).triu(-1).tril()),
    ("causal_mask", lambda _, n: torch.ones(n, n).triu(1)),
    ("attention_weights", lambda _, *given: weights(*given, root=math.sqrt(2))),
    ("attention_weights", lambda _, *given: weights(*given, root=1)),
    ("attention_weights", always_causal),
    ("attention_weights", largest_of_all),
    ("count_parameters", lambda right, m: (sum(t.numel() for t in m.state_dict().values()), right(m)[1])),
    ("count_parameters", by_name),
    ("parameters_by_block", two_layers),
    ("parameters_by_block", norms_of_embeddings),
    ("estimate_memory", as_zero_counts),
    ("estimate_memory", lambda right, *given: {part: size // 1 for part, size in right(*given).items()}),
    ("estimate_memory", lambda right, n, p="fp32", t=False: right(n, "fp16" if p == "int8" else p, t)),
]


@pytest.fixture(scope="module")
def names() -> Iterator[dict[str, Any]]:
    """What the lesson has defined where its checks run."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "path", [str(FOLDER), *sys.path])
        solved = [name.replace("_", "-") for name in CHECKPOINTS]
        yield run_cells("imports", "scores", "mask-applied", "frozen", *solved)


@pytest.mark.parametrize(("number", "name"), list(enumerate(CHECKPOINTS, start=1)))
@pytest.mark.parametrize("state", OPEN)
def test_an_open_checkpoint_lets_the_notebook_run_on(
    names: dict[str, Any], number: int, name: str, state: str
) -> None:
    """Its check says that it is open."""
    said = run_check(name, {**names, name: OPEN[state]})

    assert said == f"Checkpoint {number} is open: {name} returns nothing yet.\n"


@pytest.mark.parametrize("name", CHECKPOINTS)
def test_an_open_checkpoint_fails_where_nbgrader_validates(
    names: dict[str, Any], name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A notebook with an open checkpoint does not validate."""
    monkeypatch.setenv("NBGRADER_EXECUTION", "validate")

    with pytest.raises(AssertionError, match=f"{name} returns nothing yet"):
        run_check(name, {**names, name: nothing})


@pytest.mark.parametrize("name", CHECKPOINTS)
def test_a_right_answer_is_told_so(names: dict[str, Any], name: str) -> None:
    """Silence would leave a student in doubt whether the check has run."""
    assert "right. Grading tries other inputs." in run_check(name, dict(names))


@pytest.mark.parametrize(("name", "slip"), SLIPS)
def test_a_common_slip_fails_at_the_visible_check(
    names: dict[str, Any], name: str, slip: Callable[..., Any]
) -> None:
    """The examples that students see are chosen so that it shows there."""
    with pytest.raises(AssertionError, match="Checkpoint"):
        run_check(name, {**names, name: lambda *given: slip(names[name], *given)})
