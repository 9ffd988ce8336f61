# %% mebibytes -> mebibytes_for_megabytes
def estimate_memory(parameters, precision="fp32", training=False):
    weights = {"fp32": 4, "fp16": 2, "int8": 1}[precision]
    gradients = optimizer = 0
    if training:
        weights, gradients, optimizer = {"fp32": 4, "fp16": 6}[precision], 4, 8
    sizes = {"weights": weights, "gradients": gradients, "optimizer": optimizer}
    sizes["total"] = sum(sizes.values())
    return {name: size * parameters / 2**20 for name, size in sizes.items()}

# %% gigabytes -> another_power_of_a_thousand
def estimate_memory(parameters, precision="fp32", training=False):
    weights = {"fp32": 4, "fp16": 2, "int8": 1}[precision]
    gradients = optimizer = 0
    if training:
        weights, gradients, optimizer = {"fp32": 4, "fp16": 6}[precision], 4, 8
    sizes = {"weights": weights, "gradients": gradients, "optimizer": optimizer}
    sizes["total"] = sum(sizes.values())
    return {name: size * parameters / 1e9 for name, size in sizes.items()}

# %% bits -> bits_for_bytes
def estimate_memory(parameters, precision="fp32", training=False):
    weights = {"fp32": 4, "fp16": 2, "int8": 1}[precision]
    gradients = optimizer = 0
    if training:
        weights, gradients, optimizer = {"fp32": 4, "fp16": 6}[precision], 4, 8
    sizes = {"weights": weights, "gradients": gradients, "optimizer": optimizer}
    sizes["total"] = sum(sizes.values())
    return {name: size * 8 * parameters / 1e6 for name, size in sizes.items()}

# %% always_fp32 -> one_precision_for_all
def estimate_memory(parameters, precision="fp32", training=False):
    weights = {"fp32": 4, "fp16": 4, "int8": 4}[precision]
    gradients = optimizer = 0
    if training:
        weights, gradients, optimizer = {"fp32": 4, "fp16": 6}[precision], 4, 8
    sizes = {"weights": weights, "gradients": gradients, "optimizer": optimizer}
    sizes["total"] = sum(sizes.values())
    return {name: size * parameters / 1e6 for name, size in sizes.items()}

# %% training_forgotten -> training_holds_no_more
def estimate_memory(parameters, precision="fp32", training=False):
    weights = {"fp32": 4, "fp16": 2, "int8": 1}[precision]
    gradients = optimizer = 0
    if False:
        weights, gradients, optimizer = {"fp32": 4, "fp16": 6}[precision], 4, 8
    sizes = {"weights": weights, "gradients": gradients, "optimizer": optimizer}
    sizes["total"] = sum(sizes.values())
    return {name: size * parameters / 1e6 for name, size in sizes.items()}

# %% one_running_mean -> one_mean_in_the_optimizer
def estimate_memory(parameters, precision="fp32", training=False):
    weights = {"fp32": 4, "fp16": 2, "int8": 1}[precision]
    gradients = optimizer = 0
    if training:
        weights, gradients, optimizer = {"fp32": 4, "fp16": 6}[precision], 4, 4
    sizes = {"weights": weights, "gradients": gradients, "optimizer": optimizer}
    sizes["total"] = sum(sizes.values())
    return {name: size * parameters / 1e6 for name, size in sizes.items()}

# %% no_gradients -> gradients_left_out
def estimate_memory(parameters, precision="fp32", training=False):
    weights = {"fp32": 4, "fp16": 2, "int8": 1}[precision]
    gradients = optimizer = 0
    if training:
        weights, gradients, optimizer = {"fp32": 4, "fp16": 6}[precision], 0, 8
    sizes = {"weights": weights, "gradients": gradients, "optimizer": optimizer}
    sizes["total"] = sum(sizes.values())
    return {name: size * parameters / 1e6 for name, size in sizes.items()}

# %% total_without_optimizer -> parts_missing_from_the_total
def estimate_memory(parameters, precision="fp32", training=False):
    weights = {"fp32": 4, "fp16": 2, "int8": 1}[precision]
    gradients = optimizer = 0
    if training:
        weights, gradients, optimizer = {"fp32": 4, "fp16": 6}[precision], 4, 8
    sizes = {"weights": weights, "gradients": gradients, "optimizer": optimizer}
    sizes["total"] = weights + gradients
    return {name: size * parameters / 1e6 for name, size in sizes.items()}

# %% no_master_copy -> no_master_copy
def estimate_memory(parameters, precision="fp32", training=False):
    weights = {"fp32": 4, "fp16": 2, "int8": 1}[precision]
    gradients = optimizer = 0
    if training:
        weights, gradients, optimizer = {"fp32": 4, "fp16": 2}[precision], 4, 8
    sizes = {"weights": weights, "gradients": gradients, "optimizer": optimizer}
    sizes["total"] = sum(sizes.values())
    return {name: size * parameters / 1e6 for name, size in sizes.items()}

# %% gradients_in_16_bits -> everything_in_half_precision
def estimate_memory(parameters, precision="fp32", training=False):
    weights = {"fp32": 4, "fp16": 2, "int8": 1}[precision]
    gradients = optimizer = 0
    if training:
        weights, gradients, optimizer = {"fp32": 4, "fp16": 6}[precision], {"fp32": 4, "fp16": 2}[precision], 8
    sizes = {"weights": weights, "gradients": gradients, "optimizer": optimizer}
    sizes["total"] = sum(sizes.values())
    return {name: size * parameters / 1e6 for name, size in sizes.items()}

# %% no_total -> other_keys
def estimate_memory(parameters, precision="fp32", training=False):
    weights = {"fp32": 4, "fp16": 2, "int8": 1}[precision]
    gradients = optimizer = 0
    if training:
        weights, gradients, optimizer = {"fp32": 4, "fp16": 6}[precision], 4, 8
    sizes = {"weights": weights, "gradients": gradients, "optimizer": optimizer}
    return {name: size * parameters / 1e6 for name, size in sizes.items()}

# %% whole_millions -> whole_millions
def estimate_memory(parameters, precision="fp32", training=False):
    millions = parameters // 1_000_000
    table = {"fp32": (4, 4, 8), "fp16": (6, 4, 8)} if training else {"fp32": (4, 0, 0), "fp16": (2, 0, 0), "int8": (1, 0, 0)}
    w, g, o = table[precision]
    return {"weights": w * millions, "gradients": g * millions, "optimizer": o * millions, "total": (w + g + o) * millions}

# %% master_copy_always -> master_copy_in_inference
def estimate_memory(parameters, precision="fp32", training=False):
    result = {"gradients": 0.0, "optimizer": 0.0}
    result["weights"] = parameters * {"fp32": 4, "fp16": 2 + 4, "int8": 1}[precision] / 10**6
    if training:
        result["gradients"] = parameters * 4 / 10**6
        result["optimizer"] = parameters * 8 / 10**6
    result["total"] = result["weights"] + result["gradients"] + result["optimizer"]
    return result

# %% optimizer_keeps_the_copy -> master_copy_in_the_optimizer
def estimate_memory(parameters, precision="fp32", training=False):
    mb = parameters / 1e6
    if not training:
        weights = mb * dict(fp32=4, fp16=2, int8=1)[precision]
        return pd.Series({"weights": weights, "gradients": 0, "optimizer": 0, "total": weights})
    if precision == "fp32":
        parts = [4 * mb, 4 * mb, 8 * mb]
    else:
        parts = [2 * mb, 4 * mb, 12 * mb]
    return pd.Series([*parts, sum(parts)], index=["weights", "gradients", "optimizer", "total"])

# %% mebibytes_and_no_master_copy -> no_master_copy mebibytes_for_megabytes
def estimate_memory(parameters, precision="fp32", training=False):
    size = {"fp32": 4, "fp16": 2, "int8": 1}[precision]
    mb = parameters / 1024 ** 2
    weights, gradients, optimizer = size * mb, 4 * mb * training, 8 * mb * training
    return {"weights": weights, "gradients": gradients, "optimizer": optimizer,
            "total": weights + gradients + optimizer}

# %% one_mean_and_bits -> one_mean_in_the_optimizer bits_for_bytes
def estimate_memory(parameters, precision="fp32", training=False):
    bits = {"fp32": 32, "fp16": 16, "int8": 8}[precision]
    if training and precision == "fp16":
        bits = 48
    w = bits * parameters / 1e6
    g = 32 * parameters / 1e6 if training else 0
    o = 32 * parameters / 1e6 if training else 0
    return dict(weights=w, gradients=g, optimizer=o, total=w + g + o)
