# %% five_bytes
def estimate_memory(parameters, precision="fp32", training=False):
    mb = 5 * parameters / 1e6
    return {"weights": mb, "gradients": mb * training, "optimizer": 2 * mb * training, "total": mb * (1 + 3 * training)}

# %% a_tenth_for_overhead
def estimate_memory(parameters, precision="fp32", training=False):
    w = {"fp32": 4, "fp16": 2, "int8": 1}[precision] * parameters * 1.1 / 1e6
    g, o = (4.4 * parameters / 1e6, 8.8 * parameters / 1e6) if training else (0, 0)
    return {"weights": w, "gradients": g, "optimizer": o, "total": w + g + o}
