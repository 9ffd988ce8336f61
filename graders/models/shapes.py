"""The tensors of models that hidden cases bring along, by name and shape, in the order of their checkpoints.

Building such a model to ask it takes a hundred times as long. A test compares them with transformers.
"""

from collections.abc import Iterator, Mapping
from typing import Any

Shape = tuple[int, ...]


def t5_shapes(config: Mapping[str, Any]) -> dict[str, Shape]:
    """Return the tensors of a `T5ForConditionalGeneration` with tied embeddings."""
    shapes: dict[str, Shape] = {"shared.weight": (config["vocab_size"], config["d_model"])}
    for stack, depth in (("encoder", config["num_layers"]), ("decoder", config["num_decoder_layers"])):
        for block in range(depth):
            shapes |= _t5_block(
                config, f"{stack}.block.{block}", decodes=stack == "decoder", first=block == 0
            )
        shapes[f"{stack}.final_layer_norm.weight"] = (config["d_model"],)
    return shapes


def _t5_block(config: Mapping[str, Any], prefix: str, *, decodes: bool, first: bool) -> dict[str, Shape]:
    width = config["d_model"]
    attentions = ["SelfAttention", *(["EncDecAttention"] if decodes else [])]
    shapes: dict[str, Shape] = {}
    for number, attention in enumerate(attentions):
        layer = f"{prefix}.layer.{number}"
        shapes |= _t5_attention(config, f"{layer}.{attention}", positions=first and number == 0)
        shapes[f"{layer}.layer_norm.weight"] = (width,)
    last = f"{prefix}.layer.{len(attentions)}"
    gated = config["feed_forward_proj"].startswith("gated")
    into = {f"{last}.DenseReluDense.{name}.weight": (config["d_ff"], width) for name in _into(gated=gated)}
    return shapes | {
        **into,
        f"{last}.DenseReluDense.wo.weight": (width, config["d_ff"]),
        f"{last}.layer_norm.weight": (width,),
    }


def _into(*, gated: bool) -> tuple[str, ...]:
    """Return the names of the matrices that lead into a feed-forward block."""
    return ("wi_0", "wi_1") if gated else ("wi",)


def _t5_attention(config: Mapping[str, Any], prefix: str, *, positions: bool) -> dict[str, Shape]:
    inner, width = config["num_heads"] * config["d_kv"], config["d_model"]
    shapes: dict[str, Shape] = {f"{prefix}.{name}.weight": (inner, width) for name in "qkv"}
    shapes[f"{prefix}.o.weight"] = (width, inner)
    if positions:
        buckets = config["relative_attention_num_buckets"]
        shapes[f"{prefix}.relative_attention_bias.weight"] = (buckets, config["num_heads"])
    return shapes


def bert_shapes(config: Mapping[str, Any]) -> dict[str, Shape]:
    """Return the tensors of a `BertModel`."""
    hidden, inner = config["hidden_size"], config["intermediate_size"]
    tables = {"word": "vocab_size", "position": "max_position_embeddings", "token_type": "type_vocab_size"}
    shapes: dict[str, Shape] = {
        f"embeddings.{table}_embeddings.weight": (config[rows], hidden) for table, rows in tables.items()
    }
    shapes |= _norm("embeddings.LayerNorm", hidden)
    for layer in range(config["num_hidden_layers"]):
        shapes |= dict(_bert_layer(f"encoder.layer.{layer}", hidden, inner))
    return shapes | _linear("pooler.dense", hidden, hidden)


def _bert_layer(prefix: str, hidden: int, inner: int) -> Iterator[tuple[str, Shape]]:
    for name in ("query", "key", "value"):
        yield from _linear(f"{prefix}.attention.self.{name}", hidden, hidden).items()
    yield from _linear(f"{prefix}.attention.output.dense", hidden, hidden).items()
    yield from _norm(f"{prefix}.attention.output.LayerNorm", hidden).items()
    yield from _linear(f"{prefix}.intermediate.dense", hidden, inner).items()
    yield from _linear(f"{prefix}.output.dense", inner, hidden).items()
    yield from _norm(f"{prefix}.output.LayerNorm", hidden).items()


def _linear(prefix: str, inputs: int, outputs: int) -> dict[str, Shape]:
    return {f"{prefix}.weight": (outputs, inputs), f"{prefix}.bias": (outputs,)}


def _norm(prefix: str, width: int) -> dict[str, Shape]:
    return {f"{prefix}.weight": (width,), f"{prefix}.bias": (width,)}
