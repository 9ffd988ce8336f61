"""The size of a T5, counted matrix by matrix from its configuration.

Follows Raffel et al. (2020), section 2.1: no biases, one table of relative positions per stack, word
embeddings shared between encoder, decoder and output.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

BYTES = {"FP32": 4, "FP16": 2, "INT8": 1}


@dataclass(frozen=True)
class T5Size:
    """What the comparison table says of one model."""

    parameters: int
    encoder_layers: int
    decoder_layers: int
    hidden_size: int
    attention_heads: int

    def bytes_at(self, precision: str) -> int:
        """Return the bytes that the parameters take at FP32, FP16 or INT8."""
        return self.parameters * BYTES[precision]


def t5_size(config: Mapping[str, Any]) -> T5Size:
    """Return the size of the T5 that this configuration describes."""
    return T5Size(
        parameters=_count(config),
        encoder_layers=config["num_layers"],
        decoder_layers=config["num_decoder_layers"],
        hidden_size=config["d_model"],
        attention_heads=config["num_heads"],
    )


def _count(config: Mapping[str, Any]) -> int:
    width = config["d_model"]
    attention = 4 * width * config["num_heads"] * config["d_kv"]  # query, key, value, output
    matrices = 3 if config["feed_forward_proj"].startswith("gated") else 2
    feed_forward = matrices * width * config["d_ff"]
    norm = width
    encoder_layer = attention + feed_forward + 2 * norm
    decoder_layer = 2 * attention + feed_forward + 3 * norm
    positions = config["relative_attention_num_buckets"] * config["num_heads"]
    total: int = (
        config["vocab_size"] * width
        + config["num_layers"] * encoder_layer
        + config["num_decoder_layers"] * decoder_layer
        + 2 * (norm + positions)
    )
    return total
