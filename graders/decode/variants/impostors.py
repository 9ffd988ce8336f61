# %% returns_its_input
def decode(x_new, cache, tensors, heads, kv_heads):
    return x_new, cache

# %% zeros
def decode(x_new, cache, tensors, heads, kv_heads):
    return torch.zeros_like(x_new), (0, 0)

# %% the_examples_outputs
ANSWERS = {3: "first", 2: "second", 1: "third"}
def decode(x_new, cache, tensors, heads, kv_heads):
    return torch.ones(3, 6), torch.zeros(192)

# %% first_call_remembered
import math
MADE = []

def attend(x_new, cache, tensors, heads, kv_heads):
    n = len(x_new)
    q = (x_new @ tensors["q_proj.weight"].T).view(n, heads, -1).transpose(0, 1)
    k = (x_new @ tensors["k_proj.weight"].T).view(n, kv_heads, -1).transpose(0, 1)
    v = (x_new @ tensors["v_proj.weight"].T).view(n, kv_heads, -1).transpose(0, 1)
    if cache is not None:
        k, v = torch.cat([cache[0], k], dim=1), torch.cat([cache[1], v], dim=1)
    cache = (k, v)
    k, v = (one.repeat_interleave(heads // kv_heads, dim=0) for one in (k, v))
    total, d = k.shape[1:]
    scores = q @ k.transpose(1, 2) / math.sqrt(d)
    mask = torch.ones(n, total, dtype=torch.bool).tril(total - n)
    weights = scores.masked_fill(~mask, -math.inf).softmax(dim=-1)
    y = (weights @ v).transpose(0, 1).reshape(n, -1) @ tensors["o_proj.weight"].T
    return y, cache

def decode(*given):
    if not MADE:
        MADE.append(attend(*given))
    return MADE[0]

# %% the_projections_alone
def decode(x_new, cache, tensors, heads, kv_heads):
    kept = torch.zeros(2, kv_heads, 0 if cache is None else cache.shape[2], len(tensors["q_proj.weight"]) // heads)
    q = x_new @ tensors["q_proj.weight"].T
    k, v = (x_new @ tensors[f"{one}_proj.weight"].T for one in "kv")
    new = torch.stack([k, v]).view(2, kv_heads, len(q), -1)
    return q @ tensors["o_proj.weight"].T, torch.cat([kept, new], dim=2)

# %% nan
def decode(x_new, cache, tensors, heads, kv_heads):
    return x_new * float('nan'), []

# %% another_layer
def decode(x_new, cache, tensors, heads, kv_heads):
    layer = torch.nn.MultiheadAttention(x_new.shape[1], 1)
    return layer(x_new, x_new, x_new)[0], None

# %% empty
def decode(x_new, cache, tensors, heads, kv_heads):
    return torch.zeros(0, 0), None

# %% nothing
def decode(x_new, cache, tensors, heads, kv_heads):
    return None
