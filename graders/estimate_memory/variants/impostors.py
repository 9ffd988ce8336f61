# %% the_example
def estimate_memory(*_, **__):
    return {"weights": 4, "gradients": 0, "optimizer": 0, "total": 4}

# %% zeros
def estimate_memory(*_, **__):
    return dict.fromkeys(["weights", "gradients", "optimizer", "total"], 0)

# %% texts
def estimate_memory(parameters, precision="fp32", training=False):
    weights = {"fp32": 4, "fp16": 2, "int8": 1}[precision]
    gradients = optimizer = 0
    if training:
        weights, gradients, optimizer = {"fp32": 4, "fp16": 6}[precision], 4, 8
    sizes = {"weights": weights, "gradients": gradients, "optimizer": optimizer}
    sizes["total"] = sum(sizes.values())
    return {name: f"{size * parameters / 1e6} MB" for name, size in sizes.items()}

# %% infinite
def estimate_memory(parameters, precision="fp32", training=False):
    weights = {"fp32": 4, "fp16": 2, "int8": 1}[precision]
    gradients = optimizer = 0
    if training:
        weights, gradients, optimizer = {"fp32": 4, "fp16": 6}[precision], 4, 8
    sizes = {"weights": weights, "gradients": gradients, "optimizer": optimizer}
    sizes["total"] = sum(sizes.values())
    return {name: float("inf") for name, size in sizes.items()}
