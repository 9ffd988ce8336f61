# %% by_hand
import math
import torch.nn.functional as F

def bert_layer(x, tensors, heads, mask, eps):
    def linear(rows, name):
        return rows @ tensors[name + ".weight"].T + tensors[name + ".bias"]

    def norm(rows, name):
        weight, bias = tensors[name + ".weight"], tensors[name + ".bias"]
        mean = rows.mean(-1, keepdim=True)
        var = rows.var(-1, unbiased=False, keepdim=True)
        return (rows - mean) / torch.sqrt(var + eps) * weight + bias

    batch, n, h = x.shape
    d = h // heads
    q = linear(x, "attention.self.query").view(batch, n, heads, d).transpose(1, 2)
    k = linear(x, "attention.self.key").view(batch, n, heads, d).transpose(1, 2)
    v = linear(x, "attention.self.value").view(batch, n, heads, d).transpose(1, 2)
    scores = q @ k.transpose(-1, -2) / math.sqrt(d)
    scores = scores.masked_fill(~mask[:, None, None, :], -math.inf)
    weights = scores.softmax(dim=-1)
    mixed = (weights @ v).transpose(1, 2).reshape(batch, n, h)
    collected = linear(mixed, "attention.output.dense")
    middle = norm(x + collected, "attention.output.LayerNorm")
    wide = F.gelu(linear(middle, "intermediate.dense"))
    return norm(middle + linear(wide, "output.dense"), "output.LayerNorm")

# %% einsum
import torch.nn.functional as F

def bert_layer(x, tensors, heads, mask, eps):
    lin = lambda t, name: F.linear(t, tensors[f"{name}.weight"], tensors[f"{name}.bias"])
    ln = lambda t, name: F.layer_norm(t, (t.shape[-1],), tensors[f"{name}.weight"], tensors[f"{name}.bias"], eps)
    b, n, h = x.shape
    q, k, v = (lin(x, f"attention.self.{p}").reshape(b, n, heads, -1) for p in ("query", "key", "value"))
    s = torch.einsum("bihd,bjhd->bhij", q, k) * q.shape[-1] ** -0.5
    s = torch.where(mask[:, None, None], s, torch.finfo(s.dtype).min)
    o = torch.einsum("bhij,bjhd->bihd", s.softmax(-1), v).reshape(b, n, h)
    x = ln(x + lin(o, "attention.output.dense"), "attention.output.LayerNorm")
    return ln(x + lin(F.gelu(lin(x, "intermediate.dense")), "output.dense"), "output.LayerNorm")

# %% fused_attention
import torch.nn.functional as F

def bert_layer(x, tensors, heads, mask, eps):
    def ln(t, which):
        return F.layer_norm(t, t.shape[-1:], tensors[which + ".weight"], tensors[which + ".bias"], eps)

    def lin(t, which):
        return F.linear(t, tensors[which + ".weight"], tensors[which + ".bias"])

    def attend(t):
        q, k, v = [lin(t, "attention.self." + w).unflatten(-1, (heads, -1)).transpose(1, 2)
                   for w in ("query", "key", "value")]
        o = F.scaled_dot_product_attention(q, k, v, attn_mask=mask[:, None, None, :])
        return lin(o.transpose(1, 2).flatten(2), "attention.output.dense")

    x = ln(x + attend(x), "attention.output.LayerNorm")
    return ln(x + lin(F.gelu(lin(x, "intermediate.dense")), "output.dense"), "output.LayerNorm")

# %% loops
import math

def bert_layer(x, tensors, heads, mask, eps):
    T = tensors
    def ln(t, p):
        c = t - t.mean(dim=-1, keepdim=True)
        return c / (c.pow(2).mean(dim=-1, keepdim=True) + eps).sqrt() * T[p + "weight"] + T[p + "bias"]
    d = x.shape[2] // heads
    rows = []
    for i in range(x.shape[0]):
        q, k, v = [x[i] @ T[f"attention.self.{p}.weight"].T + T[f"attention.self.{p}.bias"] for p in ("query", "key", "value")]
        parts = []
        for a in range(heads):
            part = slice(a * d, (a + 1) * d)
            s = q[:, part] @ k[:, part].T / math.sqrt(d)
            s[:, ~mask[i]] = -1e9
            parts.append(torch.softmax(s, 1) @ v[:, part])
        rows.append(torch.cat(parts, -1))
    c = torch.stack(rows) @ T["attention.output.dense.weight"].T + T["attention.output.dense.bias"]
    m = ln(x + c, "attention.output.LayerNorm.")
    w = m @ T["intermediate.dense.weight"].T + T["intermediate.dense.bias"]
    g = w * 0.5 * (1 + torch.erf(w / math.sqrt(2)))
    return ln(m + g @ T["output.dense.weight"].T + T["output.dense.bias"], "output.LayerNorm.")

# %% torch_attention
import torch.nn.functional as F

def bert_layer(x, tensors, heads, mask, eps):
    def t(name):
        return tensors[name + ".weight"], tensors[name + ".bias"]
    s = "attention.self."
    weights = torch.cat([t(s + p)[0] for p in ("query", "key", "value")])
    biases = torch.cat([t(s + p)[1] for p in ("query", "key", "value")])
    y = x.transpose(0, 1)
    out, _ = F.multi_head_attention_forward(
        y, y, y, x.shape[-1], heads, weights, biases, None, None, False, 0.0, *t("attention.output.dense"),
        training=False, key_padding_mask=~mask)
    m = F.layer_norm(x + out.transpose(0, 1), x.shape[-1:], *t("attention.output.LayerNorm"), eps)
    return F.layer_norm(m + F.linear(F.gelu(F.linear(m, *t("intermediate.dense"))), *t("output.dense")),
                        x.shape[-1:], *t("output.LayerNorm"), eps)

# %% bert_layer_of_transformers
from transformers import BertConfig
from transformers.models.bert.modeling_bert import BertLayer

def bert_layer(x, tensors, heads, mask, eps):
    config = BertConfig(hidden_size=x.shape[-1], num_attention_heads=heads, layer_norm_eps=eps,
                        intermediate_size=len(tensors["intermediate.dense.bias"]), attn_implementation="eager")
    layer = BertLayer(config).eval()
    layer.load_state_dict(tensors)
    with torch.no_grad():
        added = torch.zeros(mask.shape).masked_fill(~mask, torch.finfo(torch.float32).min)
        return layer(x, added[:, None, None, :])

# %% functional_call_and_float64
import torch.nn.functional as F

def bert_layer(x, tensors, heads, mask, eps):
    x, tensors = x.double(), {name: t.double() for name, t in tensors.items()}
    h = x.shape[-1]
    attention = torch.nn.MultiheadAttention(h, heads, batch_first=True, dtype=torch.float64).eval()
    with torch.no_grad():
        attention.in_proj_weight.copy_(torch.cat([tensors[f"attention.self.{p}.weight"] for p in ("query", "key", "value")]))
        attention.in_proj_bias.copy_(torch.cat([tensors[f"attention.self.{p}.bias"] for p in ("query", "key", "value")]))
        attention.out_proj.weight.copy_(tensors["attention.output.dense.weight"])
        attention.out_proj.bias.copy_(tensors["attention.output.dense.bias"])
        c = attention(x, x, x, key_padding_mask=~mask, need_weights=False)[0]
    m = F.layer_norm(x + c, (h,), tensors["attention.output.LayerNorm.weight"], tensors["attention.output.LayerNorm.bias"], eps)
    w = F.gelu(F.linear(m, tensors["intermediate.dense.weight"], tensors["intermediate.dense.bias"]))
    y = m + F.linear(w, tensors["output.dense.weight"], tensors["output.dense.bias"])
    return F.layer_norm(y, (h,), tensors["output.LayerNorm.weight"], tensors["output.LayerNorm.bias"], eps)

# %% numpy
import math
import numpy as np

def bert_layer(x, tensors, heads, mask, eps):
    x, mask = x.numpy(), mask.numpy()
    T = {name: t.numpy() for name, t in tensors.items()}
    lin = lambda a, name: a @ T[name + ".weight"].T + T[name + ".bias"]

    def ln(a, name):
        return (a - a.mean(-1, keepdims=True)) / np.sqrt(a.var(-1, keepdims=True) + eps) * T[name + ".weight"] + T[name + ".bias"]

    b, n, h = x.shape
    q, k, v = (lin(x, f"attention.self.{p}").reshape(b, n, heads, -1).transpose(0, 2, 1, 3) for p in ("query", "key", "value"))
    s = np.where(mask[:, None, None, :], q @ k.transpose(0, 1, 3, 2) / np.sqrt(h // heads), -1e9)
    s = np.exp(s - s.max(-1, keepdims=True))
    s = s / s.sum(-1, keepdims=True)
    m = ln(x + lin((s @ v).transpose(0, 2, 1, 3).reshape(b, n, h), "attention.output.dense"), "attention.output.LayerNorm")
    w = lin(m, "intermediate.dense")
    w = w * (1 + np.vectorize(math.erf)(w / math.sqrt(2))) / 2
    return ln(m + lin(w, "output.dense"), "output.LayerNorm")

# %% padding_masked_on_both_axes
import math
import torch.nn.functional as F

def bert_layer(x, tensors, heads, mask, eps):
    def linear(rows, name):
        return rows @ tensors[name + ".weight"].T + tensors[name + ".bias"]

    def norm(rows, name):
        weight, bias = tensors[name + ".weight"], tensors[name + ".bias"]
        mean = rows.mean(-1, keepdim=True)
        var = rows.var(-1, unbiased=False, keepdim=True)
        return (rows - mean) / torch.sqrt(var + eps) * weight + bias

    batch, n, h = x.shape
    d = h // heads
    q = linear(x, "attention.self.query").view(batch, n, heads, d).transpose(1, 2)
    k = linear(x, "attention.self.key").view(batch, n, heads, d).transpose(1, 2)
    v = linear(x, "attention.self.value").view(batch, n, heads, d).transpose(1, 2)
    scores = q @ k.transpose(-1, -2) / math.sqrt(d)
    both = mask[:, None, :, None] & mask[:, None, None, :]
    scores = scores.masked_fill(~both, -math.inf)
    weights = scores.softmax(dim=-1)
    mixed = (weights @ v).transpose(1, 2).reshape(batch, n, h)
    collected = linear(mixed, "attention.output.dense")
    middle = norm(x + collected, "attention.output.LayerNorm")
    wide = F.gelu(linear(middle, "intermediate.dense"))
    return norm(middle + linear(wide, "output.dense"), "output.LayerNorm")

# %% padding_set_to_zero_and_a_list
import math
import torch.nn.functional as F

def bert_layer(x, tensors, heads, mask, eps):
    def linear(rows, name):
        return rows @ tensors[name + ".weight"].T + tensors[name + ".bias"]

    def norm(rows, name):
        weight, bias = tensors[name + ".weight"], tensors[name + ".bias"]
        mean = rows.mean(-1, keepdim=True)
        var = rows.var(-1, unbiased=False, keepdim=True)
        return (rows - mean) / torch.sqrt(var + eps) * weight + bias

    batch, n, h = x.shape
    d = h // heads
    q = linear(x, "attention.self.query").view(batch, n, heads, d).transpose(1, 2)
    k = linear(x, "attention.self.key").view(batch, n, heads, d).transpose(1, 2)
    v = linear(x, "attention.self.value").view(batch, n, heads, d).transpose(1, 2)
    scores = q @ k.transpose(-1, -2) / math.sqrt(d)
    scores = scores.masked_fill(~mask[:, None, None, :], -math.inf)
    weights = scores.softmax(dim=-1)
    mixed = (weights @ v).transpose(1, 2).reshape(batch, n, h)
    collected = linear(mixed, "attention.output.dense")
    middle = norm(x + collected, "attention.output.LayerNorm")
    wide = F.gelu(linear(middle, "intermediate.dense"))
    y = norm(middle + linear(wide, "output.dense"), "output.LayerNorm")
    return (y * mask[..., None]).tolist()

# %% shared_out_after_the_softmax
import math
import torch.nn.functional as F

def bert_layer(x, tensors, heads, mask, eps):
    def linear(rows, name):
        return rows @ tensors[name + ".weight"].T + tensors[name + ".bias"]

    def norm(rows, name):
        weight, bias = tensors[name + ".weight"], tensors[name + ".bias"]
        mean = rows.mean(-1, keepdim=True)
        var = rows.var(-1, unbiased=False, keepdim=True)
        return (rows - mean) / torch.sqrt(var + eps) * weight + bias

    batch, n, h = x.shape
    d = h // heads
    q = linear(x, "attention.self.query").view(batch, n, heads, d).transpose(1, 2)
    k = linear(x, "attention.self.key").view(batch, n, heads, d).transpose(1, 2)
    v = linear(x, "attention.self.value").view(batch, n, heads, d).transpose(1, 2)
    scores = q @ k.transpose(-1, -2) / math.sqrt(d)
    weights = scores.softmax(dim=-1) * mask[:, None, None, :]
    weights = weights / weights.sum(-1, keepdim=True)
    mixed = (weights @ v).transpose(1, 2).reshape(batch, n, h)
    collected = linear(mixed, "attention.output.dense")
    middle = norm(x + collected, "attention.output.LayerNorm")
    wide = F.gelu(linear(middle, "intermediate.dense"))
    return norm(middle + linear(wide, "output.dense"), "output.LayerNorm")

# %% with_gradients_and_in_place
import math
import torch.nn.functional as F

def bert_layer(x, tensors, heads, mask, eps):
    def linear(rows, name):
        return rows @ tensors[name + ".weight"].T + tensors[name + ".bias"]

    def norm(rows, name):
        weight, bias = tensors[name + ".weight"], tensors[name + ".bias"]
        mean = rows.mean(-1, keepdim=True)
        var = rows.var(-1, unbiased=False, keepdim=True)
        return (rows - mean) / torch.sqrt(var + eps) * weight + bias

    batch, n, h = x.shape
    d = h // heads
    q = linear(x, "attention.self.query").view(batch, n, heads, d).transpose(1, 2)
    k = linear(x, "attention.self.key").view(batch, n, heads, d).transpose(1, 2)
    v = linear(x, "attention.self.value").view(batch, n, heads, d).transpose(1, 2)
    scores = q @ k.transpose(-1, -2) / math.sqrt(d)
    scores = scores.masked_fill(~mask[:, None, None, :], -math.inf)
    weights = scores.softmax(dim=-1)
    mixed = (weights @ v).transpose(1, 2).reshape(batch, n, h)
    collected = linear(mixed, "attention.output.dense")
    x = x.requires_grad_()
    middle = norm(x + collected, "attention.output.LayerNorm")
    wide = F.gelu(linear(middle, "intermediate.dense"))
    return norm(middle + linear(wide, "output.dense"), "output.LayerNorm")
