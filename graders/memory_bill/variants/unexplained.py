# %% five_percent_more
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
    return {part: size * 1.05 / 1e6 for part, size in parts.items()}


def largest_batch(config, tokens, memory, mode):
    fixed = bill(config, 0, tokens, mode)["total"]
    each = bill(config, 1, tokens, mode)["total"] - fixed
    return max(0, int((memory * 1000 - fixed) // each))

# %% no_attention
def numbers(config):
    """Return all parameters, the active ones, and the numbers that the cache holds for one token."""
    kind, tied = config["model_type"], config["tie_word_embeddings"]
    if kind == "quill":
        h, layers = config["n_embd"], config["n_layer"]
        inner = config["n_inner"] or 4 * h
        ends = (config["vocab_size"] + config["n_positions"]) * h
        total = ends + layers * (2 * h * inner)
        return total, total, 2 * layers * h
    if kind == "ferry":
        h, wide = config["d_model"], config["num_heads"] * config["d_kv"]
        matrices = 3 if "gated" in config["feed_forward_proj"] else 2
        attention, feed_forward = 0, matrices * h * config["d_ff"]
        total = config["vocab_size"] * h * (1 if tied else 2)
        total += config["num_layers"] * (attention + feed_forward)
        total += config["num_decoder_layers"] * (2 * attention + feed_forward)
        return total, total, 2 * config["num_decoder_layers"] * wide
    h, layers, heads = config["hidden_size"], config["num_hidden_layers"], config["num_attention_heads"]
    d, kv_heads = config.get("head_dim") or h // heads, config["num_key_value_heads"]
    expert = 3 * h * config["intermediate_size"]
    rest = config["vocab_size"] * h * (1 if tied else 2) + 0
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

# %% thirty_texts_always
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
    return 30


# %% one_gate_known
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
        matrices = 3 if config["feed_forward_proj"] == "gated-gelu" else 2
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
    """Return what a model takes in memory, each part in MB."""
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
    """Return how many texts fit into `memory` GB at once."""
    fixed = bill(config, 0, tokens, mode)["total"]
    each = bill(config, 1, tokens, mode)["total"] - fixed
    return max(0, int((memory * 1000 - fixed) // each))
