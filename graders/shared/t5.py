"""The size of a T5, counted matrix by matrix from its configuration.

Follows Raffel et al. (2020), section 2.1: no biases, one table of relative positions per stack, word
embeddings shared between encoder, decoder and output.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

BYTES = {"FP32": 4.0, "FP16": 2.0, "INT8": 1.0}


@dataclass(frozen=True)
class T5Size:
    """What the comparison table says of one model."""

    parameters: int
    encoder_layers: int
    decoder_layers: int
    hidden_size: int
    attention_heads: int
    bytes_each: Mapping[str, float] = field(default_factory=lambda: BYTES)  # what a parameter takes

    def bytes_at(self, precision: str) -> float:
        """Return the bytes that the parameters take at FP32, FP16 or INT8."""
        return self.parameters * self.bytes_each[precision]


def t5_size(config: Mapping[str, Any]) -> T5Size:
    """Return the size of the T5 that this configuration describes."""
    return T5Size(
        parameters=sum(t5_parts(config).values()),
        encoder_layers=config["num_layers"],
        decoder_layers=config["num_decoder_layers"],
        hidden_size=config["d_model"],
        attention_heads=config["num_heads"],
    )


def t5_parts(config: Mapping[str, Any]) -> dict[str, int]:
    """Return the parameters of the shared embeddings, the encoder and the decoder, each on its own."""
    width = config["d_model"]
    attention = 4 * width * config["num_heads"] * config["d_kv"]  # query, key, value, output
    matrices = 3 if config["feed_forward_proj"].startswith("gated") else 2
    feed_forward = matrices * width * config["d_ff"]
    ends = width + config["relative_attention_num_buckets"] * config["num_heads"]  # a norm, and positions
    return {
        "embeddings": config["vocab_size"] * width,
        "encoder": config["num_layers"] * (attention + feed_forward + 2 * width) + ends,
        "decoder": config["num_decoder_layers"] * (2 * attention + feed_forward + 3 * width) + ends,
    }
