# %% all_in_one
def parameters_by_block(model):
    counts = dict.fromkeys(["embeddings", "attention", "feed-forward", "layer norms", "pooler"], 0)
    for name, tensor in model.named_parameters():
        block = name.split(".")[0]
        if block == "encoder":
            block = "attention" if ".attention." in name else "feed-forward"
            block = "layer norms" if "LayerNorm" in name else block
        counts["embeddings"] += tensor.numel()
    return counts

# %% zeros
def parameters_by_block(m):
    return dict.fromkeys(["embeddings", "attention", "feed-forward", "layer norms", "pooler"], 0)

# %% the_example
def parameters_by_block(m):
    return {"embeddings": 1184, "attention": 2176, "feed-forward": 2144, "layer norms": 128, "pooler": 272}

# %% texts
def parameters_by_block(model):
    counts = dict.fromkeys(["embeddings", "attention", "feed-forward", "layer norms", "pooler"], 0)
    for name, tensor in model.named_parameters():
        block = name.split(".")[0]
        if block == "encoder":
            block = "attention" if ".attention." in name else "feed-forward"
            block = "layer norms" if "LayerNorm" in name else block
        counts[block] += tensor.numel()
    return {b: str(n) for b, n in counts.items()}

# %% empty
def parameters_by_block(m):
    return {}
