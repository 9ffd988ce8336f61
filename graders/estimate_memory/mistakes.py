"""What goes wrong with the memory of a model: bytes a parameter, units, and what training holds."""

from collections.abc import Callable, Mapping, Sequence

from graders.estimate_memory.reference import INFERENCE, MEGABYTE, bytes_each
from nbverdict import Case
from nbverdict.authoring.mistake import Made, Mistake

Megabytes = Mapping[str, float]
INFERENCE_CHECK = "inference_holds_the_weights"
FP32_CHECK = "training_holds_four_times_the_weights"
MIXED_CHECK = "mixed_precision_keeps_a_master_copy"
ALL = (INFERENCE_CHECK, FP32_CHECK, MIXED_CHECK)
TRAINING = (FP32_CHECK, MIXED_CHECK)
Bytes = tuple[float, float, float]  # of weights, gradients and optimizer, for each parameter


def _table(change: Callable[[Bytes, str, bool], Sequence[float]]) -> Callable[[Case, Megabytes], Made]:
    """Return what takes other bytes for each part: `change(right, precision, training)`."""

    def made(case: Case, right: Megabytes) -> Made:
        parameters, precision, training = case.known
        each = change(bytes_each(precision, training=training), precision, training)
        sizes = [size * parameters / MEGABYTE for size in (*each, sum(each))]
        return {"": dict(zip(right, sizes, strict=True))}

    return made


def _half(precision: str, *, training: bool) -> bool:
    return precision == "fp16" and not training


def _mixed(right: Bytes, other: Sequence[float], precision: str, *, training: bool) -> Sequence[float]:
    return other if training and precision == "fp16" else right


def _in_mixed(*ways: Sequence[float]) -> Callable[[Case, Megabytes], Made]:
    """Return what takes other bytes in mixed precision, in each of these ways."""

    def taking(way: Sequence[float], case: Case, right: Megabytes) -> Megabytes:
        changed = _table(lambda each, precision, training: _mixed(each, way, precision, training=training))
        return dict(changed(case, right)[""])

    def made(case: Case, right: Megabytes) -> Made:
        return {"/".join(f"{size:g}" for size in way): taking(way, case, right) for way in ways}

    return made


def _sizes(**factors: float) -> Callable[[Case, Megabytes], Made]:
    return lambda _case, right: {
        name: {part: size * factor for part, size in right.items()} for name, factor in factors.items()
    }


def _whole_millions(case: Case, right: Megabytes) -> Made:
    parameters = case.known[0]
    return {
        "": {part: size * (parameters // MEGABYTE) * MEGABYTE / parameters for part, size in right.items()}
    }


def _total_of(*parts: str) -> Callable[[Case, Megabytes], Megabytes]:
    return lambda _case, right: {**right, "total": sum(right[part] for part in parts)}


def _totals(case: Case, right: Megabytes) -> Made:
    parts = (("weights",), ("weights", "gradients"), ("weights", "optimizer"), ("gradients", "optimizer"))
    return {" and ".join(held): _total_of(*held)(case, right) for held in parts}


MISTAKES = (
    Mistake(
        "one_precision_for_all",
        "precision",
        (INFERENCE_CHECK,),
        "Weights take 4 bytes whatever the precision is. In inference fp16 takes 2 and int8 takes 1.",
        _table(lambda each, _precision, training: each if training else (INFERENCE["fp32"], 0, 0)),
        earns=False,
    ),
    Mistake(
        "master_copy_in_inference",
        "inference",
        (INFERENCE_CHECK,),
        "Inference in fp16 holds a master copy in fp32. That copy is for training's updates alone.",
        _table(
            lambda each, precision, training: (6, 0, 0) if (precision, training) == ("fp16", False) else each
        ),
    ),
    Mistake(
        "inference_trains",
        "inference",
        (INFERENCE_CHECK,),
        "Inference holds gradients or the optimizer's means. Nothing is updated in it: it holds the weights.",
        _table(lambda each, _precision, training: each if training else (each[0], 4, 8)),
    ),
    Mistake(
        "training_holds_no_more",
        "training",
        TRAINING,
        "Training is given what inference takes. It also holds a gradient for each parameter and the two "
        "means of the optimizer.",
        _table(lambda _each, precision, _training: (INFERENCE[precision], 0, 0)),
        earns=False,
    ),
    Mistake(
        "always_mixed_precision",
        "training",
        (FP32_CHECK,),
        "Training in fp32 is given the bytes of mixed precision. It keeps one copy of the weights: 4 bytes.",
        _table(lambda each, _precision, training: (6, 4, 8) if training else each),
    ),
    Mistake(
        "gradients_left_out",
        "training",
        TRAINING,
        "Training holds no gradients here. There is one for each parameter, 4 bytes.",
        _table(lambda each, _precision, training: (each[0], 0, each[2]) if training else each),
    ),
    Mistake(
        "one_mean_in_the_optimizer",
        "training",
        TRAINING,
        "The optimizer holds one number for each parameter. AdamW keeps two running means, 8 bytes.",
        _table(lambda each, _precision, training: (each[0], each[1], 4) if training else each),
    ),
    Mistake(
        "no_master_copy",
        "training",
        (MIXED_CHECK,),
        "Mixed precision has no master copy here. It keeps the weights in fp16 and in fp32: 6 bytes.",
        _in_mixed((2, 4, 8), (4, 4, 8)),
    ),
    Mistake(
        "everything_in_half_precision",
        "training",
        (MIXED_CHECK,),
        "Gradients or the optimizer's means are held in half precision here. Mixed precision keeps them in "
        "fp32, and a master copy of the weights.",
        _in_mixed((2, 2, 4), (2, 2, 8), (6, 2, 8), (6, 2, 4), (2, 2, 12)),
    ),
    Mistake(
        "master_copy_in_the_optimizer",
        "training",
        (MIXED_CHECK,),
        "The master copy is booked under the optimizer. It is a copy of the weights: 6, 4 and 8 bytes.",
        _in_mixed((2, 4, 12)),
    ),
    Mistake(
        "parts_missing_from_the_total",
        "total",
        TRAINING,
        "The total leaves a part out. It is the sum of weights, gradients and optimizer.",
        _totals,
    ),
    Mistake(
        "mebibytes_for_megabytes",
        "unit",
        ALL,
        "The sizes are 4.6 % too small: they are divided by 2^20. 1 MB is 10^6 bytes.",
        _sizes(small=1e6 / 2**20),
    ),
    Mistake(
        "another_power_of_a_thousand",
        "unit",
        ALL,
        "The sizes are off by a power of a thousand. They are asked for in MB, which is 10^6 bytes.",
        _sizes(thousandth=1e-3, thousand=1e3, million=1e6),
    ),
    Mistake(
        "bits_for_bytes",
        "unit",
        ALL,
        "The sizes count bits. A byte has 8.",
        _sizes(eight=8.0),
    ),
    Mistake(
        "whole_millions",
        "unit",
        ALL,
        "Parts of a million parameters are lost: `//` throws away what `/` keeps.",
        _whole_millions,
    ),
)
