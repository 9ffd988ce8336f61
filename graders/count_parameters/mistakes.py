"""What goes wrong in counting parameters: tied ones, frozen ones, and what a parameter is."""

import math
from collections.abc import Callable, Mapping
from typing import Any

from graders.models.shapes import Shape, bert_shapes, t5_shapes
from graders.shared.arguments import Model
from graders.shared.bert import bert_parts
from nbverdict import Case
from nbverdict.authoring.mistake import Made, Mistake

Counts = tuple[int, int]  # total and trainable
TOTAL = ("counts_every_parameter_once", "counts_the_trainable_ones")
TRAINABLE = ("counts_the_trainable_ones",)
STORED_NAMES = 3  # under which a T5 without its head stores the shared embedding


def _ways(**ways: Callable[[Model, Counts], tuple[float, float]]) -> Callable[[Case, Counts], Made]:
    def made(case: Case, right: Counts) -> Made:
        (model,) = case.args
        assert isinstance(model, Model)
        return {"" if name == "all" else name: way(model, right) for name, way in ways.items()}

    return made


def _shapes(config: Mapping[str, Any]) -> Mapping[str, Shape]:
    return t5_shapes(config) if config["model_type"] == "t5" else bert_shapes(config)


def _tensors(model: Model, _right: Counts) -> tuple[float, float]:
    names = list(_shapes(model.config))
    return len(names), sum(not name.startswith(model.frozen) for name in names) if model.frozen else len(
        names
    )


def _matrices(model: Model, _right: Counts) -> tuple[float, float]:
    """Return the counts without biases and scales: of what has two dimensions alone."""
    sizes = {name: shape[0] * shape[1] for name, shape in _shapes(model.config).items() if len(shape) == 2}
    free = [size for name, size in sizes.items() if not name.startswith(tuple(model.frozen))]
    return sum(sizes.values()), sum(free)


def _embeddings(model: Model) -> int:
    config = model.config
    if config["model_type"] == "t5":
        return int(config["vocab_size"] * config["d_model"])
    return bert_parts(config)["embeddings."]


def _again(times: int, *, trainable: bool) -> Callable[[Model, Counts], tuple[float, float]]:
    """Return the counts with a T5's shared embedding `times` more; a BERT without its head ties nothing."""

    def counted(model: Model, right: Counts) -> tuple[float, float]:
        more = times * _embeddings(model) if model.config["model_type"] == "t5" else 0
        return right[0] + more, right[1] + (more if trainable else 0)

    return counted


def _frozen_together(part_of: Callable[[str], str], *, first: bool) -> Callable[[Model, Counts], Counts]:
    """Return what is trainable where a part is frozen as a whole: with its first tensor, or with any."""

    def counted(model: Model, right: Counts) -> Counts:
        parts: dict[str, list[tuple[bool, int]]] = {}
        for name, shape in _shapes(model.config).items():
            frozen = name.startswith(tuple(model.frozen))
            parts.setdefault(part_of(name), []).append((frozen, math.prod(shape)))
        free = [
            tensors
            for tensors in parts.values()
            if not (tensors[0][0] if first else any(frozen for frozen, _ in tensors))
        ]
        return right[0], sum(size for tensors in free for _, size in tensors)

    return counted


MISTAKES = (
    Mistake(
        "tied_weights_counted_again",
        "total",
        TOTAL,
        "Tied parameters are counted more than once: `state_dict()` lists a shared matrix under each of its "
        "names, `parameters()` lists it once.",
        _ways(
            twice=_again(STORED_NAMES - 1, trainable=False),
            once=_again(1, trainable=False),
            twice_and_trainable=_again(STORED_NAMES - 1, trainable=True),
            three_times=_again(STORED_NAMES, trainable=False),
        ),
    ),
    Mistake(
        "counted_in_another_unit",
        "unit",
        TOTAL,
        "The numbers are in another unit. The parameters themselves were asked for, one by one.",
        _ways(
            thousands=lambda _model, right: (right[0] / 1e3, right[1] / 1e3),
            millions=lambda _model, right: (right[0] / 1e6, right[1] / 1e6),
        ),
    ),
    Mistake(
        "trainable_for_total",
        "total",
        TOTAL,
        "The total leaves frozen parameters out. They are parameters too, only not trained.",
        _ways(all=lambda _model, right: (right[1], right[1])),
    ),
    Mistake(
        "tensors_for_parameters",
        "total",
        TOTAL,
        "The tensors are counted, not the numbers in them: ask each for `numel()`.",
        _ways(all=_tensors),
        earns=False,
    ),
    Mistake(
        "biases_left_out",
        "total",
        TOTAL,
        "Biases and the scales of layer norms are not counted. All tensors of a model are parameters.",
        _ways(all=_matrices),
    ),
    Mistake(
        "embeddings_left_out",
        "total",
        TOTAL,
        "The embeddings are not counted. They are parameters like all others.",
        _ways(all=lambda model, right: (right[0] - _embeddings(model), right[1])),
    ),
    Mistake(
        "the_other_way_round",
        "trainable",
        TOTAL,
        "The two numbers are in each other's place: the total comes first.",
        _ways(all=lambda _model, right: (right[1], right[0])),
    ),
    Mistake(
        "total_for_trainable",
        "trainable",
        TRAINABLE,
        "Frozen parameters are counted as trainable. Ask each tensor for `requires_grad`.",
        _ways(all=lambda _model, right: (right[0], right[0])),
    ),
    Mistake(
        "frozen_for_trainable",
        "trainable",
        TRAINABLE,
        "The second number counts the frozen parameters. Those that are not frozen were asked for.",
        _ways(all=lambda _model, right: (right[0], right[0] - right[1])),
    ),
    Mistake(
        "embeddings_taken_for_frozen",
        "trainable",
        TRAINABLE,
        "The embeddings are taken to be what is frozen, as in the example. Ask each tensor for "
        "`requires_grad`.",
        _ways(all=lambda model, right: (right[0], right[0] - _embeddings(model))),
    ),
    Mistake(
        "a_whole_part_taken_for_frozen",
        "trainable",
        TRAINABLE,
        "A part counts as frozen as a whole where one of its tensors is. Ask tensor by tensor.",
        _ways(
            stack=_frozen_together(lambda name: name.partition(".")[0], first=False),
            module_by_its_first_tensor=_frozen_together(lambda name: name.rpartition(".")[0], first=True),
            module=_frozen_together(lambda name: name.rpartition(".")[0], first=False),
        ),
    ),
)
