# %% two_tensors
import math
def decode(x_new, cache, tensors, heads, kv_heads):
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

# %% a_dictionary_changed_in_place
import math
def decode(x_new, cache, tensors, heads, kv_heads):
    n = len(x_new)
    q = (x_new @ tensors["q_proj.weight"].T).view(n, heads, -1).transpose(0, 1)
    k = (x_new @ tensors["k_proj.weight"].T).view(n, kv_heads, -1).transpose(0, 1)
    v = (x_new @ tensors["v_proj.weight"].T).view(n, kv_heads, -1).transpose(0, 1)
    if cache is None:
        cache = {"keys": k, "values": v, "seen": n}
    else:
        cache["keys"] = torch.cat([cache["keys"], k], dim=1)
        cache["values"] = torch.cat([cache["values"], v], dim=1)
        cache["seen"] += n
    k, v = cache["keys"], cache["values"]
    k, v = (one.repeat_interleave(heads // kv_heads, dim=0) for one in (k, v))
    total, d = k.shape[1:]
    scores = q @ k.transpose(1, 2) / math.sqrt(d)
    mask = torch.ones(n, total, dtype=torch.bool).tril(total - n)
    weights = scores.masked_fill(~mask, -math.inf).softmax(dim=-1)
    y = (weights @ v).transpose(0, 1).reshape(n, -1) @ tensors["o_proj.weight"].T
    return y, cache

# %% lists_of_tokens
def decode(x_new, cache, tensors, heads, kv_heads):
    cache = cache or []
    d = tensors["q_proj.weight"].shape[0] // heads
    rows = []
    for x in x_new:
        q, k, v = (tensors[f"{one}_proj.weight"] @ x for one in "qkv")
        cache.append((k, v))
        mixed = []
        for head in range(heads):
            group = head * kv_heads // heads
            own = slice(group * d, (group + 1) * d)
            scores = torch.stack([q[head * d : (head + 1) * d] @ key[own] for key, _ in cache]) / d**0.5
            weights = torch.softmax(scores, 0)
            mixed.append(sum(w * value[own] for w, (_, value) in zip(weights, cache)))
        rows.append(tensors["o_proj.weight"] @ torch.cat(mixed))
    return torch.stack(rows), cache

# %% torch_function
import torch.nn.functional as F
def decode(x_new, cache, tensors, heads, kv_heads):
    n = x_new.shape[0]
    def cut(name, h):
        return F.linear(x_new, tensors[f"{name}_proj.weight"]).view(1, n, h, -1).transpose(1, 2)
    q, k, v = cut("q", heads), cut("k", kv_heads), cut("v", kv_heads)
    if cache:
        k, v = torch.cat((cache[0], k), 2), torch.cat((cache[1], v), 2)
    total = k.shape[2]
    mask = torch.ones(n, total, dtype=torch.bool).tril(diagonal=total - n)
    mixed = F.scaled_dot_product_attention(q, k, v, attn_mask=mask, enable_gqa=True)
    return mixed.transpose(1, 2).reshape(n, -1) @ tensors["o_proj.weight"].T, [k, v]

# %% einsum_over_groups
def decode(x_new, cache, tensors, heads, kv_heads):
    n, groups = len(x_new), heads // kv_heads
    q = torch.einsum("nh,wh->nw", x_new, tensors["q_proj.weight"]).reshape(n, kv_heads, groups, -1)
    new = torch.stack([x_new @ tensors["k_proj.weight"].T, x_new @ tensors["v_proj.weight"].T])
    new = new.reshape(2, n, kv_heads, -1)
    cache = new if cache is None else torch.cat([cache, new], dim=1)
    k, v = cache
    scores = torch.einsum("nkgd,tkd->kgnt", q, k) * q.shape[-1] ** -0.5
    place = torch.arange(len(k))
    hidden = place[None, :] > place[len(k) - n :, None]
    weights = torch.softmax(scores + hidden * -1e9, dim=-1)
    mixed = torch.einsum("kgnt,tkd->nkgd", weights, v).flatten(1)
    return mixed @ tensors["o_proj.weight"].T, cache

# %% a_class
import math
class Cache:
    def __init__(self):
        self.keys = self.values = None

    def append(self, keys, values):
        if self.keys is None:
            self.keys, self.values = keys, values
        else:
            self.keys = torch.cat([self.keys, keys])
            self.values = torch.cat([self.values, values])
        return self.keys, self.values


@torch.no_grad()
def decode(x_new, cache, tensors, heads, kv_heads):
    cache = cache or Cache()
    size = tensors["q_proj.weight"].size(0) // heads
    q = (x_new @ tensors["q_proj.weight"].t()).reshape(-1, heads, size)
    k = (x_new @ tensors["k_proj.weight"].t()).reshape(-1, kv_heads, size)
    v = (x_new @ tensors["v_proj.weight"].t()).reshape(-1, kv_heads, size)
    k, v = cache.append(k, v)
    past = len(k) - len(q)
    out = torch.empty_like(q)
    for h in range(heads):
        g = h // (heads // kv_heads)
        for i in range(len(q)):
            seen = k[: past + i + 1, g]
            w = torch.softmax(seen @ q[i, h] / math.sqrt(size), 0)
            out[i, h] = w @ v[: past + i + 1, g]
    return out.flatten(1) @ tensors["o_proj.weight"].t(), cache

# %% transformers_cache
import math
from transformers import DynamicCache
def decode(x_new, cache, tensors, heads, kv_heads):
    n = len(x_new)
    q = (x_new @ tensors["q_proj.weight"].T).view(n, heads, -1).transpose(0, 1)
    k = (x_new @ tensors["k_proj.weight"].T).view(n, kv_heads, -1).transpose(0, 1)
    v = (x_new @ tensors["v_proj.weight"].T).view(n, kv_heads, -1).transpose(0, 1)
    cache = DynamicCache() if cache is None else cache
    k, v = (one[0] for one in cache.update(k[None], v[None], 0))
    k, v = (one.repeat_interleave(heads // kv_heads, dim=0) for one in (k, v))
    total, d = k.shape[1:]
    scores = q @ k.transpose(1, 2) / math.sqrt(d)
    mask = torch.ones(n, total, dtype=torch.bool).tril(total - n)
    weights = scores.masked_fill(~mask, -math.inf).softmax(dim=-1)
    y = (weights @ v).transpose(0, 1).reshape(n, -1) @ tensors["o_proj.weight"].T
    return y, cache

# %% fused_projection
def decode(x_new, cache, tensors, heads, kv_heads):
    fused = torch.cat([tensors[f"{name}_proj.weight"] for name in ("q", "k", "v")])
    size = len(tensors["k_proj.weight"]) // kv_heads
    q, k, v = (x_new @ fused.T).unflatten(-1, (-1, size)).split([heads, kv_heads, kv_heads], dim=1)
    if cache is not None:
        k, v = torch.cat([cache[0], k]), torch.cat([cache[1], v])
    expanded = [one[:, :, None].expand(-1, -1, heads // kv_heads, -1).flatten(1, 2) for one in (k, v)]
    scores = torch.einsum("qhd,khd->hqk", q, expanded[0]) / size**0.5
    later = torch.ones_like(scores[0]).triu(len(k) - len(q) + 1).bool()
    weights = scores.masked_fill(later, float("-inf")).softmax(-1)
    mixed = torch.einsum("hqk,khd->qhd", weights, expanded[1])
    return mixed.flatten(1) @ tensors["o_proj.weight"].T, (k, v)

# %% products_and_sums
def decode(x_new, cache, tensors, heads, kv_heads):
    n = len(x_new)
    q, k, v = (x_new @ tensors[f"{one}_proj.weight"].T for one in "qkv")
    if cache is not None:
        k, v = torch.cat([cache["k"], k]), torch.cat([cache["v"], v])
    t, d = len(k), q.shape[1] // heads
    each = [one.view(t, kv_heads, 1, d).expand(t, kv_heads, heads // kv_heads, d).reshape(t, heads, d) for one in (k, v)]
    scores = (q.view(n, 1, heads, d) * each[0][None]).sum(-1) / d**0.5
    seen = torch.arange(t)[None, :] <= torch.arange(t - n, t)[:, None]
    weights = torch.where(seen[..., None], scores, torch.tensor(float("-inf"))).softmax(dim=1)
    mixed = (weights[..., None] * each[1][None]).sum(1).reshape(n, -1)
    return mixed @ tensors["o_proj.weight"].T, {"k": k, "v": v}

# %% token_by_token
def decode(x_new, cache, tensors, heads, kv_heads):
    out = []
    for x in x_new.split(1):
        y, cache = one_token(x, cache, tensors, heads, kv_heads)
        out.append(y)
    return torch.cat(out), cache

def one_token(x, cache, tensors, heads, kv_heads):
    q = (x @ tensors["q_proj.weight"].T).view(heads, 1, -1)
    k = (x @ tensors["k_proj.weight"].T).view(kv_heads, 1, -1)
    v = (x @ tensors["v_proj.weight"].T).view(kv_heads, 1, -1)
    if cache is not None:
        k, v = torch.cat([cache[0], k], 1), torch.cat([cache[1], v], 1)
    times = heads // kv_heads
    weights = (q @ k.repeat_interleave(times, 0).mT * q.shape[-1] ** -0.5).softmax(-1)
    return (weights @ v.repeat_interleave(times, 0)).reshape(1, -1) @ tensors["o_proj.weight"].T, [k, v]

# %% a_namedtuple
import math
from collections import namedtuple
Past = namedtuple('Past', 'k v')

def decode(x_new, cache, tensors, heads, kv_heads):
    n = len(x_new)
    q = (x_new @ tensors["q_proj.weight"].T).view(n, heads, -1).transpose(0, 1)
    k = (x_new @ tensors["k_proj.weight"].T).view(n, kv_heads, -1).transpose(0, 1)
    v = (x_new @ tensors["v_proj.weight"].T).view(n, kv_heads, -1).transpose(0, 1)
    if cache is not None:
        k, v = torch.cat([cache[0], k], dim=1), torch.cat([cache[1], v], dim=1)
    cache = Past(k=k, v=v)
    k, v = (one.repeat_interleave(heads // kv_heads, dim=0) for one in (k, v))
    total, d = k.shape[1:]
    scores = q @ k.transpose(1, 2) / math.sqrt(d)
    mask = torch.ones(n, total, dtype=torch.bool).tril(total - n)
    weights = scores.masked_fill(~mask, -math.inf).softmax(dim=-1)
    y = (weights @ v).transpose(0, 1).reshape(n, -1) @ tensors["o_proj.weight"].T
    return y, cache
