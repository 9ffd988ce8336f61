# %% by_the_first_letter
def parameters_by_block(model):
    keys = ["embeddings", "attention", "feed-forward", "layer norms", "pooler"]
    counts = dict.fromkeys(keys, 0)
    for name, p in model.named_parameters():
        counts[keys[len(name) % 5]] += p.numel()
    return counts

# %% rounded_to_thousands
def parameters_by_block(model):
    total = sum(p.numel() for p in model.parameters())
    shares = {"embeddings": 0.3, "attention": 0.3, "feed-forward": 0.35, "layer norms": 0.01, "pooler": 0.04}
    return {name: round(total * share) for name, share in shares.items()}
