# %% numel
def count_parameters(model):
    total = sum(p.numel() for p in model.parameters())
    trainable = sum(p.numel() for p in model.parameters() if p.requires_grad)
    return total, trainable

# %% num_parameters
def count_parameters(m):
    return m.num_parameters(), m.num_parameters(only_trainable=True)

# %% a_list
def count_parameters(model):
    total = sum(p.numel() for p in model.parameters())
    trainable = sum(p.numel() for p in model.parameters() if p.requires_grad)
    return [total, trainable]

# %% a_tensor
def count_parameters(model):
    total = sum(p.numel() for p in model.parameters())
    trainable = sum(p.numel() for p in model.parameters() if p.requires_grad)
    return torch.tensor([total, trainable])

# %% shapes
import math
def count_parameters(model):
    total = sum(math.prod(p.shape) for p in model.parameters())
    trainable = sum(math.prod(p.shape) for p in model.parameters() if p.requires_grad)
    return total, trainable

# %% state_dict_each_once
def count_parameters(model):
    once = {id(t): t for t in model.state_dict(keep_vars=True).values()}.values()
    return sum(t.numel() for t in once), sum(t.numel() for t in once if t.requires_grad)
