"""Where the reference computes: one choice, made in course_config.py."""

from typing import TYPE_CHECKING

from graders.errors import OperatorError

if TYPE_CHECKING:
    import torch

DEVICES = ("auto", "cpu", "cuda")


def choose_device(wanted: str) -> "torch.device":
    """Return the device for `auto`, `cpu` or `cuda`.

    Raises:
        OperatorError: `cuda` is asked for and this machine has none.
    """
    import torch

    available = torch.cuda.is_available()
    if wanted == "cuda" and not available:
        raise OperatorError(
            "the reference is to compute on `cuda`, and torch finds no GPU on this machine",
            hint="set c.Course.device = 'auto' in course_config.py",
        )
    return torch.device("cuda" if available and wanted != "cpu" else "cpu")
