# %% names
def parameters_by_block(model):
    counts = dict.fromkeys(["embeddings", "attention", "feed-forward", "layer norms", "pooler"], 0)
    for name, tensor in model.named_parameters():
        block = name.split(".")[0]
        if block == "encoder":
            block = "attention" if ".attention." in name else "feed-forward"
            block = "layer norms" if "LayerNorm" in name else block
        counts[block] += tensor.numel()
    return counts

# %% a_series
def parameters_by_block(model):
    counts = dict.fromkeys(["embeddings", "attention", "feed-forward", "layer norms", "pooler"], 0)
    for name, tensor in model.named_parameters():
        block = name.split(".")[0]
        if block == "encoder":
            block = "attention" if ".attention." in name else "feed-forward"
            block = "layer norms" if "LayerNorm" in name else block
        counts[block] += tensor.numel()
    return pd.Series(counts)

# %% another_order
def parameters_by_block(model):
    counts = dict.fromkeys(["embeddings", "attention", "feed-forward", "layer norms", "pooler"], 0)
    for name, tensor in model.named_parameters():
        block = name.split(".")[0]
        if block == "encoder":
            block = "attention" if ".attention." in name else "feed-forward"
            block = "layer norms" if "LayerNorm" in name else block
        counts[block] += tensor.numel()
    return dict(sorted(counts.items()))

# %% modules
def parameters_by_block(model):
    def count(*modules):
        return sum(p.numel() for module in modules for p in module.parameters())
    layers = model.encoder.layer
    return {
        "embeddings": count(model.embeddings),
        "attention": sum(count(l.attention.self, l.attention.output.dense) for l in layers),
        "feed-forward": sum(count(l.intermediate, l.output.dense) for l in layers),
        "layer norms": sum(count(l.attention.output.LayerNorm, l.output.LayerNorm) for l in layers),
        "pooler": count(model.pooler),
    }

# %% arithmetic
def parameters_by_block(model):
    c = model.config
    h, f, n = c.hidden_size, c.intermediate_size, c.num_hidden_layers
    rows = c.vocab_size + c.max_position_embeddings + c.type_vocab_size
    return {"embeddings": rows * h + 2 * h, "attention": n * 4 * (h * h + h), "layer norms": n * 4 * h,
            "feed-forward": n * (2 * h * f + f + h), "pooler": h * h + h}
