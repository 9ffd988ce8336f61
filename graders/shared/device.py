"""Where the reference computes: one choice, made in course_config.py."""

from pathlib import Path

from nbverdict.errors import OperatorError

DEVICES = ("auto", "cpu", "cuda")


# one of these is there where torch may find a GPU: NVIDIA's, that of Windows below Linux, AMD's
DRIVERS = ("/dev/nvidiactl", "/dev/dxg", "/dev/kfd")


def choose_device(wanted: str) -> str:
    """Return `cpu` or `cuda` for `auto`, `cpu` or `cuda`; torch is asked only where there may be a GPU.

    Raises:
        OperatorError: `cuda` is asked for and this machine has none.
    """
    available = wanted != "cpu" and any(Path(driver).exists() for driver in DRIVERS) and _torch_finds_one()
    if wanted == "cuda" and not available:
        raise OperatorError(
            "the reference is to compute on `cuda`, and torch finds no GPU on this machine",
            hint="set c.Course.device = 'auto' in course_config.py",
        )
    return "cuda" if available else "cpu"


def _torch_finds_one() -> bool:
    import torch

    return bool(torch.cuda.is_available())
