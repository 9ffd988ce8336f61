"""Configurations as in `config.json`: one that is shown, and others that are drawn.

Norms, biases, routers and tables of relative positions make less than 0.2 % of each, everything that a slip
leaves out or counts twice more than 2 %.
"""

from typing import Any

import numpy as np

Config = dict[str, Any]
SHOWN: Config = {  # the small T5 1.1, https://huggingface.co/google/t5-v1_1-small, under another name
    "model_type": "ferry",
    "vocab_size": 32128,
    "d_model": 512,
    "d_kv": 64,
    "num_heads": 6,
    "num_layers": 8,
    "num_decoder_layers": 8,
    "d_ff": 1024,
    "feed_forward_proj": "gated-gelu",
    "relative_attention_num_buckets": 32,
    "tie_word_embeddings": False,
}


def quill(rng: np.random.Generator) -> Config:
    """Draw a GPT-2 with a long table of positions; its feed-forward width is given, or four times h."""
    heads, hidden = int(rng.integers(16, 25)), 0
    hidden = 64 * heads
    return {
        "model_type": "quill",
        "vocab_size": _hundreds(rng, 400, 600),
        "n_positions": 1024 * int(rng.integers(24, 33)),
        "n_embd": hidden,
        "n_layer": int(rng.integers(16, 29)),
        "n_head": heads,
        "n_inner": None if rng.integers(2) else int(rng.integers(5, 7)) * hidden,
        "tie_word_embeddings": True,
    }


def heron(rng: np.random.Generator) -> Config:
    """Draw a Llama whose heads together are wider than a token's vector, with an output of its own."""
    kv_heads = int(rng.integers(4, 9))
    size = int(rng.choice([96, 128]))
    heads = 4 * kv_heads
    return {
        "model_type": "heron",
        "vocab_size": _hundreds(rng, 1200, 1500),
        "hidden_size": heads * size * 3 // 4,
        "intermediate_size": heads * size * int(rng.integers(2, 4)),
        "num_hidden_layers": int(rng.integers(20, 33)),
        "num_attention_heads": heads,
        "num_key_value_heads": kv_heads,
        "head_dim": size,
        "tie_word_embeddings": False,
    }


def choir(rng: np.random.Generator) -> Config:
    """Draw a Mixtral, without `head_dim`: a head is h / heads long."""
    kv_heads = int(rng.integers(4, 9))
    heads, hidden = 4 * kv_heads, 512 * kv_heads
    return {
        "model_type": "choir",
        "vocab_size": _hundreds(rng, 1200, 1500),
        "hidden_size": hidden,
        "intermediate_size": hidden // 2 * int(rng.integers(2, 4)),
        "num_hidden_layers": int(rng.integers(20, 33)),
        "num_attention_heads": heads,
        "num_key_value_heads": kv_heads,
        "num_local_experts": int(rng.choice([6, 8, 10])),
        "num_experts_per_tok": int(rng.choice([2, 3])),
        "tie_word_embeddings": False,
    }


def old_ferry(rng: np.random.Generator) -> Config:
    """Draw a T5: two matrices in a feed-forward block, and the output is the embeddings."""
    return _ferry(rng) | {"feed_forward_proj": "relu", "tie_word_embeddings": True}


def new_ferry(rng: np.random.Generator) -> Config:
    """Draw a T5 1.1 with another gate than the example's: three matrices, and an output of its own."""
    return _ferry(rng) | {"feed_forward_proj": "gated-silu", "tie_word_embeddings": False}


def _ferry(rng: np.random.Generator) -> Config:
    heads, hidden = int(rng.integers(12, 21)), 128 * int(rng.integers(8, 13))
    layers = int(rng.integers(10, 17))
    return {
        "model_type": "ferry",
        "vocab_size": _hundreds(rng, 500, 900),
        "d_model": hidden,
        "d_kv": int(rng.choice([2, 3])) * (hidden // heads // 16 * 16 or 16),
        "num_heads": heads,
        "num_layers": layers,
        "num_decoder_layers": layers + int(rng.integers(3, 7)),
        "d_ff": 128 * int(rng.integers(20, 33)),
        "relative_attention_num_buckets": 32,
    }


def _hundreds(rng: np.random.Generator, low: int, high: int) -> int:
    return 100 * int(rng.integers(low, high)) + int(rng.integers(1, 100))
