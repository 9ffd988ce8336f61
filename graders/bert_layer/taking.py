"""A known mistake of a layer is the right layer with one step changed."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from graders.bert_layer.reference import Layer
from nbverdict import Case
from nbverdict.authoring.mistake import Made, Mistake

PROJECTIONS = "projects_with_biases"
ONE_HEAD, HEADS = "one_head_collects", "heads_work_side_by_side"
FIRST_BLOCK, FEED_FORWARD = "adds_and_normalises", "feeds_forward"
WHOLE = "whole_layer_collects_nothing_from_padding"
Step = Callable[..., Any]


def taking(
    name: str,
    step: str,
    costs: str | tuple[str, ...],
    idea: str,
    *,
    padding_counts: bool = False,
    **ways: Any,
) -> Mistake:
    """Return the mistake of taking another function or value for one step, in each of these ways."""

    def made(_case: Case, layer: Layer) -> Made:
        return {
            way: replace(
                layer,
                steps=replace(layer.steps, **{step: other}),
                padding_counts=layer.padding_counts or padding_counts,
            )
            for way, other in ways.items()
        }

    return Mistake(name, step, (costs,) if isinstance(costs, str) else costs, idea, made)
