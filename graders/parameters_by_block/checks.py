"""Lesson, checkpoint 4: the parameters of a BERT, block by block."""

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from graders.count_parameters.checks import TINY
from graders.models.weights import draw_bert_config
from graders.shared.arguments import Model
from graders.shared.bert import bert_blocks
from nbverdict import Answers, Case, Wrong, check
from nbverdict.compare.difference import Difference, Differences
from nbverdict.compare.numbers import EXACT, differs, short

CASES = 2  # raise it to draw other hidden cases
LARGE = ("attention", "feed-forward")
Blocks = Mapping[str, int]


def shown_cases() -> list[Case]:
    """Return the tiny BERT of the notebook."""
    return [_case("shown", TINY)]


def hidden_cases(rng: np.random.Generator) -> list[Case]:
    """Return two other BERTs; the second has layers of two digits, and more than two kinds of segments.

    The embeddings of the first are frozen: they count as well.
    """
    configs = [draw_bert_config(rng, vocabulary_size=int(rng.integers(60, 200))) for _ in range(2)]
    configs[1] |= {"num_hidden_layers": int(rng.integers(11, 14)), "type_vocab_size": int(rng.integers(3, 6))}
    return [_case("hidden 1", configs[0], frozen=("embeddings.",)), _case("hidden 2", configs[1])]


def reference(case: Case, _device: str) -> Blocks:
    """Return the parameters of each kind of block."""
    return bert_blocks(case.known)


@check()
def test_has_the_five_blocks(evidence: Answers, reference: Blocks) -> None:
    """`parameters_by_block` returns a dictionary with the five keys"""
    if set(evidence.record) != set(reference):
        sentence = f"the keys are not {', '.join(reference)}"
        raise Wrong(sentence, anywhere=sentence, mistake="other_keys")


@check(points=1, form=True, requires="has_the_five_blocks")
def test_blocks_add_up_to_the_model(evidence: Answers, reference: Blocks) -> None:
    """The blocks add up to the whole model: each parameter in exactly one of them"""
    held = list(evidence.record.values())
    numbers = [number for number in held if isinstance(number, int | float)]
    if len(numbers) != len(held) or differs(sum(reference.values()), sum(numbers), tol=EXACT):
        raise Wrong(
            f"the blocks do not add up to the model; yours give {sum(numbers)}",
            anywhere="the blocks do not add up to the model",
        )


@check(points=1, gate=True, requires="has_the_five_blocks")
def test_attention_and_feed_forward_are_right(evidence: Answers, reference: Blocks) -> None:
    """Attention has its four projections, the feed-forward block its two, over all layers"""
    _expect(evidence, reference, LARGE)


@check(points=1, requires="has_the_five_blocks")
def test_the_other_blocks_are_right(evidence: Answers, reference: Blocks) -> None:
    """Embeddings, layer norms and pooler hold what their names say"""
    _expect(evidence, reference, [block for block in reference if block not in LARGE])


def _expect(evidence: Answers, reference: Blocks, blocks: Iterable[str]) -> None:
    found = [
        Difference(
            f"`{block}`", "another number is right", short(evidence.record[block]), str(reference[block])
        )
        for block in blocks
        if differs(reference[block], evidence.record[block], tol=EXACT)
    ]
    Differences(tuple(found)).raise_if_any()


def _case(name: str, config: dict[str, Any], frozen: tuple[str, ...] = ()) -> Case:
    return Case(name, "parameters_by_block", (Model(config, frozen),), known=config)
