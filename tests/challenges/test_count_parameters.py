"""Counting parameters: honest variants keep every point, each mutant fails the check written for it."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.conftest import statuses

RIGHT = """
def count_parameters(model):
    total = sum(p.numel() for p in model.parameters())
    trainable = sum(p.numel() for p in model.parameters() if p.requires_grad)
    return total, trainable
"""
HONEST = {
    "numel": RIGHT,
    "num_parameters": "def count_parameters(m):\n    return m.num_parameters(), m.num_parameters(only_trainable=True)\n",
    "a_list": RIGHT.replace("total, trainable\n", "[total, trainable]\n"),
    "a_tensor": RIGHT.replace("return total, trainable", "return torch.tensor([total, trainable])"),
    "shapes": RIGHT.replace("p.numel()", "math.prod(p.shape)").replace("\ndef", "\nimport math\ndef", 1),
    "state_dict_each_once": """
def count_parameters(model):
    once = {id(t): t for t in model.state_dict(keep_vars=True).values()}.values()
    return sum(t.numel() for t in once), sum(t.numel() for t in once if t.requires_grad)
""",
}
TOTAL, TRAINABLE = "counts_every_parameter_once", "counts_the_trainable_ones"
MUTANTS = {
    "tied_twice": (
        RIGHT.replace("p in model.parameters())\n    t", "p in model.state_dict().values())\n    t"),
        TOTAL,
    ),
    "tensors_not_numbers": (RIGHT.replace("p.numel()", "1"), TOTAL),
    "weights_only": (RIGHT.replace("p.numel() for p", "p.numel() * (p.ndim > 1) for p"), TOTAL),
    "in_millions": (RIGHT.replace("return total, trainable", "return total / 1e6, trainable / 1e6"), TOTAL),
    "trainable_twice": (RIGHT.replace("return total, trainable", "return trainable, trainable"), TOTAL),
    "frozen_ignored": (RIGHT.replace("return total, trainable", "return total, total"), TRAINABLE),
    "swapped": (RIGHT.replace("return total, trainable", "return trainable, total"), TRAINABLE),
    "frozen_ones": (RIGHT.replace("return total, trainable", "return total, total - trainable"), TRAINABLE),
    "one_number": (RIGHT.replace("return total, trainable", "return [total]"), "returns_two_numbers"),
    "a_number": (RIGHT.replace("return total, trainable", "return total"), "returns_two_numbers"),
}
IMPOSTORS = {
    "the_example": "def count_parameters(model):\n    return 5904, 4720\n",
    "text": RIGHT.replace("return total, trainable", "return str(total), str(trainable)"),
    "nothing": "def count_parameters(model):\n    pass\n",
    "equal_to_everything": """
class Any:
    def __eq__(self, other): return True
def count_parameters(model):
    return Any(), Any()
""",
}


@pytest.mark.parametrize("code", HONEST.values(), ids=HONEST)
def test_honest_variants_get_all_points(code: str, assess: Callable[..., Any]) -> None:
    """What the task asks for is right however it was counted."""
    assert assess("count_parameters", code).earned == 2


@pytest.mark.parametrize(("code", "caught_by"), MUTANTS.values(), ids=MUTANTS)
def test_each_mutant_is_caught(code: str, caught_by: str, assess: Callable[..., Any]) -> None:
    """Each known mistake fails the check written for it."""
    assert statuses(assess("count_parameters", code))[caught_by] == "wrong"


@pytest.mark.parametrize("code", IMPOSTORS.values(), ids=IMPOSTORS)
def test_impostors_score_nothing(code: str, assess: Callable[..., Any]) -> None:
    """A constant, a text and an object that claims to be equal are worth nothing."""
    assert assess("count_parameters", code).earned == 0
