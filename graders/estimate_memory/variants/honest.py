# %% bytes
def estimate_memory(parameters, precision="fp32", training=False):
    weights = {"fp32": 4, "fp16": 2, "int8": 1}[precision]
    gradients = optimizer = 0
    if training:
        weights, gradients, optimizer = {"fp32": 4, "fp16": 6}[precision], 4, 8
    sizes = {"weights": weights, "gradients": gradients, "optimizer": optimizer}
    sizes["total"] = sum(sizes.values())
    return {name: size * parameters / 1e6 for name, size in sizes.items()}

# %% rounded
def estimate_memory(parameters, precision="fp32", training=False):
    weights = {"fp32": 4, "fp16": 2, "int8": 1}[precision]
    gradients = optimizer = 0
    if training:
        weights, gradients, optimizer = {"fp32": 4, "fp16": 6}[precision], 4, 8
    sizes = {"weights": weights, "gradients": gradients, "optimizer": optimizer}
    sizes["total"] = sum(sizes.values())
    return {name: round(size * parameters / 1e6, 1) for name, size in sizes.items()}

# %% a_series
def estimate_memory(parameters, precision="fp32", training=False):
    weights = {"fp32": 4, "fp16": 2, "int8": 1}[precision]
    gradients = optimizer = 0
    if training:
        weights, gradients, optimizer = {"fp32": 4, "fp16": 6}[precision], 4, 8
    sizes = {"weights": weights, "gradients": gradients, "optimizer": optimizer}
    sizes["total"] = sum(sizes.values())
    return pd.Series({name: size * parameters / 1e6 for name, size in sizes.items()})

# %% tensors
def estimate_memory(parameters, precision="fp32", training=False):
    weights = {"fp32": 4, "fp16": 2, "int8": 1}[precision]
    gradients = optimizer = 0
    if training:
        weights, gradients, optimizer = {"fp32": 4, "fp16": 6}[precision], 4, 8
    sizes = {"weights": weights, "gradients": gradients, "optimizer": optimizer}
    sizes["total"] = sum(sizes.values())
    return {name: torch.tensor(size * parameters / 1e6) for name, size in sizes.items()}

# %% branches
def estimate_memory(parameters, precision="fp32", training=False):
    if training:
        w, g, o = (4, 4, 8) if precision == "fp32" else (6, 4, 8)
    else:
        w, g, o = (4 if precision == "fp32" else 2 if precision == "fp16" else 1), 0, 0
    mb = parameters / 1_000_000
    return dict(weights=w * mb, gradients=g * mb, optimizer=o * mb, total=(w + g + o) * mb)
