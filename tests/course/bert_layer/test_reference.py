"""The layer by hand, against transformers' own, and how far slips lie from it."""

import importlib.util
import sys
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from graders.bert_layer import cases, checks
from graders.bert_layer.checks import CLOSE
from graders.bert_layer.mistakes import MISTAKES
from graders.bert_layer.reference import Layer
from graders.models.cache import PROJECT
from nbverdict import Case
from nbverdict.judging.verdict import CheckStatus
from tests.course.challenges.test_generated import rows_of, statuses
from tests.engine.compare import strategies as odd

pytestmark = pytest.mark.course
FLOAT32 = 1e-4  # what a float32 may be off, at most
SEEDS = range(3)


@pytest.fixture(scope="module")
def tools() -> Iterator[ModuleType]:
    """Return the module that lies beside the notebook."""
    path = PROJECT / "source" / "inside_the_layer" / "layer_tools.py"
    spec = importlib.util.spec_from_file_location("layer_tools", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    yield module
    sys.modules.pop("layer_tools", None)


def drawn(seed: int) -> list[Case]:
    """Return the example and hidden cases."""
    return [cases.shown_case(), *cases.hidden(np.random.default_rng(seed))]


def arguments(case: Case) -> dict[str, Any]:
    """Return what a student is given."""
    known = case.known
    tensors = {name: torch.tensor(array).float() for name, array in known.tensors.items()}
    x, mask = torch.tensor(known.x).float(), torch.tensor(known.mask)
    return {"x": x, "tensors": tensors, "heads": known.heads, "mask": mask, "eps": known.eps}


@pytest.mark.parametrize("seed", SEEDS)
def test_the_layer_by_hand_is_that_of_transformers(seed: int, tools: ModuleType) -> None:
    """On the example and on every hidden case, in float32."""
    for case in drawn(seed):
        theirs = tools.right_layer(**arguments(case)).numpy()
        off = np.abs(theirs - Layer(case.known).output)[case.known.mask]

        assert off.max() < FLOAT32 < CLOSE.absolute / 10, case.name


def test_the_example_of_the_notebook_is_the_shown_case(tools: ModuleType) -> None:
    """The checks speak of the numbers that the student sees."""
    shown = arguments(cases.shown_case())
    x, tensors, mask = tools.example_layer()

    assert torch.allclose(x, shown["x"])
    assert torch.equal(mask, shown["mask"])
    assert list(tensors) == list(shown["tensors"])
    assert all(torch.allclose(tensor, shown["tensors"][name]) for name, tensor in tensors.items())


def test_the_tensors_are_those_of_a_layer_of_transformers() -> None:
    """Their names and order are what `named_parameters()` gives."""
    from transformers import BertConfig
    from transformers.models.bert.modeling_bert import BertLayer

    config = BertConfig(hidden_size=12, num_attention_heads=3, intermediate_size=20)

    assert list(dict(BertLayer(config).named_parameters())) == list(cases.shown_case().known.tensors)


def distance(wrong: Layer, right: Layer) -> float:
    """Return by how much the rows of a wrong layer differ at most where they are judged."""
    with np.errstate(all="ignore"):
        off = np.abs(wrong.told(wrong.output) - right.output)[wrong.judged]
    return float(np.nan_to_num(off, nan=np.inf).max())


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda one: one.name)
def test_a_slip_is_far_from_right(mistake: Any) -> None:
    """On the whole layer or on the case of its part, each way of it is off by many tolerances."""
    for seed in SEEDS:
        right = {case.name: Layer(case.known) for case in drawn(seed)}
        made = {case.name: mistake.made(case, right[case.name]) for case in drawn(seed)}
        for way in made[cases.SHOWN]:
            farthest = max(distance(ways[way], right[name]) for name, ways in made.items())

            assert farthest > (2 if mistake.name == "rounded_too_much" else 5) * CLOSE.absolute, way


@odd.overflow_is_silent
@given(st.data())
@odd.THOUSAND
def test_no_answer_breaks_a_check(data: st.DataObject) -> None:
    """Numbers of any type, NaN and infinity among them, pass or are wrong."""
    case = data.draw(st.sampled_from(drawn(0)))
    right = checks.reference(case, "cpu")
    kind = data.draw(st.sampled_from(odd.KINDS))
    array = data.draw(arrays.arrays(kind, right.output.shape))

    assert statuses("bert_layer", case, right, rows_of(array)) <= {CheckStatus.PASSED, CheckStatus.WRONG}
