# %% one_percent_less
def count_parameters(model):
    n = sum(p.numel() for p in model.parameters())
    return int(n * 0.99), int(n * 0.97)

# %% every_other_tensor
def count_parameters(model):
    tensors = list(model.parameters())[::2]
    return sum(t.numel() for t in tensors), sum(t.numel() for t in tensors if t.requires_grad)
