"""Where honest computations run."""

import torch

from tools.calibrate.places import Place, all_places, precisions


def test_torch_has_its_threads_back() -> None:
    """A place changes their number only while it computes."""
    before = torch.get_num_threads()
    with Place("cpu", before + 1).computing():
        meanwhile = torch.get_num_threads()

    assert (meanwhile, torch.get_num_threads()) == (before + 1, before)


def test_a_gpu_is_a_place_where_there_is_one() -> None:
    """The CPU is two, with one thread and with two."""
    names = [place.name for place in all_places()]

    assert names == ["cpu, 1 thread", "cpu, 2 threads", *(["cuda"] if torch.cuda.is_available() else [])]


def test_four_precisions_are_tried() -> None:
    """By the names that torch gives them."""
    assert list(precisions()) == ["float64", "float32", "float16", "bfloat16"]
