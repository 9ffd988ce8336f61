"""Lesson, checkpoint 3: all parameters of a model, and the trainable ones."""

from typing import Any

import numpy as np

from graders.models.weights import draw_bert_config
from graders.shared.arguments import Model
from graders.shared.bert import bert_parts
from graders.shared.t5 import t5_size
from nbverdict import Answers, Case, Wrong, check
from nbverdict.compare.difference import Difference
from nbverdict.compare.numbers import EXACT, differs, short

CASES = 2  # raise it to draw other hidden cases
TINY = {
    "model_type": "bert",
    "vocab_size": 50,
    "hidden_size": 16,
    "num_hidden_layers": 2,
    "num_attention_heads": 2,
    "intermediate_size": 32,
    "max_position_embeddings": 20,
    "type_vocab_size": 2,
}
POOLER = "pooler.dense.weight"
Counts = tuple[int, int]


def shown_cases() -> list[Case]:
    """Return the tiny BERT of the notebook, its embeddings frozen."""
    return [_bert("shown", TINY, ("embeddings.",))]


def hidden_cases(rng: np.random.Generator) -> list[Case]:
    """Return a BERT with frozen layers, one with nothing frozen, and a T5, whose embeddings are tied.

    The first has one module whose weight is frozen and whose bias is not; the T5 lies on the meta device.
    """
    frozen = draw_bert_config(rng, vocabulary_size=int(rng.integers(60, 200)))
    layers = rng.choice(frozen["num_hidden_layers"], size=2, replace=False)
    names = ("embeddings.", *(f"encoder.layer.{index}." for index in layers))
    free = draw_bert_config(rng, vocabulary_size=int(rng.integers(60, 200)))
    return [_bert("hidden 1", frozen, (*names, POOLER)), _bert("hidden 2", free, ()), _t5("hidden 3", rng)]


def reference(case: Case, _device: str) -> Counts:
    """Return (total, trainable)."""
    counts: Counts = case.known
    return counts


@check()
def test_returns_two_numbers(evidence: Answers) -> None:
    """`count_parameters` returns two numbers"""
    if len(evidence.values) != 2:
        sentence = f"it returns {len(evidence.values)} values, not two"
        anywhere = "it does not return two values"
        raise Wrong(sentence, anywhere=anywhere, mistake="another_number_of_values")


@check(points=1, gate=True, requires="returns_two_numbers")
def test_counts_every_parameter_once(evidence: Answers, reference: Counts) -> None:
    """The first number counts every parameter once, tied and frozen ones too"""
    _expect(evidence, reference, 0, "the total")


@check(points=1, requires="returns_two_numbers")
def test_counts_the_trainable_ones(evidence: Answers, reference: Counts) -> None:
    """The second number counts those that are not frozen"""
    _expect(evidence, reference, 1, "the trainable ones")


def _expect(evidence: Answers, reference: Counts, place: int, what: str) -> None:
    got = evidence.values[place]
    if differs(reference[place], got, tol=EXACT):
        difference = Difference(what, "another number is right", short(got), str(reference[place]))
        raise Wrong(difference.for_student(), staff=(difference.for_staff(),))


def _bert(name: str, config: dict[str, Any], frozen: tuple[str, ...]) -> Case:
    parts = bert_parts(config)
    total = sum(parts.values())
    parts[POOLER] = config["hidden_size"] ** 2
    known = (total, total - sum(parts[prefix] for prefix in frozen))
    return Case(name, "count_parameters", (Model(config, frozen),), known=known)


def _t5(name: str, rng: np.random.Generator) -> Case:
    config: dict[str, Any] = {
        "model_type": "t5",
        "vocab_size": int(rng.integers(60, 200)),
        "d_model": 8 * int(rng.integers(3, 7)),
        "d_kv": int(rng.choice([6, 10, 12])),
        "num_heads": int(rng.integers(2, 6)),
        "d_ff": int(rng.integers(30, 90)),
        "num_layers": int(rng.integers(1, 4)),
        "num_decoder_layers": int(rng.integers(1, 4)),
        "relative_attention_num_buckets": 32,
        "feed_forward_proj": "relu",
    }
    total = t5_size(config).parameters
    embeddings = config["vocab_size"] * config["d_model"]
    return Case(
        name, "count_parameters", (Model(config, ("shared.",), meta=True),), known=(total, total - embeddings)
    )
