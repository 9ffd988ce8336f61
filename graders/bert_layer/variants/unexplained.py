# %% a_temperature
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
    scores = q @ k.transpose(-1, -2) / math.sqrt(d) / 0.8
    scores = scores.masked_fill(~mask[:, None, None, :], -math.inf)
    weights = scores.softmax(dim=-1)
    mixed = (weights @ v).transpose(1, 2).reshape(batch, n, h)
    collected = linear(mixed, "attention.output.dense")
    middle = norm(x + collected, "attention.output.LayerNorm")
    wide = F.gelu(linear(middle, "intermediate.dense"))
    return norm(middle + linear(wide, "output.dense"), "output.LayerNorm")

# %% silu
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
    wide = F.silu(linear(middle, "intermediate.dense"))
    return norm(middle + linear(wide, "output.dense"), "output.LayerNorm")

# %% half_a_residual
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
    middle = norm(0.5 * x + collected, "attention.output.LayerNorm")
    wide = F.gelu(linear(middle, "intermediate.dense"))
    return norm(middle + linear(wide, "output.dense"), "output.LayerNorm")

# %% first_head_left_out
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
    mixed[..., :d] = 0
    collected = linear(mixed, "attention.output.dense")
    middle = norm(x + collected, "attention.output.LayerNorm")
    wide = F.gelu(linear(middle, "intermediate.dense"))
    return norm(middle + linear(wide, "output.dense"), "output.LayerNorm")

# %% causal_too
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
    scores = scores.masked_fill(~torch.ones(n, n).bool().tril(), -math.inf)
    weights = scores.softmax(dim=-1)
    mixed = (weights @ v).transpose(1, 2).reshape(batch, n, h)
    collected = linear(mixed, "attention.output.dense")
    middle = norm(x + collected, "attention.output.LayerNorm")
    wide = F.gelu(linear(middle, "intermediate.dense"))
    return norm(middle + linear(wide, "output.dense"), "output.LayerNorm")

# %% last_token_hidden
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
    seen = mask.clone()
    seen[:, -1] = False
    scores = scores.masked_fill(~seen[:, None, None, :], -math.inf)
    weights = scores.softmax(dim=-1)
    mixed = (weights @ v).transpose(1, 2).reshape(batch, n, h)
    collected = linear(mixed, "attention.output.dense")
    middle = norm(x + collected, "attention.output.LayerNorm")
    wide = F.gelu(linear(middle, "intermediate.dense"))
    return norm(middle + linear(wide, "output.dense"), "output.LayerNorm")

# %% only_what_is_collected
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
    return collected
    wide = F.gelu(linear(middle, "intermediate.dense"))
    return norm(middle + linear(wide, "output.dense"), "output.LayerNorm")

# %% attention_of_the_values_alone
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
    scores = v @ v.transpose(-1, -2) / math.sqrt(d)
    scores = scores.masked_fill(~mask[:, None, None, :], -math.inf)
    weights = scores.softmax(dim=-1)
    mixed = (weights @ v).transpose(1, 2).reshape(batch, n, h)
    collected = linear(mixed, "attention.output.dense")
    middle = norm(x + collected, "attention.output.LayerNorm")
    wide = F.gelu(linear(middle, "intermediate.dense"))
    return norm(middle + linear(wide, "output.dense"), "output.LayerNorm")
