# %% two_matrices -> two_matrices_where_three_are
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
        matrices = 2
        attention, feed_forward = 4 * h * wide, matrices * h * config["d_ff"]
        total = config["vocab_size"] * h * (1 if tied else 2)
        total += config["num_layers"] * (attention + feed_forward)
        total += config["num_decoder_layers"] * (2 * attention + feed_forward)
        return total, total, 2 * config["num_decoder_layers"] * wide
    h, layers, heads = config["hidden_size"], config["num_hidden_layers"], config["num_attention_heads"]
    d, kv_heads = config.get("head_dim") or h // heads, config["num_key_value_heads"]
    expert = 2 * h * config["intermediate_size"]
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

# %% three_matrices -> three_matrices_where_two_are
def numbers(config):
    """Return all parameters, the active ones, and the numbers that the cache holds for one token."""
    kind, tied = config["model_type"], config["tie_word_embeddings"]
    if kind == "quill":
        h, layers = config["n_embd"], config["n_layer"]
        inner = config["n_inner"] or 4 * h
        ends = (config["vocab_size"] + config["n_positions"]) * h
        total = ends + layers * (4 * h * h + 3 * h * inner)
        return total, total, 2 * layers * h
    if kind == "ferry":
        h, wide = config["d_model"], config["num_heads"] * config["d_kv"]
        matrices = 3
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

# %% heads_in_the_cache -> heads_for_kv_heads
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
    return rest + layers * experts * expert, rest + layers * used * expert, 2 * layers * heads * d


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

# %% heads_everywhere -> heads_for_kv_heads
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
    d, kv_heads = config.get("head_dim") or h // heads, config["num_attention_heads"]
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

# %% four_square_projections -> heads_for_kv_heads
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
    rest = config["vocab_size"] * h * (1 if tied else 2) + layers * 4 * h * heads * d
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

# %% h_by_heads -> hidden_size_divided_by_heads
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
        h, wide = config["d_model"], config["d_model"] // config["num_heads"] * config["num_heads"]
        matrices = 3 if "gated" in config["feed_forward_proj"] else 2
        attention, feed_forward = 4 * h * wide, matrices * h * config["d_ff"]
        total = config["vocab_size"] * h * (1 if tied else 2)
        total += config["num_layers"] * (attention + feed_forward)
        total += config["num_decoder_layers"] * (2 * attention + feed_forward)
        return total, total, 2 * config["num_decoder_layers"] * wide
    h, layers, heads = config["hidden_size"], config["num_hidden_layers"], config["num_attention_heads"]
    d, kv_heads = h // heads, config["num_key_value_heads"]
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

# %% h_by_heads_in_the_cache -> hidden_size_divided_by_heads
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
        return total, total, 2 * config["num_decoder_layers"] * (h // config["num_heads"] * config["num_heads"])
    h, layers, heads = config["hidden_size"], config["num_hidden_layers"], config["num_attention_heads"]
    d, kv_heads = config.get("head_dim") or h // heads, config["num_key_value_heads"]
    expert = 3 * h * config["intermediate_size"]
    rest = config["vocab_size"] * h * (1 if tied else 2) + layers * 2 * h * d * (heads + kv_heads)
    experts, used = config.get("num_local_experts", 1), config.get("num_experts_per_tok", 1)
    return rest + layers * experts * expert, rest + layers * used * expert, 2 * layers * kv_heads * (h // heads)


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

# %% always_an_output -> tied_output_counted_twice
def numbers(config):
    """Return all parameters, the active ones, and the numbers that the cache holds for one token."""
    kind, tied = config["model_type"], config["tie_word_embeddings"]
    if kind == "quill":
        h, layers = config["n_embd"], config["n_layer"]
        inner = config["n_inner"] or 4 * h
        ends = (2 * config["vocab_size"] + config["n_positions"]) * h
        total = ends + layers * (4 * h * h + 2 * h * inner)
        return total, total, 2 * layers * h
    if kind == "ferry":
        h, wide = config["d_model"], config["num_heads"] * config["d_kv"]
        matrices = 3 if "gated" in config["feed_forward_proj"] else 2
        attention, feed_forward = 4 * h * wide, matrices * h * config["d_ff"]
        total = config["vocab_size"] * h * 2
        total += config["num_layers"] * (attention + feed_forward)
        total += config["num_decoder_layers"] * (2 * attention + feed_forward)
        return total, total, 2 * config["num_decoder_layers"] * wide
    h, layers, heads = config["hidden_size"], config["num_hidden_layers"], config["num_attention_heads"]
    d, kv_heads = config.get("head_dim") or h // heads, config["num_key_value_heads"]
    expert = 3 * h * config["intermediate_size"]
    rest = config["vocab_size"] * h * 2 + layers * 2 * h * d * (heads + kv_heads)
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

# %% never_an_output -> untied_output_left_out
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
        total = config["vocab_size"] * h
        total += config["num_layers"] * (attention + feed_forward)
        total += config["num_decoder_layers"] * (2 * attention + feed_forward)
        return total, total, 2 * config["num_decoder_layers"] * wide
    h, layers, heads = config["hidden_size"], config["num_hidden_layers"], config["num_attention_heads"]
    d, kv_heads = config.get("head_dim") or h // heads, config["num_key_value_heads"]
    expert = 3 * h * config["intermediate_size"]
    rest = config["vocab_size"] * h + layers * 2 * h * d * (heads + kv_heads)
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

# %% one_expert -> experts_counted_once
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
    experts, used = 1, config.get("num_experts_per_tok", 1)
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

# %% experts_forgotten -> experts_counted_once
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
    experts = used = 1
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

# %% active_is_all_there_is -> active_weights_for_all
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
    return rest + layers * used * expert, rest + layers * used * expert, 2 * layers * kv_heads * d


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

# %% all_are_active -> all_weights_active
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
    return rest + layers * experts * expert, rest + layers * experts * expert, 2 * layers * kv_heads * d


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

# %% active_feed_forward_only -> experts_alone_active
def numbers(config):
    """Return all parameters, the active ones, and the numbers that the cache holds for one token."""
    kind, tied = config["model_type"], config["tie_word_embeddings"]
    if kind == "quill":
        h, layers = config["n_embd"], config["n_layer"]
        inner = config["n_inner"] or 4 * h
        ends = (config["vocab_size"] + config["n_positions"]) * h
        total = ends + layers * (4 * h * h + 2 * h * inner)
        return total, layers * 2 * h * inner, 2 * layers * h
    if kind == "ferry":
        h, wide = config["d_model"], config["num_heads"] * config["d_kv"]
        matrices = 3 if "gated" in config["feed_forward_proj"] else 2
        attention, feed_forward = 4 * h * wide, matrices * h * config["d_ff"]
        total = config["vocab_size"] * h * (1 if tied else 2)
        total += config["num_layers"] * (attention + feed_forward)
        total += config["num_decoder_layers"] * (2 * attention + feed_forward)
        return total, (config["num_layers"] + config["num_decoder_layers"]) * feed_forward, 2 * config["num_decoder_layers"] * wide
    h, layers, heads = config["hidden_size"], config["num_hidden_layers"], config["num_attention_heads"]
    d, kv_heads = config.get("head_dim") or h // heads, config["num_key_value_heads"]
    expert = 3 * h * config["intermediate_size"]
    rest = config["vocab_size"] * h * (1 if tied else 2) + layers * 2 * h * d * (heads + kv_heads)
    experts, used = config.get("num_local_experts", 1), config.get("num_experts_per_tok", 1)
    return rest + layers * experts * expert, layers * used * expert, 2 * layers * kv_heads * d


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

# %% no_third_block -> no_cross_attention_weights
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
        total += config["num_decoder_layers"] * (attention + feed_forward)
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

# %% no_positions -> no_table_of_positions
def numbers(config):
    """Return all parameters, the active ones, and the numbers that the cache holds for one token."""
    kind, tied = config["model_type"], config["tie_word_embeddings"]
    if kind == "quill":
        h, layers = config["n_embd"], config["n_layer"]
        inner = config["n_inner"] or 4 * h
        ends = config["vocab_size"] * h
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

# %% layers_alone -> no_embeddings
def numbers(config):
    """Return all parameters, the active ones, and the numbers that the cache holds for one token."""
    kind, tied = config["model_type"], config["tie_word_embeddings"]
    if kind == "quill":
        h, layers = config["n_embd"], config["n_layer"]
        inner = config["n_inner"] or 4 * h
        ends = 0
        total = ends + layers * (4 * h * h + 2 * h * inner)
        return total, total, 2 * layers * h
    if kind == "ferry":
        h, wide = config["d_model"], config["num_heads"] * config["d_kv"]
        matrices = 3 if "gated" in config["feed_forward_proj"] else 2
        attention, feed_forward = 4 * h * wide, matrices * h * config["d_ff"]
        total = 0
        total += config["num_layers"] * (attention + feed_forward)
        total += config["num_decoder_layers"] * (2 * attention + feed_forward)
        return total, total, 2 * config["num_decoder_layers"] * wide
    h, layers, heads = config["hidden_size"], config["num_hidden_layers"], config["num_attention_heads"]
    d, kv_heads = config.get("head_dim") or h // heads, config["num_key_value_heads"]
    expert = 3 * h * config["intermediate_size"]
    rest = 0 + layers * 2 * h * d * (heads + kv_heads)
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

# %% no_cross_cache -> no_cross_cache
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
        seen = written if config["model_type"] == "ferry" else read + written
        cache = 2 * batch * cached * seen
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

# %% cross_grows -> cross_cache_grows_with_the_output
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
        seen = written + written if config["model_type"] == "ferry" else read + written
        cache = 2 * batch * cached * seen
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

# %% cross_sees_both -> cross_cache_grows_with_the_output
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
        seen = written + (read + written) if config["model_type"] == "ferry" else read + written
        cache = 2 * batch * cached * seen
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

# %% self_cache_holds_the_input -> encoder_tokens_in_the_self_cache
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
        seen = (read + written) + read if config["model_type"] == "ferry" else read + written
        cache = 2 * batch * cached * seen
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

# %% encoder_cached_too -> encoder_has_a_cache
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
        return total, total, 2 * (config["num_layers"] + config["num_decoder_layers"]) * wide
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

# %% one_layers_cache -> one_cache_for_all_layers
def numbers(config):
    """Return all parameters, the active ones, and the numbers that the cache holds for one token."""
    kind, tied = config["model_type"], config["tie_word_embeddings"]
    if kind == "quill":
        h, layers = config["n_embd"], config["n_layer"]
        inner = config["n_inner"] or 4 * h
        ends = (config["vocab_size"] + config["n_positions"]) * h
        total = ends + layers * (4 * h * h + 2 * h * inner)
        return total, total, 2 * h
    if kind == "ferry":
        h, wide = config["d_model"], config["num_heads"] * config["d_kv"]
        matrices = 3 if "gated" in config["feed_forward_proj"] else 2
        attention, feed_forward = 4 * h * wide, matrices * h * config["d_ff"]
        total = config["vocab_size"] * h * (1 if tied else 2)
        total += config["num_layers"] * (attention + feed_forward)
        total += config["num_decoder_layers"] * (2 * attention + feed_forward)
        return total, total, 2 * wide
    h, layers, heads = config["hidden_size"], config["num_hidden_layers"], config["num_attention_heads"]
    d, kv_heads = config.get("head_dim") or h // heads, config["num_key_value_heads"]
    expert = 3 * h * config["intermediate_size"]
    rest = config["vocab_size"] * h * (1 if tied else 2) + layers * 2 * h * d * (heads + kv_heads)
    experts, used = config.get("num_local_experts", 1), config.get("num_experts_per_tok", 1)
    return rest + layers * experts * expert, rest + layers * used * expert, 2 * kv_heads * d


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

# %% keys_alone -> keys_without_values
def numbers(config):
    """Return all parameters, the active ones, and the numbers that the cache holds for one token."""
    kind, tied = config["model_type"], config["tie_word_embeddings"]
    if kind == "quill":
        h, layers = config["n_embd"], config["n_layer"]
        inner = config["n_inner"] or 4 * h
        ends = (config["vocab_size"] + config["n_positions"]) * h
        total = ends + layers * (4 * h * h + 2 * h * inner)
        return total, total, layers * h
    if kind == "ferry":
        h, wide = config["d_model"], config["num_heads"] * config["d_kv"]
        matrices = 3 if "gated" in config["feed_forward_proj"] else 2
        attention, feed_forward = 4 * h * wide, matrices * h * config["d_ff"]
        total = config["vocab_size"] * h * (1 if tied else 2)
        total += config["num_layers"] * (attention + feed_forward)
        total += config["num_decoder_layers"] * (2 * attention + feed_forward)
        return total, total, config["num_decoder_layers"] * wide
    h, layers, heads = config["hidden_size"], config["num_hidden_layers"], config["num_attention_heads"]
    d, kv_heads = config.get("head_dim") or h // heads, config["num_key_value_heads"]
    expert = 3 * h * config["intermediate_size"]
    rest = config["vocab_size"] * h * (1 if tied else 2) + layers * 2 * h * d * (heads + kv_heads)
    experts, used = config.get("num_local_experts", 1), config.get("num_experts_per_tok", 1)
    return rest + layers * experts * expert, rest + layers * used * expert, layers * kv_heads * d


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

# %% fp32 -> four_bytes_in_inference
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
        weights, gradients, optimizer, kept = 4, 0, 0, 0
        cache = 4 * batch * cached * (read + written)
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

# %% fp32_cache -> four_bytes_in_inference
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
        cache = 4 * batch * cached * (read + written)
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

# %% one_text -> batch_left_out
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
        cache = 2 * cached * (read + written)
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

# %% cache_in_training -> training_keeps_a_cache
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
        weights, gradients, optimizer, cache = 6, 4, 8, 2 * batch * cached * (read + written)
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

# %% sixteen_bits -> no_master_copy
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
        weights, gradients, optimizer, cache = 2, 4, 8, 0
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

# %% sixteen_bytes -> gradients_in_16_bits
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
        weights, gradients, optimizer, cache = 6, 2, 8, 0
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

# %% one_mean -> one_mean_in_the_optimizer
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
        weights, gradients, optimizer, cache = 6, 4, 4, 0
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

# %% copy_in_the_optimizer -> master_copy_in_the_optimizer
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
        weights, gradients, optimizer, cache = 2, 4, 12, 0
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

# %% no_square -> attention_matrices_left_out
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
    return sum(layers * n * 34 * h for layers, n in stacks)


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

# %% one_layer_kept -> activations_of_one_layer
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
    return sum(n * (34 * h + 5 * heads * n) for layers, n in stacks)


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

# %% all_tokens_in_both -> both_stacks_read_everything
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
        stacks = [(config["num_layers"] + config["num_decoder_layers"], read + written)]
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

# %% everything_summed -> active_weights_in_the_total
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
    parts["total"] = sum(parts.values())
    return {part: size / 1e6 for part, size in parts.items()}


def largest_batch(config, tokens, memory, mode):
    fixed = bill(config, 0, tokens, mode)["total"]
    each = bill(config, 1, tokens, mode)["total"] - fixed
    return max(0, int((memory * 1000 - fixed) // each))

# %% active_in_the_total -> active_weights_in_the_total
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
    parts["total"] = sum(parts.values()) - parts["weights"]
    return {part: size / 1e6 for part, size in parts.items()}


def largest_batch(config, tokens, memory, mode):
    fixed = bill(config, 0, tokens, mode)["total"]
    each = bill(config, 1, tokens, mode)["total"] - fixed
    return max(0, int((memory * 1000 - fixed) // each))

# %% no_activations_in_the_total -> parts_missing_from_the_total
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
    parts["total"] = sum(parts.values()) - parts["active_weights"] - parts["activations"]
    return {part: size / 1e6 for part, size in parts.items()}


def largest_batch(config, tokens, memory, mode):
    fixed = bill(config, 0, tokens, mode)["total"]
    each = bill(config, 1, tokens, mode)["total"] - fixed
    return max(0, int((memory * 1000 - fixed) // each))

# %% no_cache_in_the_total -> parts_missing_from_the_total
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
    parts["total"] = sum(parts.values()) - parts["active_weights"] - parts["kv_cache"]
    return {part: size / 1e6 for part, size in parts.items()}


def largest_batch(config, tokens, memory, mode):
    fixed = bill(config, 0, tokens, mode)["total"]
    each = bill(config, 1, tokens, mode)["total"] - fixed
    if each <= 0:
        return 0
    return max(0, int((memory * 1000 - fixed) // each))

# %% mebibytes -> mebibytes_for_megabytes
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
    return {part: size / 2**20 for part, size in parts.items()}


def largest_batch(config, tokens, memory, mode):
    fixed = bill(config, 0, tokens, mode)["total"]
    each = bill(config, 1, tokens, mode)["total"] - fixed
    return max(0, int((memory * 1000 - fixed) // each))

# %% mebibytes_and_gibibytes -> mebibytes_for_megabytes
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
    return {part: size / 2**20 for part, size in parts.items()}


def largest_batch(config, tokens, memory, mode):
    fixed = bill(config, 0, tokens, mode)["total"]
    each = bill(config, 1, tokens, mode)["total"] - fixed
    return max(0, int((memory * 1024 - fixed) // each))

# %% gigabytes -> another_unit
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
    return {part: size / 1e9 for part, size in parts.items()}


def largest_batch(config, tokens, memory, mode):
    fixed = bill(config, 0, tokens, mode)["total"]
    each = bill(config, 1, tokens, mode)["total"] - fixed
    return max(0, int((memory - fixed) // each))

# %% bytes -> another_unit
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
    return {part: size for part, size in parts.items()}


def largest_batch(config, tokens, memory, mode):
    fixed = bill(config, 0, tokens, mode)["total"]
    each = bill(config, 1, tokens, mode)["total"] - fixed
    return max(0, int((memory * 10**9 - fixed) // each))

# %% device_in_gibibytes -> gibibytes_for_gigabytes
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
    return max(0, int((memory * 2**30 / 1e6 - fixed) // each))

# %% times_1024 -> gibibytes_for_gigabytes
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
    return max(0, int((memory * 1.048576 * 1000 - fixed) // each))

# %% no_room_for_weights -> weights_need_no_room
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
    return max(0, int((memory * 1000) // each))

# %% ceiling -> rounded_up
import math


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
    return max(0, math.ceil((memory * 1000 - fixed) / each))

# %% nearest -> rounded_up
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
    return max(0, round((memory * 1000 - fixed) / each))

# %% one_step_early -> one_batch_too_few
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
    batch = 0
    while bill(config, batch + 2, tokens, mode)["total"] <= memory * 1000:
        batch += 1
    return batch

# %% never_zero -> a_batch_below_zero
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
    return int((memory * 1000 - fixed) // each)

# %% head_dim_unread -> hidden_size_divided_by_heads
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
    d, kv_heads = h // heads, config["num_key_value_heads"]
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


# %% always_four_times_h -> width_always_four_times_h
def numbers(config):
    """Return all parameters, the active ones, and the numbers that the cache holds for one token."""
    kind, tied = config["model_type"], config["tie_word_embeddings"]
    if kind == "quill":
        h, layers = config["n_embd"], config["n_layer"]
        inner = 4 * h
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


# %% one_depth -> one_depth_for_both_stacks
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
        total += config["num_layers"] * (2 * attention + feed_forward)
        return total, total, 2 * config["num_layers"] * wide
    h, layers, heads = config["hidden_size"], config["num_hidden_layers"], config["num_attention_heads"]
    d, kv_heads = config.get("head_dim") or h // heads, config["num_key_value_heads"]
    expert = 3 * h * config["intermediate_size"]
    rest = config["vocab_size"] * h * (1 if tied else 2) + layers * 2 * h * d * (heads + kv_heads)
    experts, used = config.get("num_local_experts", 1), config.get("num_experts_per_tok", 1)
    return rest + layers * experts * expert, rest + layers * used * expert, 2 * layers * kv_heads * d


def activations(config, read, written):
    if config["model_type"] == "ferry":
        h, heads = config["d_model"], config["num_heads"]
        stacks = [(config["num_layers"], read), (config["num_layers"], written)]
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


# %% a_key_missing -> missing_keys
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
        "kv_cache": cache,
        "gradients": gradients * total,
        "optimizer": optimizer * total,
        "activations": kept,
    }
    parts["total"] = sum(parts.values())
    return {part: size / 1e6 for part, size in parts.items()}


def largest_batch(config, tokens, memory, mode):
    fixed = bill(config, 0, tokens, mode)["total"]
    each = bill(config, 1, tokens, mode)["total"] - fixed
    return max(0, int((memory * 1000 - fixed) // each))

# %% a_list -> another_type
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
    return [size / 1e6 for size in parts.values()]


def largest_batch(config, tokens, memory, mode):
    fixed = bill(config, 0, tokens, mode)[-1]
    each = bill(config, 1, tokens, mode)[-1] - fixed
    return max(0, int((memory * 1000 - fixed) // each))

# %% a_fraction
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
    return max(0, (memory * 1000 - fixed) / each)

# %% two_matrices_and_no_cross_cache -> two_matrices_where_three_are no_cross_cache
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
        matrices = 2
        attention, feed_forward = 4 * h * wide, matrices * h * config["d_ff"]
        total = config["vocab_size"] * h * (1 if tied else 2)
        total += config["num_layers"] * (attention + feed_forward)
        total += config["num_decoder_layers"] * (2 * attention + feed_forward)
        return total, total, 2 * config["num_decoder_layers"] * wide
    h, layers, heads = config["hidden_size"], config["num_hidden_layers"], config["num_attention_heads"]
    d, kv_heads = config.get("head_dim") or h // heads, config["num_key_value_heads"]
    expert = 2 * h * config["intermediate_size"]
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
        seen = written if config["model_type"] == "ferry" else read + written
        cache = 2 * batch * cached * seen
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

# %% heads_and_mebibytes -> heads_for_kv_heads mebibytes_for_megabytes
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
    return rest + layers * experts * expert, rest + layers * used * expert, 2 * layers * heads * d


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
    return {part: size / 2**20 for part, size in parts.items()}


def largest_batch(config, tokens, memory, mode):
    fixed = bill(config, 0, tokens, mode)["total"]
    each = bill(config, 1, tokens, mode)["total"] - fixed
    return max(0, int((memory * 1000 - fixed) // each))

# %% tied_and_rounded_up -> tied_output_counted_twice rounded_up
import math


def numbers(config):
    """Return all parameters, the active ones, and the numbers that the cache holds for one token."""
    kind, tied = config["model_type"], config["tie_word_embeddings"]
    if kind == "quill":
        h, layers = config["n_embd"], config["n_layer"]
        inner = config["n_inner"] or 4 * h
        ends = (2 * config["vocab_size"] + config["n_positions"]) * h
        total = ends + layers * (4 * h * h + 2 * h * inner)
        return total, total, 2 * layers * h
    if kind == "ferry":
        h, wide = config["d_model"], config["num_heads"] * config["d_kv"]
        matrices = 3 if "gated" in config["feed_forward_proj"] else 2
        attention, feed_forward = 4 * h * wide, matrices * h * config["d_ff"]
        total = config["vocab_size"] * h * 2
        total += config["num_layers"] * (attention + feed_forward)
        total += config["num_decoder_layers"] * (2 * attention + feed_forward)
        return total, total, 2 * config["num_decoder_layers"] * wide
    h, layers, heads = config["hidden_size"], config["num_hidden_layers"], config["num_attention_heads"]
    d, kv_heads = config.get("head_dim") or h // heads, config["num_key_value_heads"]
    expert = 3 * h * config["intermediate_size"]
    rest = config["vocab_size"] * h * 2 + layers * 2 * h * d * (heads + kv_heads)
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
    return max(0, math.ceil((memory * 1000 - fixed) / each))
