"""What goes wrong with a layer: its projections, its attention, what stands around it, and the answer."""

import numpy as np

from graders.bert_layer import mistakes_attention, mistakes_blocks
from graders.bert_layer import reference as right
from graders.bert_layer.reference import COLLECT, DOWN, KEY, QUERY, UP, VALUE, Tensors
from graders.bert_layer.taking import FEED_FORWARD, PROJECTIONS, WHOLE, Step, taking

ALL = (QUERY, KEY, VALUE, COLLECT, UP, DOWN)


def _without_biases(*names: str) -> Step:
    def linear(x: np.ndarray, tensors: Tensors, name: str) -> np.ndarray:
        product = right.linear(x, tensors, name)
        return product - tensors[f"{name}.bias"] if name in names else product

    return linear


def _turned(x: np.ndarray, tensors: Tensors, name: str) -> np.ndarray:
    """Multiply square matrices without their transpose."""
    if name in (UP, DOWN):
        return right.linear(x, tensors, name)
    turned: np.ndarray = np.matmul(x, tensors[f"{name}.weight"]) + tensors[f"{name}.bias"]
    return turned


MISTAKES = (
    taking(
        "biases_left_out",
        "linear",
        (PROJECTIONS, FEED_FORWARD),
        "Biases are left out. Each of the six projections has one: add it to the product.",
        everywhere=_without_biases(*ALL),
        in_attention=_without_biases(QUERY, KEY, VALUE, COLLECT),
        of_queries_keys_and_values=_without_biases(QUERY, KEY, VALUE),
        of_queries=_without_biases(QUERY),
        of_values=_without_biases(VALUE),
        of_the_output_projection=_without_biases(COLLECT),
        in_the_feed_forward_block=_without_biases(UP, DOWN),
        of_its_first_matrix=_without_biases(UP),
        of_its_second_matrix=_without_biases(DOWN),
    ),
    taking(
        "weights_not_transposed",
        "linear",
        PROJECTIONS,
        "The matrices of attention are multiplied as they are. PyTorch keeps a weight as (outputs, inputs), "
        "so a row is multiplied by its transpose; with a square matrix nothing raises.",
        all=_turned,
    ),
    *mistakes_attention.MISTAKES,
    *mistakes_blocks.MISTAKES,
    taking(
        "rounded_too_much",
        "decimals",
        WHOLE,
        "The answer is rounded to so few decimals that it is wrong. Do not round.",
        to_one=1,
        to_two=2,
        to_whole_numbers=0,
    ),
)
