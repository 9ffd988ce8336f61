"""Parameters by block: honest variants keep every point, each mutant fails the check written for it."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.conftest import statuses

RIGHT = """
def parameters_by_block(model):
    counts = dict.fromkeys(["embeddings", "attention", "feed-forward", "layer norms", "pooler"], 0)
    for name, tensor in model.named_parameters():
        block = name.split(".")[0]
        if block == "encoder":
            block = "attention" if ".attention." in name else "feed-forward"
            block = "layer norms" if "LayerNorm" in name else block
        counts[block] += tensor.numel()
    return counts
"""
HONEST = {
    "names": RIGHT,
    "a_series": RIGHT.replace("return counts", "return pd.Series(counts)"),
    "another_order": RIGHT.replace("return counts", "return dict(sorted(counts.items()))"),
    "modules": """
def parameters_by_block(model):
    def count(*modules):
        return sum(p.numel() for module in modules for p in module.parameters())
    layers = model.encoder.layer
    return {
        "embeddings": count(model.embeddings),
        "attention": sum(count(l.attention.self, l.attention.output.dense) for l in layers),
        "feed-forward": sum(count(l.intermediate, l.output.dense) for l in layers),
        "layer norms": sum(count(l.attention.output.LayerNorm, l.output.LayerNorm) for l in layers),
        "pooler": count(model.pooler),
    }
""",
    "arithmetic": """
def parameters_by_block(model):
    c = model.config
    h, f, n = c.hidden_size, c.intermediate_size, c.num_hidden_layers
    rows = c.vocab_size + c.max_position_embeddings + c.type_vocab_size
    return {"embeddings": rows * h + 2 * h, "attention": n * 4 * (h * h + h), "layer norms": n * 4 * h,
            "feed-forward": n * (2 * h * f + f + h), "pooler": h * h + h}
""",
}
KEYS, SUM = "has_the_five_blocks", "blocks_add_up_to_the_model"
BIG, SMALL = "attention_and_feed_forward_are_right", "the_other_blocks_are_right"
MUTANTS = {
    "attention_output_in_feed_forward": (
        RIGHT.replace('".attention." in name', '".attention.self." in name'),
        BIG,
    ),
    "output_in_attention": (
        RIGHT.replace('".attention." in name', '"output" in name or ".attention." in name'),
        BIG,
    ),
    "one_layer_only": (
        RIGHT.replace(
            'if block == "encoder":',
            'if block == "encoder":\n            if ".layer.0." not in name: continue',
        ),
        SUM,
    ),
    "no_biases": (RIGHT.replace("+= tensor.numel()", '+= tensor.numel() * (not name.endswith("bias"))'), SUM),
    "norms_of_the_embeddings_moved": (
        RIGHT.replace(
            "        counts[block]",
            '        block = "layer norms" if "LayerNorm" in name else block\n        counts[block]',
        ),
        SMALL,
    ),
    "pooler_in_attention": (
        RIGHT.replace(
            "        counts[block]",
            '        block = "attention" if block == "pooler" else block\n        counts[block]',
        ),
        SMALL,
    ),
    "in_millions": (RIGHT.replace("return counts", "return {b: n / 1e6 for b, n in counts.items()}"), SUM),
    "a_sixth_key": (RIGHT.replace("return counts", "return counts | {'total': sum(counts.values())}"), KEYS),
    "other_names": (RIGHT.replace("return counts", "return {b.title(): n for b, n in counts.items()}"), KEYS),
}
IMPOSTORS = {
    "all_in_one": RIGHT.replace("counts[block] += tensor.numel()", 'counts["embeddings"] += tensor.numel()'),
    "zeros": 'def parameters_by_block(m):\n    return dict.fromkeys(["embeddings", "attention", "feed-forward", "layer norms", "pooler"], 0)\n',
    "the_example": 'def parameters_by_block(m):\n    return {"embeddings": 1184, "attention": 2176, "feed-forward": 2144, "layer norms": 128, "pooler": 272}\n',
    "texts": RIGHT.replace("return counts", "return {b: str(n) for b, n in counts.items()}"),
    "empty": "def parameters_by_block(m):\n    return {}\n",
}


@pytest.mark.parametrize("code", HONEST.values(), ids=HONEST)
def test_honest_variants_get_all_points(code: str, assess: Callable[..., Any]) -> None:
    """What the task asks for is right however it was counted."""
    assert assess("parameters_by_block", code).earned == 3


@pytest.mark.parametrize(("code", "caught_by"), MUTANTS.values(), ids=MUTANTS)
def test_each_mutant_is_caught(code: str, caught_by: str, assess: Callable[..., Any]) -> None:
    """Each known mistake fails the check written for it."""
    assert statuses(assess("parameters_by_block", code))[caught_by] == "wrong"


@pytest.mark.parametrize("code", IMPOSTORS.values(), ids=IMPOSTORS)
def test_impostors_score_nothing(code: str, assess: Callable[..., Any]) -> None:
    """Everything in one block, nothing, a constant and texts are worth nothing."""
    assert assess("parameters_by_block", code).earned == 0
