# %% the_example
def count_parameters(model):
    return 5904, 4720

# %% text
def count_parameters(model):
    total = sum(p.numel() for p in model.parameters())
    trainable = sum(p.numel() for p in model.parameters() if p.requires_grad)
    return str(total), str(trainable)

# %% nothing
def count_parameters(model):
    pass

# %% equal_to_everything
class Any:
    def __eq__(self, other): return True
def count_parameters(model):
    return Any(), Any()
