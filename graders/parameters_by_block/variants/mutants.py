# %% attention_output_in_feed_forward -> output_projection_counted_as_feed_forward
def parameters_by_block(model):
    counts = dict.fromkeys(["embeddings", "attention", "feed-forward", "layer norms", "pooler"], 0)
    for name, tensor in model.named_parameters():
        block = name.split(".")[0]
        if block == "encoder":
            block = "attention" if ".attention.self." in name else "feed-forward"
            block = "layer norms" if "LayerNorm" in name else block
        counts[block] += tensor.numel()
    return counts

# %% output_in_attention -> second_projection_counted_as_attention
def parameters_by_block(model):
    counts = dict.fromkeys(["embeddings", "attention", "feed-forward", "layer norms", "pooler"], 0)
    for name, tensor in model.named_parameters():
        block = name.split(".")[0]
        if block == "encoder":
            block = "attention" if "output" in name or ".attention." in name else "feed-forward"
            block = "layer norms" if "LayerNorm" in name else block
        counts[block] += tensor.numel()
    return counts

# %% one_layer_only -> one_layer_for_all
def parameters_by_block(model):
    counts = dict.fromkeys(["embeddings", "attention", "feed-forward", "layer norms", "pooler"], 0)
    for name, tensor in model.named_parameters():
        block = name.split(".")[0]
        if block == "encoder":
            if ".layer.0." not in name: continue
            block = "attention" if ".attention." in name else "feed-forward"
            block = "layer norms" if "LayerNorm" in name else block
        counts[block] += tensor.numel()
    return counts

# %% no_biases -> biases_left_out
def parameters_by_block(model):
    counts = dict.fromkeys(["embeddings", "attention", "feed-forward", "layer norms", "pooler"], 0)
    for name, tensor in model.named_parameters():
        block = name.split(".")[0]
        if block == "encoder":
            block = "attention" if ".attention." in name else "feed-forward"
            block = "layer norms" if "LayerNorm" in name else block
        counts[block] += tensor.numel() * (not name.endswith("bias"))
    return counts

# %% norms_of_the_embeddings_moved -> norm_of_the_embeddings_counted_as_norm
def parameters_by_block(model):
    counts = dict.fromkeys(["embeddings", "attention", "feed-forward", "layer norms", "pooler"], 0)
    for name, tensor in model.named_parameters():
        block = name.split(".")[0]
        if block == "encoder":
            block = "attention" if ".attention." in name else "feed-forward"
            block = "layer norms" if "LayerNorm" in name else block
        block = "layer norms" if "LayerNorm" in name else block
        counts[block] += tensor.numel()
    return counts

# %% pooler_in_attention -> pooler_counted_elsewhere
def parameters_by_block(model):
    counts = dict.fromkeys(["embeddings", "attention", "feed-forward", "layer norms", "pooler"], 0)
    for name, tensor in model.named_parameters():
        block = name.split(".")[0]
        if block == "encoder":
            block = "attention" if ".attention." in name else "feed-forward"
            block = "layer norms" if "LayerNorm" in name else block
        block = "attention" if block == "pooler" else block
        counts[block] += tensor.numel()
    return counts

# %% in_millions -> counted_in_another_unit
def parameters_by_block(model):
    counts = dict.fromkeys(["embeddings", "attention", "feed-forward", "layer norms", "pooler"], 0)
    for name, tensor in model.named_parameters():
        block = name.split(".")[0]
        if block == "encoder":
            block = "attention" if ".attention." in name else "feed-forward"
            block = "layer norms" if "LayerNorm" in name else block
        counts[block] += tensor.numel()
    return {b: n / 1e6 for b, n in counts.items()}

# %% a_sixth_key -> other_keys
def parameters_by_block(model):
    counts = dict.fromkeys(["embeddings", "attention", "feed-forward", "layer norms", "pooler"], 0)
    for name, tensor in model.named_parameters():
        block = name.split(".")[0]
        if block == "encoder":
            block = "attention" if ".attention." in name else "feed-forward"
            block = "layer norms" if "LayerNorm" in name else block
        counts[block] += tensor.numel()
    return counts | {'total': sum(counts.values())}

# %% other_names -> other_keys
def parameters_by_block(model):
    counts = dict.fromkeys(["embeddings", "attention", "feed-forward", "layer norms", "pooler"], 0)
    for name, tensor in model.named_parameters():
        block = name.split(".")[0]
        if block == "encoder":
            block = "attention" if ".attention." in name else "feed-forward"
            block = "layer norms" if "LayerNorm" in name else block
        counts[block] += tensor.numel()
    return {b.title(): n for b, n in counts.items()}

# %% norms_with_their_blocks -> norms_counted_with_their_blocks
def parameters_by_block(model):
    def size(module):
        return sum(p.numel() for p in module.parameters())
    attention = feed_forward = 0
    for layer in model.encoder.layer:
        attention += size(layer.attention)
        feed_forward += size(layer.intermediate) + size(layer.output)
    return {"embeddings": size(model.embeddings), "attention": attention, "feed-forward": feed_forward,
            "layer norms": 0, "pooler": size(model.pooler)}

# %% two_segments_by_arithmetic -> two_kinds_of_segments_assumed
def parameters_by_block(model):
    c = model.config
    h, f, n = c.hidden_size, c.intermediate_size, c.num_hidden_layers
    return {
        "embeddings": (c.vocab_size + c.max_position_embeddings + 2) * h + 2 * h,
        "attention": 4 * n * h * (h + 1),
        "feed-forward": n * (h * f + f + f * h + h),
        "layer norms": 2 * n * 2 * h,
        "pooler": h * h + h,
    }

# %% no_biases_by_arithmetic -> biases_left_out
def parameters_by_block(model):
    c = model.config
    h, f, n = c.hidden_size, c.intermediate_size, c.num_hidden_layers
    rows = c.vocab_size + c.max_position_embeddings + c.type_vocab_size
    return {"embeddings": rows * h + 2 * h, "attention": n * 4 * h * h, "feed-forward": n * 2 * h * f,
            "layer norms": n * 4 * h, "pooler": h * h}

# %% pooler_in_attention_and_norms_moved -> norm_of_the_embeddings_counted_as_norm pooler_counted_elsewhere
def parameters_by_block(model):
    counts = {"embeddings": 0, "attention": 0, "feed-forward": 0, "layer norms": 0, "pooler": 0}
    for name, p in model.named_parameters():
        if "LayerNorm" in name:
            counts["layer norms"] += p.numel()
        elif name.startswith("embeddings"):
            counts["embeddings"] += p.numel()
        elif "attention" in name or "pooler" in name:
            counts["attention"] += p.numel()
        else:
            counts["feed-forward"] += p.numel()
    return counts

# %% one_layer_and_no_pooler -> pooler_left_out one_layer_for_all
def parameters_by_block(model):
    layer = model.encoder.layer[0]
    count = lambda *parts: sum(p.numel() for part in parts for p in part.parameters())
    return {
        "embeddings": count(model.embeddings),
        "attention": count(layer.attention.self, layer.attention.output.dense),
        "feed-forward": count(layer.intermediate.dense, layer.output.dense),
        "layer norms": count(layer.attention.output.LayerNorm, layer.output.LayerNorm),
        "pooler": 0,
    }

# %% trainable_only
def parameters_by_block(model):
    counts = dict.fromkeys(["embeddings", "attention", "feed-forward", "layer norms", "pooler"], 0)
    for name, p in model.named_parameters():
        if not p.requires_grad:
            continue
        block = name.split(".")[0]
        if block == "encoder":
            block = "attention" if ".attention." in name else "feed-forward"
            block = "layer norms" if "LayerNorm" in name else block
        counts[block] += p.numel()
    return counts
