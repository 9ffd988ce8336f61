"""What goes wrong in sorting a BERT's parameters into blocks: which name belongs where."""

from collections.abc import Callable, Mapping
from typing import Any

from graders.shared.bert import bert_blocks
from nbverdict import Case
from nbverdict.authoring.mistake import Made, Mistake

Blocks = Mapping[str, float]
LARGE = "attention_and_feed_forward_are_right"
OTHERS = "the_other_blocks_are_right"
Config = Mapping[str, Any]


def _ways(**ways: Callable[[Config, Blocks], Blocks]) -> Callable[[Case, Blocks], Made]:
    return lambda case, right: {
        "" if name == "all" else name: way(case.known, right) for name, way in ways.items()
    }


def _moved(size: Callable[[Config], float], source: str, target: str) -> Callable[[Config, Blocks], Blocks]:
    """Return what counts a number of parameters in another block than their own."""

    def moved(config: Config, right: Blocks) -> Blocks:
        more = size(config)
        return {**right, source: right[source] - more, target: right[target] + more}

    return moved


def _norms(config: Config) -> float:
    """Return the parameters of one layer norm in each layer."""
    return float(2 * config["hidden_size"] * config["num_hidden_layers"])


def _one_norm(config: Config) -> float:
    return float(2 * config["hidden_size"])


def _output(config: Config) -> float:
    """Return the parameters of attention's output projection in each layer."""
    hidden = config["hidden_size"]
    return float((hidden * hidden + hidden) * config["num_hidden_layers"])


def _second_projection(config: Config) -> float:
    """Return the parameters of the feed-forward block's second projection in each layer."""
    hidden = config["hidden_size"]
    return float((config["intermediate_size"] * hidden + hidden) * config["num_hidden_layers"])


def _both_norms(config: Config, right: Blocks) -> Blocks:
    moved = _moved(_norms, "layer norms", "feed-forward")(config, right)
    return _moved(_norms, "layer norms", "attention")(config, moved)


def _one_layer(config: Config, right: Blocks) -> Blocks:
    in_layers = ("attention", "feed-forward", "layer norms")
    return {
        block: size / config["num_hidden_layers"] if block in in_layers else size
        for block, size in right.items()
    }


def _without_biases(config: Config, right: Blocks) -> Blocks:
    hidden, inner, layers = (
        config[name] for name in ("hidden_size", "intermediate_size", "num_hidden_layers")
    )
    biases = {"attention": layers * 4 * hidden, "feed-forward": layers * (hidden + inner), "pooler": hidden}
    return {block: size - biases.get(block, 0) for block, size in right.items()}


def _matrices_alone(config: Config, right: Blocks) -> Blocks:
    """Return the counts without the shifts of layer norms too: of what is called `weight`."""
    hidden, layers = config["hidden_size"], config["num_hidden_layers"]
    shifts = {"embeddings": hidden, "layer norms": 2 * layers * hidden}
    return {block: size - shifts.get(block, 0) for block, size in _without_biases(config, right).items()}


def _divided(by: float) -> Callable[[Config, Blocks], Blocks]:
    return lambda _config, right: {block: size / by for block, size in right.items()}


def _pooler_in(block: str) -> Callable[[Config, Blocks], Blocks]:
    return lambda _config, right: {**right, block: right[block] + right["pooler"], "pooler": 0}


def _two_types(config: Config, _right: Blocks) -> Blocks:
    return bert_blocks({**config, "type_vocab_size": 2})


MISTAKES = (
    Mistake(
        "norms_counted_as_attention",
        "norms",
        (OTHERS, LARGE),
        "The layer norm behind attention is counted as attention: its name begins with `attention`. Look for "
        "`LayerNorm` first.",
        _ways(all=_moved(_norms, "layer norms", "attention")),
    ),
    Mistake(
        "norms_counted_as_feed_forward",
        "norms",
        (OTHERS, LARGE),
        "The layer norm behind the feed-forward block counts as feed-forward. Look for `LayerNorm` first.",
        _ways(all=_moved(_norms, "layer norms", "feed-forward")),
    ),
    Mistake(
        "norms_counted_with_their_blocks",
        "norms",
        (OTHERS, LARGE),
        "Each layer norm is counted with the block that it follows. They are asked for apart.",
        _ways(all=_both_norms),
    ),
    Mistake(
        "norm_of_the_embeddings_counted_as_norm",
        "embeddings",
        (OTHERS,),
        "The layer norm of the embeddings is counted among the layer norms. It belongs to the embeddings.",
        _ways(all=_moved(_one_norm, "embeddings", "layer norms")),
    ),
    Mistake(
        "two_kinds_of_segments_assumed",
        "embeddings",
        (OTHERS,),
        "The embeddings are counted with two kinds of segments. How many a model has is `type_vocab_size`.",
        _ways(all=_two_types),
    ),
    Mistake(
        "output_projection_counted_as_feed_forward",
        "attention",
        (LARGE,),
        "Attention's output projection is counted as feed-forward. `attention.output.dense` is the fourth "
        "projection of attention.",
        _ways(all=_moved(_output, "attention", "feed-forward")),
    ),
    Mistake(
        "second_projection_counted_as_attention",
        "feed-forward",
        (LARGE,),
        "The second projection of the feed-forward block is counted as attention. Its name is `output.dense` "
        "alone; that of attention's own is `attention.output.dense`.",
        _ways(all=_moved(_second_projection, "feed-forward", "attention")),
    ),
    Mistake(
        "output_projection_left_out",
        "attention",
        (LARGE,),
        "Attention's output projection is missing: after queries, keys and values it is the fourth.",
        _ways(
            all=lambda config, right: {**right, "attention": right["attention"] - _output(config)},
        ),
    ),
    Mistake(
        "pooler_counted_elsewhere",
        "pooler",
        (OTHERS, LARGE),
        "The pooler is counted in another block. It has its own.",
        _ways(attention=_pooler_in("attention"), feed_forward=_pooler_in("feed-forward")),
    ),
    Mistake(
        "counted_in_another_unit",
        "unit",
        (LARGE,),
        "The numbers are in another unit. The parameters themselves were asked for, one by one.",
        _ways(thousands=_divided(1e3), millions=_divided(1e6)),
    ),
    Mistake(
        "pooler_left_out",
        "pooler",
        (OTHERS,),
        "The pooler is counted as nothing. It is one more projection, after the last layer.",
        _ways(all=lambda _config, right: {**right, "pooler": 0}),
    ),
    Mistake(
        "one_layer_for_all",
        "layers",
        (LARGE,),
        "The blocks of one layer are counted. A model has `num_hidden_layers` of them.",
        _ways(all=_one_layer),
    ),
    Mistake(
        "biases_left_out",
        "biases",
        (LARGE,),
        "The biases are not counted. Every projection has one.",
        _ways(of_projections=_without_biases, of_everything=_matrices_alone),
    ),
)
