"""A GPU behind the walls, where there is one and the course lets it through."""

import json

import pytest

from nbverdict.sandbox.inside.plan import LANDLOCK, NAMESPACES
from tests.engine.sandbox.behind import behind

torch = pytest.importorskip("torch")

SEES = """
import torch
tell({"there": torch.cuda.is_available(), "sum": float(torch.ones(3, device="cuda").sum())})
"""
LOOKS = "import os; tell([name for name in os.listdir('/dev') if name.startswith('nvidia')])"

pytestmark = pytest.mark.skipif(not torch.cuda.is_available(), reason="no GPU here")


@pytest.mark.parametrize("tier", [NAMESPACES, LANDLOCK])
def test_a_notebook_computes_on_the_gpu_that_a_course_lets_through(tier: str) -> None:
    """With `c.Sandbox.gpu`, as outside."""
    assert json.loads(behind(tier, SEES, gpu=True)) == {"there": True, "sum": 3.0}


def test_nobody_sees_a_gpu_that_is_not_let_through() -> None:
    """Without it there is no such device behind the walls."""
    assert json.loads(behind(NAMESPACES, LOOKS)) == []
