"""What reaches what, multiplied from masks, against the boxes themselves."""

import sys
from collections.abc import Iterator
from types import ModuleType

import numpy as np
import pytest
import torch

from graders.models.cache import PROJECT
from graders.reach import cases
from graders.reach.reference import reach
from graders.shared.arguments import Box
from graders.shared.builders import build_box
from nbverdict import Case

pytestmark = pytest.mark.course
SEEDS = range(4)


@pytest.fixture(scope="module")
def boxes() -> Iterator[ModuleType]:
    """Return the module that lies beside the notebook."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "path", [str(PROJECT / "source" / "inside_the_layer"), *sys.path])
        import box_tools

        yield box_tools


def drawn(seed: int) -> list[Case]:
    """Return the example and hidden cases."""
    return [cases.shown_case(), *cases.hidden(np.random.default_rng(seed))]


def probed(box: Box, *, inputs: int) -> np.ndarray:
    """Return by how much each output changes at most with each input."""
    layer, n = build_box(box.packed(), b"", ""), len(box.blocks[0].mask)
    drawing = torch.Generator().manual_seed(1)
    most = torch.zeros(n, n)
    for _ in range(inputs):
        x, other = (torch.randn(n, box.hidden, generator=drawing) for _ in range(2))
        for token in range(n):
            probe = torch.where(torch.arange(n)[:, None] == token, other, x)
            most[:, token] = torch.fmax(most[:, token], (layer(probe) - layer(x)).abs().amax(dim=-1))
    return most.numpy()


@pytest.mark.parametrize("seed", SEEDS)
def test_what_the_masks_say_is_what_changes(seed: int) -> None:
    """Twenty inputs show every dependence by far, and nothing else but rounding."""
    for case in drawn(seed):
        most, right = probed(case.known, inputs=20), reach(case.known)

        assert most[right].min() > 1e-2, case.name
        assert most[~right].max(initial=0) < 5e-5, case.name


def test_one_input_does_not_show_what_sharp_heads_may_look_at() -> None:
    """There the least change is below what counts as rounding."""
    for seed in SEEDS:
        [box] = [case.known for case in drawn(seed) if case.name == cases.SHARP]

        assert probed(box, inputs=1)[reach(box)].min() < 1e-4


def test_every_kind_of_box_is_drawn() -> None:
    """Norms before, after and none; rounding; rows that are never numbers; two blocks."""
    known = [case.known for case in drawn(0)]

    assert {block.norm for box in known for block in box.blocks} == {"before", "after", "none"}
    assert {len(box.blocks) for box in known} == {1, 2}
    assert {block.residual for box in known for block in box.blocks} == {True, False}
    assert any(box.rounds for box in known)
    assert any(not any(row) for box in known for row in box.blocks[0].mask)


def test_the_example_of_the_notebook_is_the_shown_case(boxes: ModuleType) -> None:
    """The checks speak of the box that the student sees."""
    [shown, *_] = boxes.examples()
    box = cases.shown_case().known
    x = torch.randn(5, 8)

    assert torch.equal(shown.layer(x), build_box(box.packed(), b"", "")(x))
    assert np.array_equal(shown.right.numpy(), reach(box))
