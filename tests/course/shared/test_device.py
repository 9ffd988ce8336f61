"""Where the reference computes."""

import pytest
import torch

from graders.shared.device import choose_device
from nbverdict.errors import OperatorError


def test_auto_takes_a_gpu_where_there_is_one() -> None:
    """`auto` never fails."""
    assert choose_device("auto") == ("cuda" if torch.cuda.is_available() else "cpu")


def test_cpu_is_the_cpu() -> None:
    """`cpu` is the CPU, GPU or not."""
    assert choose_device("cpu") == "cpu"


def test_cuda_without_a_gpu_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    """Asking for what is not there names the setting to change."""
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)

    with pytest.raises(OperatorError, match="no GPU") as caught:
        choose_device("cuda")
    assert "c.Course.device" in str(caught.value.hint)
