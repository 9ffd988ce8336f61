# %% closed_form
def numbers(config):
    """Return all parameters, the active ones, and the numbers that the cache holds for one token."""
    kind, tied = config["model_type"], config["tie_word_embeddings"]
    if kind == "quill":
        h, layers = config["n_embd"], config["n_layer"]
        inner = config["n_inner"] or 4 * h
        ends = (config["vocab_size"] + config["n_positions"]) * h
        total = ends + layers * (4 * h * h + 2 * h * inner)
        return total, total, 2 * layers * h
    if kind == "ferry":
        h, wide = config["d_model"], config["num_heads"] * config["d_kv"]
        matrices = 3 if "gated" in config["feed_forward_proj"] else 2
        attention, feed_forward = 4 * h * wide, matrices * h * config["d_ff"]
        total = config["vocab_size"] * h * (1 if tied else 2)
        total += config["num_layers"] * (attention + feed_forward)
        total += config["num_decoder_layers"] * (2 * attention + feed_forward)
        return total, total, 2 * config["num_decoder_layers"] * wide
    h, layers, heads = config["hidden_size"], config["num_hidden_layers"], config["num_attention_heads"]
    d, kv_heads = config.get("head_dim") or h // heads, config["num_key_value_heads"]
    expert = 3 * h * config["intermediate_size"]
    rest = config["vocab_size"] * h * (1 if tied else 2) + layers * 2 * h * d * (heads + kv_heads)
    experts, used = config.get("num_local_experts", 1), config.get("num_experts_per_tok", 1)
    return rest + layers * experts * expert, rest + layers * used * expert, 2 * layers * kv_heads * d


def activations(config, read, written):
    if config["model_type"] == "ferry":
        h, heads = config["d_model"], config["num_heads"]
        stacks = [(config["num_layers"], read), (config["num_decoder_layers"], written)]
    elif config["model_type"] == "quill":
        h, heads, stacks = config["n_embd"], config["n_head"], [(config["n_layer"], read + written)]
    else:
        h, heads = config["hidden_size"], config["num_attention_heads"]
        stacks = [(config["num_hidden_layers"], read + written)]
    return sum(layers * n * (34 * h + 5 * heads * n) for layers, n in stacks)


def bill(config, batch, tokens, mode):
    read, written = tokens
    total, active, cached = numbers(config)
    if mode == "inference":
        weights, gradients, optimizer, kept = 2, 0, 0, 0
        cache = 2 * batch * cached * (read + written)
    else:
        weights, gradients, optimizer, cache = 6, 4, 8, 0
        kept = batch * activations(config, read, written)
    parts = {
        "weights": weights * total,
        "active_weights": weights * active,
        "kv_cache": cache,
        "gradients": gradients * total,
        "optimizer": optimizer * total,
        "activations": kept,
    }
    parts["total"] = sum(parts.values()) - parts["active_weights"]
    return {part: size / 1e6 for part, size in parts.items()}


def largest_batch(config, tokens, memory, mode):
    fixed = bill(config, 0, tokens, mode)["total"]
    each = bill(config, 1, tokens, mode)["total"] - fixed
    return max(0, int((memory * 1000 - fixed) // each))

# %% matrix_by_matrix
def shapes(config):
    """Yield the shape of every matrix, with the share of it that one token uses."""
    kind = config["model_type"]
    if kind == "quill":
        h, V, P, L = (config[key] for key in ("n_embd", "vocab_size", "n_positions", "n_layer"))
        f = config["n_inner"] or 4 * h
        matrices = [(V, h), (P, h), (h, 1), (h, 1)]
        matrices += [(h, 3 * h), (3 * h, 1), (h, h), (h, 1), (h, f), (f, 1), (f, h), (h, 1), (4, h)] * L
    elif kind == "ferry":
        h, V, H, d, f = (config[key] for key in ("d_model", "vocab_size", "num_heads", "d_kv", "d_ff"))
        block = [(h, H * d)] * 3 + [(H * d, h), (h, 1)]
        ff = [(h, f)] * (2 if config["feed_forward_proj"].startswith("gated") else 1) + [(f, h), (h, 1)]
        matrices = [(V, h)] * (1 if config["tie_word_embeddings"] else 2) + [(32, H), (h, 1)] * 2
        matrices += (block + ff) * config["num_layers"] + (2 * block + ff) * config["num_decoder_layers"]
    else:
        h, V, H, K, f, L = (config[key] for key in ("hidden_size", "vocab_size", "num_attention_heads",
                            "num_key_value_heads", "intermediate_size", "num_hidden_layers"))
        d = config["head_dim"] if config.get("head_dim") else h // H
        matrices = [(V, h)] * (1 if config["tie_word_embeddings"] else 2) + [(h, 1)]
        layer = [(h, H * d), (h, K * d), (h, K * d), (H * d, h), (h, 1), (h, 1)]
        E = config.get("num_local_experts", 0)
        layer += [(h, E)] if E else [(h, f), (h, f), (f, h)]
        matrices += layer * L
        if E:
            share = config["num_experts_per_tok"] / E
            yield from [((h, f), share), ((h, f), share), ((f, h), share)] * E * L
    yield from ((matrix, 1) for matrix in matrices)


def bill(config, batch, tokens, mode):
    read, written = tokens
    held = sum(a * b for (a, b), _ in shapes(config))
    used = sum(a * b * share for (a, b), share in shapes(config))
    kind, total = config["model_type"], read + written
    if kind == "ferry":
        L, h, H, K, d = config["num_decoder_layers"], config["d_model"], config["num_heads"], config["num_heads"], config["d_kv"]
        stacks = [(config["num_layers"], read), (L, written)]
    elif kind == "quill":
        L, h, H = config["n_layer"], config["n_embd"], config["n_head"]
        K, d, stacks = H, h // H, [(L, total)]
    else:
        L, h, H, K = (config[key] for key in ("num_hidden_layers", "hidden_size", "num_attention_heads", "num_key_value_heads"))
        d, stacks = config.get("head_dim") or h // H, [(L, total)]
    MB = 10**6
    row = dict.fromkeys(["weights", "active_weights", "kv_cache", "gradients", "optimizer", "activations"], 0)
    if mode == "training":
        row |= {"weights": 6 * held / MB, "active_weights": 6 * used / MB, "gradients": 4 * held / MB, "optimizer": 8 * held / MB}
        row["activations"] = batch * sum(l * (34 * h * n + 5 * H * n**2) for l, n in stacks) / MB
    else:
        row |= {"weights": 2 * held / MB, "active_weights": 2 * used / MB}
        row["kv_cache"] = batch * 2 * 2 * L * K * d * (written + read) / MB
    return row | {"total": sum(value for key, value in row.items() if key != "active_weights")}


def largest_batch(config, tokens, memory, mode):
    batch = 0
    while bill(config, batch + 1, tokens, mode)["total"] <= memory * 1e3:
        batch += 1
    return batch

# %% a_series
import pandas as pd


def numbers(config):
    """Return all parameters, the active ones, and the numbers that the cache holds for one token."""
    kind, tied = config["model_type"], config["tie_word_embeddings"]
    if kind == "quill":
        h, layers = config["n_embd"], config["n_layer"]
        inner = config["n_inner"] or 4 * h
        ends = (config["vocab_size"] + config["n_positions"]) * h
        total = ends + layers * (4 * h * h + 2 * h * inner)
        return total, total, 2 * layers * h
    if kind == "ferry":
        h, wide = config["d_model"], config["num_heads"] * config["d_kv"]
        matrices = 3 if "gated" in config["feed_forward_proj"] else 2
        attention, feed_forward = 4 * h * wide, matrices * h * config["d_ff"]
        total = config["vocab_size"] * h * (1 if tied else 2)
        total += config["num_layers"] * (attention + feed_forward)
        total += config["num_decoder_layers"] * (2 * attention + feed_forward)
        return total, total, 2 * config["num_decoder_layers"] * wide
    h, layers, heads = config["hidden_size"], config["num_hidden_layers"], config["num_attention_heads"]
    d, kv_heads = config.get("head_dim") or h // heads, config["num_key_value_heads"]
    expert = 3 * h * config["intermediate_size"]
    rest = config["vocab_size"] * h * (1 if tied else 2) + layers * 2 * h * d * (heads + kv_heads)
    experts, used = config.get("num_local_experts", 1), config.get("num_experts_per_tok", 1)
    return rest + layers * experts * expert, rest + layers * used * expert, 2 * layers * kv_heads * d


def activations(config, read, written):
    if config["model_type"] == "ferry":
        h, heads = config["d_model"], config["num_heads"]
        stacks = [(config["num_layers"], read), (config["num_decoder_layers"], written)]
    elif config["model_type"] == "quill":
        h, heads, stacks = config["n_embd"], config["n_head"], [(config["n_layer"], read + written)]
    else:
        h, heads = config["hidden_size"], config["num_attention_heads"]
        stacks = [(config["num_hidden_layers"], read + written)]
    return sum(layers * n * (34 * h + 5 * heads * n) for layers, n in stacks)


def bill(config, batch, tokens, mode):
    read, written = tokens
    total, active, cached = numbers(config)
    if mode == "inference":
        weights, gradients, optimizer, kept = 2, 0, 0, 0
        cache = 2 * batch * cached * (read + written)
    else:
        weights, gradients, optimizer, cache = 6, 4, 8, 0
        kept = batch * activations(config, read, written)
    parts = {
        "weights": weights * total,
        "active_weights": weights * active,
        "kv_cache": cache,
        "gradients": gradients * total,
        "optimizer": optimizer * total,
        "activations": kept,
    }
    parts["total"] = sum(parts.values()) - parts["active_weights"]
    return pd.Series(parts) / 1e6


def largest_batch(config, tokens, memory, mode):
    fixed = bill(config, 0, tokens, mode)["total"]
    each = bill(config, 1, tokens, mode)["total"] - fixed
    return max(0, int((memory * 1000 - fixed) // each))

# %% rounded
def numbers(config):
    """Return all parameters, the active ones, and the numbers that the cache holds for one token."""
    kind, tied = config["model_type"], config["tie_word_embeddings"]
    if kind == "quill":
        h, layers = config["n_embd"], config["n_layer"]
        inner = config["n_inner"] or 4 * h
        ends = (config["vocab_size"] + config["n_positions"]) * h
        total = ends + layers * (4 * h * h + 2 * h * inner)
        return total, total, 2 * layers * h
    if kind == "ferry":
        h, wide = config["d_model"], config["num_heads"] * config["d_kv"]
        matrices = 3 if "gated" in config["feed_forward_proj"] else 2
        attention, feed_forward = 4 * h * wide, matrices * h * config["d_ff"]
        total = config["vocab_size"] * h * (1 if tied else 2)
        total += config["num_layers"] * (attention + feed_forward)
        total += config["num_decoder_layers"] * (2 * attention + feed_forward)
        return total, total, 2 * config["num_decoder_layers"] * wide
    h, layers, heads = config["hidden_size"], config["num_hidden_layers"], config["num_attention_heads"]
    d, kv_heads = config.get("head_dim") or h // heads, config["num_key_value_heads"]
    expert = 3 * h * config["intermediate_size"]
    rest = config["vocab_size"] * h * (1 if tied else 2) + layers * 2 * h * d * (heads + kv_heads)
    experts, used = config.get("num_local_experts", 1), config.get("num_experts_per_tok", 1)
    return rest + layers * experts * expert, rest + layers * used * expert, 2 * layers * kv_heads * d


def activations(config, read, written):
    if config["model_type"] == "ferry":
        h, heads = config["d_model"], config["num_heads"]
        stacks = [(config["num_layers"], read), (config["num_decoder_layers"], written)]
    elif config["model_type"] == "quill":
        h, heads, stacks = config["n_embd"], config["n_head"], [(config["n_layer"], read + written)]
    else:
        h, heads = config["hidden_size"], config["num_attention_heads"]
        stacks = [(config["num_hidden_layers"], read + written)]
    return sum(layers * n * (34 * h + 5 * heads * n) for layers, n in stacks)


def bill(config, batch, tokens, mode):
    read, written = tokens
    total, active, cached = numbers(config)
    if mode == "inference":
        weights, gradients, optimizer, kept = 2, 0, 0, 0
        cache = 2 * batch * cached * (read + written)
    else:
        weights, gradients, optimizer, cache = 6, 4, 8, 0
        kept = batch * activations(config, read, written)
    parts = {
        "weights": weights * total,
        "active_weights": weights * active,
        "kv_cache": cache,
        "gradients": gradients * total,
        "optimizer": optimizer * total,
        "activations": kept,
    }
    parts["total"] = sum(parts.values()) - parts["active_weights"]
    return {part: round(size / 1e6, 1) for part, size in parts.items()}


def largest_batch(config, tokens, memory, mode):
    fixed = bill(config, 0, tokens, mode)["total"]
    each = bill(config, 1, tokens, mode)["total"] - fixed
    return max(0, int((memory * 1000 - fixed) // each))

# %% counted_on_meta
from transformers import (GPT2Config, GPT2Model, LlamaConfig, LlamaModel, MixtralConfig, MixtralModel,
                          T5Config, T5Model)
CLASSES = {"quill": (GPT2Config, GPT2Model), "heron": (LlamaConfig, LlamaModel),
           "ferry": (T5Config, T5Model), "choir": (MixtralConfig, MixtralModel)}

def built(config):
    one_layer = dict(config)
    kind = one_layer.pop("model_type")
    Config, Model = CLASSES[kind]
    def count(**layers):
        with torch.device("meta"):
            model = Model(Config(**one_layer | layers))
        output = 0 if config["tie_word_embeddings"] else model.get_input_embeddings().weight.numel()
        return sum(p.numel() for p in model.parameters()) + output
    if kind == "ferry":
        base = count(num_layers=1, num_decoder_layers=1)
        encoder = count(num_layers=2, num_decoder_layers=1) - base
        decoder = count(num_layers=1, num_decoder_layers=2) - base
        return base + (config["num_layers"] - 1) * encoder + (config["num_decoder_layers"] - 1) * decoder
    name = "n_layer" if kind == "quill" else "num_hidden_layers"
    base = count(**{name: 1})
    return base + (config[name] - 1) * (count(**{name: 2}) - base)

def numbers(config):
    """Return all parameters, the active ones, and the numbers that the cache holds for one token."""
    kind, tied = config["model_type"], config["tie_word_embeddings"]
    if kind == "quill":
        h, layers = config["n_embd"], config["n_layer"]
        inner = config["n_inner"] or 4 * h
        ends = (config["vocab_size"] + config["n_positions"]) * h
        total = ends + layers * (4 * h * h + 2 * h * inner)
        return total, total, 2 * layers * h
    if kind == "ferry":
        h, wide = config["d_model"], config["num_heads"] * config["d_kv"]
        matrices = 3 if "gated" in config["feed_forward_proj"] else 2
        attention, feed_forward = 4 * h * wide, matrices * h * config["d_ff"]
        total = config["vocab_size"] * h * (1 if tied else 2)
        total += config["num_layers"] * (attention + feed_forward)
        total += config["num_decoder_layers"] * (2 * attention + feed_forward)
        return total, total, 2 * config["num_decoder_layers"] * wide
    h, layers, heads = config["hidden_size"], config["num_hidden_layers"], config["num_attention_heads"]
    d, kv_heads = config.get("head_dim") or h // heads, config["num_key_value_heads"]
    expert = 3 * h * config["intermediate_size"]
    rest = config["vocab_size"] * h * (1 if tied else 2) + layers * 2 * h * d * (heads + kv_heads)
    experts, used = config.get("num_local_experts", 1), config.get("num_experts_per_tok", 1)
    return rest + layers * experts * expert, rest + layers * used * expert, 2 * layers * kv_heads * d


def activations(config, read, written):
    if config["model_type"] == "ferry":
        h, heads = config["d_model"], config["num_heads"]
        stacks = [(config["num_layers"], read), (config["num_decoder_layers"], written)]
    elif config["model_type"] == "quill":
        h, heads, stacks = config["n_embd"], config["n_head"], [(config["n_layer"], read + written)]
    else:
        h, heads = config["hidden_size"], config["num_attention_heads"]
        stacks = [(config["num_hidden_layers"], read + written)]
    return sum(layers * n * (34 * h + 5 * heads * n) for layers, n in stacks)


def bill(config, batch, tokens, mode):
    read, written = tokens
    total, active, cached = numbers(config)
    unused = total - active
    total = built(config)
    active = total - unused
    if mode == "inference":
        weights, gradients, optimizer, kept = 2, 0, 0, 0
        cache = 2 * batch * cached * (read + written)
    else:
        weights, gradients, optimizer, cache = 6, 4, 8, 0
        kept = batch * activations(config, read, written)
    parts = {
        "weights": weights * total,
        "active_weights": weights * active,
        "kv_cache": cache,
        "gradients": gradients * total,
        "optimizer": optimizer * total,
        "activations": kept,
    }
    parts["total"] = sum(parts.values()) - parts["active_weights"]
    return {part: size / 1e6 for part, size in parts.items()}


def largest_batch(config, tokens, memory, mode):
    fixed = bill(config, 0, tokens, mode)["total"]
    each = bill(config, 1, tokens, mode)["total"] - fixed
    return max(0, int((memory * 1000 - fixed) // each))

# %% returns_a_tensor_and_numpy_numbers
def numbers(config):
    """Return all parameters, the active ones, and the numbers that the cache holds for one token."""
    kind, tied = config["model_type"], config["tie_word_embeddings"]
    if kind == "quill":
        h, layers = config["n_embd"], config["n_layer"]
        inner = config["n_inner"] or 4 * h
        ends = (config["vocab_size"] + config["n_positions"]) * h
        total = ends + layers * (4 * h * h + 2 * h * inner)
        return total, total, 2 * layers * h
    if kind == "ferry":
        h, wide = config["d_model"], config["num_heads"] * config["d_kv"]
        matrices = 3 if "gated" in config["feed_forward_proj"] else 2
        attention, feed_forward = 4 * h * wide, matrices * h * config["d_ff"]
        total = config["vocab_size"] * h * (1 if tied else 2)
        total += config["num_layers"] * (attention + feed_forward)
        total += config["num_decoder_layers"] * (2 * attention + feed_forward)
        return total, total, 2 * config["num_decoder_layers"] * wide
    h, layers, heads = config["hidden_size"], config["num_hidden_layers"], config["num_attention_heads"]
    d, kv_heads = config.get("head_dim") or h // heads, config["num_key_value_heads"]
    expert = 3 * h * config["intermediate_size"]
    rest = config["vocab_size"] * h * (1 if tied else 2) + layers * 2 * h * d * (heads + kv_heads)
    experts, used = config.get("num_local_experts", 1), config.get("num_experts_per_tok", 1)
    return rest + layers * experts * expert, rest + layers * used * expert, 2 * layers * kv_heads * d


def activations(config, read, written):
    if config["model_type"] == "ferry":
        h, heads = config["d_model"], config["num_heads"]
        stacks = [(config["num_layers"], read), (config["num_decoder_layers"], written)]
    elif config["model_type"] == "quill":
        h, heads, stacks = config["n_embd"], config["n_head"], [(config["n_layer"], read + written)]
    else:
        h, heads = config["hidden_size"], config["num_attention_heads"]
        stacks = [(config["num_hidden_layers"], read + written)]
    return sum(layers * n * (34 * h + 5 * heads * n) for layers, n in stacks)


def bill(config, batch, tokens, mode):
    read, written = tokens
    total, active, cached = numbers(config)
    if mode == "inference":
        weights, gradients, optimizer, kept = 2, 0, 0, 0
        cache = 2 * batch * cached * (read + written)
    else:
        weights, gradients, optimizer, cache = 6, 4, 8, 0
        kept = batch * activations(config, read, written)
    parts = {
        "weights": weights * total,
        "active_weights": weights * active,
        "kv_cache": cache,
        "gradients": gradients * total,
        "optimizer": optimizer * total,
        "activations": kept,
    }
    parts["total"] = sum(parts.values()) - parts["active_weights"]
    return {part: torch.tensor(size / 1e6, dtype=torch.float64) for part, size in parts.items()}


def largest_batch(config, tokens, memory, mode):
    fixed, one = (float(bill(config, n, tokens, mode)["total"]) for n in (0, 1))
    each = one - fixed
    return max(0, int((memory * 1000 - fixed) // each))

# %% doubling_then_halving
def numbers(config):
    """Return all parameters, the active ones, and the numbers that the cache holds for one token."""
    kind, tied = config["model_type"], config["tie_word_embeddings"]
    if kind == "quill":
        h, layers = config["n_embd"], config["n_layer"]
        inner = config["n_inner"] or 4 * h
        ends = (config["vocab_size"] + config["n_positions"]) * h
        total = ends + layers * (4 * h * h + 2 * h * inner)
        return total, total, 2 * layers * h
    if kind == "ferry":
        h, wide = config["d_model"], config["num_heads"] * config["d_kv"]
        matrices = 3 if "gated" in config["feed_forward_proj"] else 2
        attention, feed_forward = 4 * h * wide, matrices * h * config["d_ff"]
        total = config["vocab_size"] * h * (1 if tied else 2)
        total += config["num_layers"] * (attention + feed_forward)
        total += config["num_decoder_layers"] * (2 * attention + feed_forward)
        return total, total, 2 * config["num_decoder_layers"] * wide
    h, layers, heads = config["hidden_size"], config["num_hidden_layers"], config["num_attention_heads"]
    d, kv_heads = config.get("head_dim") or h // heads, config["num_key_value_heads"]
    expert = 3 * h * config["intermediate_size"]
    rest = config["vocab_size"] * h * (1 if tied else 2) + layers * 2 * h * d * (heads + kv_heads)
    experts, used = config.get("num_local_experts", 1), config.get("num_experts_per_tok", 1)
    return rest + layers * experts * expert, rest + layers * used * expert, 2 * layers * kv_heads * d


def activations(config, read, written):
    if config["model_type"] == "ferry":
        h, heads = config["d_model"], config["num_heads"]
        stacks = [(config["num_layers"], read), (config["num_decoder_layers"], written)]
    elif config["model_type"] == "quill":
        h, heads, stacks = config["n_embd"], config["n_head"], [(config["n_layer"], read + written)]
    else:
        h, heads = config["hidden_size"], config["num_attention_heads"]
        stacks = [(config["num_hidden_layers"], read + written)]
    return sum(layers * n * (34 * h + 5 * heads * n) for layers, n in stacks)


def bill(config, batch, tokens, mode):
    read, written = tokens
    total, active, cached = numbers(config)
    if mode == "inference":
        weights, gradients, optimizer, kept = 2, 0, 0, 0
        cache = 2 * batch * cached * (read + written)
    else:
        weights, gradients, optimizer, cache = 6, 4, 8, 0
        kept = batch * activations(config, read, written)
    parts = {
        "weights": weights * total,
        "active_weights": weights * active,
        "kv_cache": cache,
        "gradients": gradients * total,
        "optimizer": optimizer * total,
        "activations": kept,
    }
    parts["total"] = sum(parts.values()) - parts["active_weights"]
    return {part: size / 1e6 for part, size in parts.items()}


def largest_batch(config, tokens, memory, mode):
    fixed = bill(config, 0, tokens, mode)["total"]
    each = bill(config, 1, tokens, mode)["total"] - fixed
    low, high = 0, 1
    room = memory * 1000
    while bill(config, high, tokens, mode)["total"] <= room:
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        if bill(config, middle, tokens, mode)["total"] <= room:
            low = middle
        else:
            high = middle
    return low
