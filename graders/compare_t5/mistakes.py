"""What goes wrong in the T5 table: what is counted, in which unit, and which number describes what."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from graders.shared.t5 import BYTES, T5Size, t5_parts, t5_size
from nbverdict import Case
from nbverdict.authoring.mistake import Made, Mistake, as_it_is

Sizes = Mapping[str, T5Size]
Config = Mapping[str, Any]
COUNT = ("counts_the_parameters",)
SIZES = ("sizes_follow_from_the_precision",)
SHAPE = ("describes_the_shape",)


def _ways(**changes: Callable[[T5Size, Config], T5Size]) -> Callable[[Case, Sizes], Made]:
    """Return what changes every row, in each of these ways; `all` where there is one."""

    def made(case: Case, sizes: Sizes) -> Made:
        return {
            "" if name == "all" else name.replace("_", " "): {
                label: change(size, case.known[label]) for label, size in sizes.items()
            }
            for name, change in changes.items()
        }

    return made


def _counted(**counts: Callable[[Config], int]) -> Callable[[Case, Sizes], Made]:
    """Return what counts other parameters in every row, in each of these ways."""

    def counting(count: Callable[[Config], int]) -> Callable[[T5Size, Config], T5Size]:
        return lambda size, config: replace(size, parameters=count(config))

    return _ways(**{name: counting(count) for name, count in counts.items()})


def _again(times: int) -> Callable[[Config], int]:
    return lambda config: t5_size(config).parameters + times * t5_parts(config)["embeddings"]


def _parts(*names: str) -> Callable[[Config], int]:
    return lambda config: sum(t5_parts(config)[name] for name in names)


def _as_if(**other: Callable[[Config], int | str]) -> Callable[[Config], int]:
    """Return the count of a model whose configuration has other numbers."""
    return lambda config: (
        t5_size({**config, **{name: number(config) for name, number in other.items()}}).parameters
    )


def _bytes(**ways: Mapping[str, float]) -> Callable[[Case, Sizes], Made]:
    """Return what takes other bytes for a parameter, in each of these ways."""

    def taking(each: Mapping[str, float]) -> Callable[[T5Size, Config], T5Size]:
        return lambda size, _config: replace(size, bytes_each=each)

    return _ways(**{name: taking(each) for name, each in ways.items()})


def _times(**factors: float) -> Callable[[Case, Sizes], Made]:
    """Return what multiplies all sizes, or those of one precision, by each of these factors."""
    ways = {
        f"{name} in {which}": {one: size * (factor if one in which else 1) for one, size in BYTES.items()}
        for name, factor in factors.items()
        for which in (", ".join(BYTES), *BYTES)
    }
    return _bytes(**ways)


def _square_attention(config: Config) -> int:
    width, inner = config["d_model"], config["num_heads"] * config["d_kv"]
    attentions = config["num_layers"] + 2 * config["num_decoder_layers"]
    return t5_size(config).parameters + int(attentions * 4 * width * (width - inner))


def _encoder_depth(size: T5Size, _config: Config) -> T5Size:
    return replace(size, decoder_layers=size.encoder_layers)


def _whole_depth(size: T5Size, _config: Config) -> T5Size:
    depth = size.encoder_layers + size.decoder_layers
    return replace(size, encoder_layers=depth, decoder_layers=depth)


def _swapped(size: T5Size, _config: Config) -> T5Size:
    return replace(size, encoder_layers=size.decoder_layers, decoder_layers=size.encoder_layers)


def _first_row(sizes: Sizes) -> Sizes:
    return dict.fromkeys(sizes, next(iter(sizes.values())))


def _other_rows(sizes: Sizes) -> Sizes:
    return dict(zip(sizes, reversed(list(sizes.values())), strict=True))


MISTAKES = (
    Mistake(
        "tied_weights_counted_again",
        "count",
        COUNT,
        "The shared embedding is counted more than once. Encoder, decoder and output use one matrix under "
        "several names: `parameters()` gives it once, `state_dict()` and a sum over the parts do not.",
        _counted(once_more=_again(1), twice_more=_again(2), three_times_more=_again(3)),
    ),
    Mistake(
        "one_stack_only",
        "count",
        COUNT,
        "Only one of the two stacks is counted. A T5 has an encoder and a decoder: look at which model you "
        "count.",
        _counted(
            encoder=_parts("embeddings", "encoder"),
            decoder=_parts("embeddings", "decoder"),
            encoder_without_embeddings=_parts("encoder"),
            decoder_without_embeddings=_parts("decoder"),
        ),
    ),
    Mistake(
        "embeddings_left_out",
        "count",
        COUNT,
        "The embeddings are not counted. They are parameters like all others.",
        _counted(all=_parts("encoder", "decoder")),
    ),
    Mistake(
        "attention_as_wide_as_the_model",
        "count",
        COUNT,
        "The count takes attention to be as wide as the model. In T5 the inner width is heads times `d_kv`, "
        "which need not be `d_model`.",
        _counted(all=_square_attention),
    ),
    Mistake(
        "gate_left_out",
        "count",
        COUNT,
        "The count takes every feed-forward block to have two matrices. Where `feed_forward_proj` says that "
        "it is gated there are three.",
        _counted(all=_as_if(feed_forward_proj=lambda _config: "relu")),
    ),
    Mistake(
        "stacks_counted_as_equally_deep",
        "count",
        COUNT,
        "The count takes both stacks to be as deep as the encoder. `num_layers` is the encoder's depth, "
        "`num_decoder_layers` the decoder's.",
        _counted(all=_as_if(num_decoder_layers=lambda config: config["num_layers"])),
    ),
    Mistake(
        "decoder_depth_from_the_encoder",
        "depth",
        SHAPE,
        "The decoder is given the encoder's depth. `num_layers` belongs to the encoder; look for the "
        "decoder's own entry in the configuration.",
        _ways(all=_encoder_depth),
    ),
    Mistake(
        "depth_of_both_stacks",
        "depth",
        SHAPE,
        "The layers of both stacks are added up. Each column asks for one stack.",
        _ways(all=_whole_depth),
    ),
    Mistake(
        "stacks_mixed_up",
        "depth",
        SHAPE,
        "Encoder and decoder layers are in each other's column.",
        _ways(all=_swapped),
    ),
    Mistake(
        "inner_width_for_hidden_size",
        "width",
        SHAPE,
        "The hidden size is taken to be heads times `d_kv`. That is the inner width of attention; the "
        "model's own width is `d_model`.",
        _ways(all=lambda size, config: replace(size, hidden_size=config["num_heads"] * config["d_kv"])),
    ),
    Mistake(
        "another_width_for_hidden_size",
        "width",
        SHAPE,
        "The hidden size is another width: of the feed-forward block, `d_ff`, or of one head, `d_kv`. The "
        "model's own width is `d_model`.",
        _ways(
            feed_forward=lambda size, config: replace(size, hidden_size=config["d_ff"]),
            head=lambda size, config: replace(size, hidden_size=config["d_kv"]),
        ),
    ),
    Mistake(
        "heads_of_all_layers",
        "heads",
        SHAPE,
        "The heads of all layers are added up. The number of heads is that of one layer.",
        _ways(
            encoder=lambda size, _: replace(size, attention_heads=size.attention_heads * size.encoder_layers),
            both=lambda size, _: replace(
                size, attention_heads=size.attention_heads * (size.encoder_layers + size.decoder_layers)
            ),
        ),
    ),
    Mistake(
        "size_of_a_head",
        "heads",
        SHAPE,
        "The number of heads is the size of one head. Look at `num_heads`, not at `d_kv`.",
        _ways(all=lambda size, config: replace(size, attention_heads=config["d_kv"])),
    ),
    Mistake(
        "mebibytes_for_megabytes",
        "unit",
        SIZES,
        "The sizes are almost 5 % off: one side says MB and the other counts MiB. 1 MB is 10^6 bytes, "
        "1 MiB is 2^20: divide by what the label says.",
        _times(too_small=1e6 / 2**20, too_large=2**20 / 1e6),
    ),
    Mistake(
        "another_power_of_a_thousand",
        "unit",
        SIZES,
        "The sizes are off by a factor of about a thousand: label and numbers mean different units.",
        _times(thousandth=1e-3, thousand=1e3, gibibytes=1e6 / 2**30, kibibytes=1e6 / 2**10),
    ),
    Mistake(
        "bits_for_bytes",
        "unit",
        SIZES,
        "The sizes are eight times too large: they count bits. A byte has 8 bits, so FP32 takes 4 bytes.",
        _times(eight=8.0),
    ),
    Mistake(
        "bytes_of_one_precision",
        "precision",
        SIZES,
        "All three sizes take the same number of bytes for a parameter. FP32 takes 4, FP16 2 and INT8 1.",
        _bytes(**{f"as {name}": dict.fromkeys(BYTES, size) for name, size in BYTES.items()}),
    ),
    Mistake(
        "twice_the_bytes",
        "precision",
        SIZES,
        "The sizes take twice the bytes that a parameter has. FP32 takes 4, FP16 2 and INT8 1.",
        _times(two=2.0),
    ),
    Mistake(
        "one_model_in_every_row",
        "rows",
        COUNT,
        "Every row describes the first model. Look at what changes from one turn of your loop to the next.",
        as_it_is(_first_row),
        earns=False,
    ),
    Mistake(
        "rows_mixed_up",
        "rows",
        COUNT,
        "The rows describe the right models under each other's names. Take a name and its numbers from the "
        "same turn of the loop.",
        as_it_is(_other_rows),
    ),
)
