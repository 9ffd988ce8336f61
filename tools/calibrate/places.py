"""Where honest computations run, and in which precision."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from graders.shared.device import choose_device

if TYPE_CHECKING:
    import torch

THREADS = (1, 2)
NO_GPU = "Nothing was measured on a GPU: torch finds none on this machine."


@dataclass(frozen=True)
class Place:
    """A device, and on the CPU a number of threads."""

    device: str
    threads: int = 0

    @property
    def name(self) -> str:
        """Return what rows call it."""
        return (
            f"{self.device}, {self.threads} thread{'s'[: self.threads - 1]}" if self.threads else self.device
        )

    @contextmanager
    def computing(self) -> Iterator[None]:
        """Let torch compute with so many threads, and afterwards with as many as before."""
        import torch

        before = torch.get_num_threads()
        torch.set_num_threads(self.threads or before)
        try:
            yield
        finally:
            torch.set_num_threads(before)


def all_places() -> tuple[Place, ...]:
    """Return the CPU with one thread and with two, and the GPU where there is one."""
    gpu = (Place("cuda"),) if choose_device("auto") == "cuda" else ()
    return (*(Place("cpu", threads) for threads in THREADS), *gpu)


def precisions() -> dict[str, "torch.dtype"]:
    """Return the floats that a student may compute in, by name."""
    import torch

    return {
        str(d).removeprefix("torch."): d
        for d in (torch.float64, torch.float32, torch.float16, torch.bfloat16)
    }
