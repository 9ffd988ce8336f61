# %% no_biases -> biases_left_out
import math
import torch.nn.functional as F

def bert_layer(x, tensors, heads, mask, eps):
    def linear(rows, name):
        return rows @ tensors[name + ".weight"].T

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

# %% no_biases_in_attention -> biases_left_out
import math
import torch.nn.functional as F

def bert_layer(x, tensors, heads, mask, eps):
    def linear(rows, name):
        rows = rows @ tensors[name + ".weight"].T
        return rows if name.startswith("attention") else rows + tensors[name + ".bias"]

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

# %% no_output_bias -> biases_left_out
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
    collected = mixed @ tensors["attention.output.dense.weight"].T
    middle = norm(x + collected, "attention.output.LayerNorm")
    wide = F.gelu(linear(middle, "intermediate.dense"))
    return norm(middle + linear(wide, "output.dense"), "output.LayerNorm")

# %% no_bias_up -> biases_left_out
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
    wide = F.gelu(middle @ tensors["intermediate.dense.weight"].T)
    return norm(middle + linear(wide, "output.dense"), "output.LayerNorm")

# %% weights_as_they_are -> weights_not_transposed
import math
import torch.nn.functional as F

def bert_layer(x, tensors, heads, mask, eps):
    def linear(rows, name):
        weight = tensors[name + ".weight"]
        if weight.shape[0] != weight.shape[1]:
            weight = weight.T
        return rows @ weight + tensors[name + ".bias"]

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

# %% no_output_projection -> output_projection_left_out
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
    collected = mixed
    middle = norm(x + collected, "attention.output.LayerNorm")
    wide = F.gelu(linear(middle, "intermediate.dense"))
    return norm(middle + linear(wide, "output.dense"), "output.LayerNorm")

# %% keys_times_queries -> queries_and_keys_swapped
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
    scores = k @ q.transpose(-1, -2) / math.sqrt(d)
    scores = scores.masked_fill(~mask[:, None, None, :], -math.inf)
    weights = scores.softmax(dim=-1)
    mixed = (weights @ v).transpose(1, 2).reshape(batch, n, h)
    collected = linear(mixed, "attention.output.dense")
    middle = norm(x + collected, "attention.output.LayerNorm")
    wide = F.gelu(linear(middle, "intermediate.dense"))
    return norm(middle + linear(wide, "output.dense"), "output.LayerNorm")

# %% root_of_h -> scaled_by_the_hidden_size
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
    scores = q @ k.transpose(-1, -2) / math.sqrt(h)
    scores = scores.masked_fill(~mask[:, None, None, :], -math.inf)
    weights = scores.softmax(dim=-1)
    mixed = (weights @ v).transpose(1, 2).reshape(batch, n, h)
    collected = linear(mixed, "attention.output.dense")
    middle = norm(x + collected, "attention.output.LayerNorm")
    wide = F.gelu(linear(middle, "intermediate.dense"))
    return norm(middle + linear(wide, "output.dense"), "output.LayerNorm")

# %% unscaled -> not_scaled
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
    scores = q @ k.transpose(-1, -2)
    scores = scores.masked_fill(~mask[:, None, None, :], -math.inf)
    weights = scores.softmax(dim=-1)
    mixed = (weights @ v).transpose(1, 2).reshape(batch, n, h)
    collected = linear(mixed, "attention.output.dense")
    middle = norm(x + collected, "attention.output.LayerNorm")
    wide = F.gelu(linear(middle, "intermediate.dense"))
    return norm(middle + linear(wide, "output.dense"), "output.LayerNorm")

# %% divided_by_d -> scaled_without_the_root
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
    scores = q @ k.transpose(-1, -2) / d
    scores = scores.masked_fill(~mask[:, None, None, :], -math.inf)
    weights = scores.softmax(dim=-1)
    mixed = (weights @ v).transpose(1, 2).reshape(batch, n, h)
    collected = linear(mixed, "attention.output.dense")
    middle = norm(x + collected, "attention.output.LayerNorm")
    wide = F.gelu(linear(middle, "intermediate.dense"))
    return norm(middle + linear(wide, "output.dense"), "output.LayerNorm")

# %% root_of_heads -> scaled_by_the_number_of_heads
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
    scores = q @ k.transpose(-1, -2) / math.sqrt(q.shape[1])
    scores = scores.masked_fill(~mask[:, None, None, :], -math.inf)
    weights = scores.softmax(dim=-1)
    mixed = (weights @ v).transpose(1, 2).reshape(batch, n, h)
    collected = linear(mixed, "attention.output.dense")
    middle = norm(x + collected, "attention.output.LayerNorm")
    wide = F.gelu(linear(middle, "intermediate.dense"))
    return norm(middle + linear(wide, "output.dense"), "output.LayerNorm")

# %% view_without_transpose -> heads_mixed_with_tokens
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
    q = linear(x, "attention.self.query").view(batch, heads, n, d)
    k = linear(x, "attention.self.key").view(batch, heads, n, d)
    v = linear(x, "attention.self.value").view(batch, heads, n, d)
    scores = q @ k.transpose(-1, -2) / math.sqrt(d)
    scores = scores.masked_fill(~mask[:, None, None, :], -math.inf)
    weights = scores.softmax(dim=-1)
    mixed = (weights @ v).transpose(1, 2).reshape(batch, n, h)
    collected = linear(mixed, "attention.output.dense")
    middle = norm(x + collected, "attention.output.LayerNorm")
    wide = F.gelu(linear(middle, "intermediate.dense"))
    return norm(middle + linear(wide, "output.dense"), "output.LayerNorm")

# %% view_without_transpose_both_ways -> heads_mixed_with_tokens heads_joined_without_transpose
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
    q = linear(x, "attention.self.query").view(batch, heads, n, d)
    k = linear(x, "attention.self.key").view(batch, heads, n, d)
    v = linear(x, "attention.self.value").view(batch, heads, n, d)
    scores = q @ k.transpose(-1, -2) / math.sqrt(d)
    scores = scores.masked_fill(~mask[:, None, None, :], -math.inf)
    weights = scores.softmax(dim=-1)
    mixed = (weights @ v).reshape(batch, n, h)
    collected = linear(mixed, "attention.output.dense")
    middle = norm(x + collected, "attention.output.LayerNorm")
    wide = F.gelu(linear(middle, "intermediate.dense"))
    return norm(middle + linear(wide, "output.dense"), "output.LayerNorm")

# %% reshaped_back_at_once -> heads_joined_without_transpose
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
    mixed = (weights @ v).reshape(batch, n, h)
    collected = linear(mixed, "attention.output.dense")
    middle = norm(x + collected, "attention.output.LayerNorm")
    wide = F.gelu(linear(middle, "intermediate.dense"))
    return norm(middle + linear(wide, "output.dense"), "output.LayerNorm")

# %% heads_last -> heads_cut_crosswise
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
    q = linear(x, "attention.self.query").view(batch, n, d, heads).permute(0, 3, 1, 2)
    k = linear(x, "attention.self.key").view(batch, n, d, heads).permute(0, 3, 1, 2)
    v = linear(x, "attention.self.value").view(batch, n, d, heads).permute(0, 3, 1, 2)
    scores = q @ k.transpose(-1, -2) / math.sqrt(d)
    scores = scores.masked_fill(~mask[:, None, None, :], -math.inf)
    weights = scores.softmax(dim=-1)
    mixed = (weights @ v).transpose(1, 2).reshape(batch, n, h)
    collected = linear(mixed, "attention.output.dense")
    middle = norm(x + collected, "attention.output.LayerNorm")
    wide = F.gelu(linear(middle, "intermediate.dense"))
    return norm(middle + linear(wide, "output.dense"), "output.LayerNorm")

# %% mean_over_heads -> heads_averaged
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
    mixed = (weights @ v).mean(1).repeat(1, 1, heads)
    collected = linear(mixed, "attention.output.dense")
    middle = norm(x + collected, "attention.output.LayerNorm")
    wide = F.gelu(linear(middle, "intermediate.dense"))
    return norm(middle + linear(wide, "output.dense"), "output.LayerNorm")

# %% softmax_dim_1 -> softmax_over_heads
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
    scores = scores.masked_fill(~mask[:, None, None, :], -1e9)
    weights = scores.softmax(dim=1)
    mixed = (weights @ v).transpose(1, 2).reshape(batch, n, h)
    collected = linear(mixed, "attention.output.dense")
    middle = norm(x + collected, "attention.output.LayerNorm")
    wide = F.gelu(linear(middle, "intermediate.dense"))
    return norm(middle + linear(wide, "output.dense"), "output.LayerNorm")

# %% softmax_dim_2 -> softmax_over_queries
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
    scores = scores.masked_fill(~mask[:, None, None, :], -1e9)
    weights = scores.softmax(dim=2)
    mixed = (weights @ v).transpose(1, 2).reshape(batch, n, h)
    collected = linear(mixed, "attention.output.dense")
    middle = norm(x + collected, "attention.output.LayerNorm")
    wide = F.gelu(linear(middle, "intermediate.dense"))
    return norm(middle + linear(wide, "output.dense"), "output.LayerNorm")

# %% scores_as_weights -> no_softmax
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
    weights = scores * mask[:, None, None, :]
    mixed = (weights @ v).transpose(1, 2).reshape(batch, n, h)
    collected = linear(mixed, "attention.output.dense")
    middle = norm(x + collected, "attention.output.LayerNorm")
    wide = F.gelu(linear(middle, "intermediate.dense"))
    return norm(middle + linear(wide, "output.dense"), "output.LayerNorm")

# %% no_mask -> mask_not_used
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
    weights = scores.softmax(dim=-1)
    mixed = (weights @ v).transpose(1, 2).reshape(batch, n, h)
    collected = linear(mixed, "attention.output.dense")
    middle = norm(x + collected, "attention.output.LayerNorm")
    wide = F.gelu(linear(middle, "intermediate.dense"))
    return norm(middle + linear(wide, "output.dense"), "output.LayerNorm")

# %% mask_on_queries -> queries_masked
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
    scores = scores.masked_fill(~mask[:, None, :, None], -math.inf)
    weights = scores.softmax(dim=-1)
    mixed = (weights @ v).transpose(1, 2).reshape(batch, n, h)
    collected = linear(mixed, "attention.output.dense")
    middle = norm(x + collected, "attention.output.LayerNorm")
    wide = F.gelu(linear(middle, "intermediate.dense"))
    return norm(middle + linear(wide, "output.dense"), "output.LayerNorm")

# %% mask_on_queries_with_a_large_number -> queries_masked
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
    scores = scores.masked_fill(~mask[:, None, :, None], -1e9)
    weights = scores.softmax(dim=-1)
    mixed = (weights @ v).transpose(1, 2).reshape(batch, n, h)
    collected = linear(mixed, "attention.output.dense")
    middle = norm(x + collected, "attention.output.LayerNorm")
    wide = F.gelu(linear(middle, "intermediate.dense"))
    return norm(middle + linear(wide, "output.dense"), "output.LayerNorm")

# %% mask_turned_round -> mask_inverted
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
    scores = scores.masked_fill(mask[:, None, None, :], -1e9)
    weights = scores.softmax(dim=-1)
    mixed = (weights @ v).transpose(1, 2).reshape(batch, n, h)
    collected = linear(mixed, "attention.output.dense")
    middle = norm(x + collected, "attention.output.LayerNorm")
    wide = F.gelu(linear(middle, "intermediate.dense"))
    return norm(middle + linear(wide, "output.dense"), "output.LayerNorm")

# %% mask_on_weights -> mask_after_softmax
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
    mixed = (weights @ v).transpose(1, 2).reshape(batch, n, h)
    collected = linear(mixed, "attention.output.dense")
    middle = norm(x + collected, "attention.output.LayerNorm")
    wide = F.gelu(linear(middle, "intermediate.dense"))
    return norm(middle + linear(wide, "output.dense"), "output.LayerNorm")

# %% scores_times_mask -> hidden_scores_set_to_zero
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
    scores = scores * mask[:, None, None, :]
    weights = scores.softmax(dim=-1)
    mixed = (weights @ v).transpose(1, 2).reshape(batch, n, h)
    collected = linear(mixed, "attention.output.dense")
    middle = norm(x + collected, "attention.output.LayerNorm")
    wide = F.gelu(linear(middle, "intermediate.dense"))
    return norm(middle + linear(wide, "output.dense"), "output.LayerNorm")

# %% mask_as_one_and_zero -> mask_added
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
    scores = scores + mask[:, None, None, :].float()
    weights = scores.softmax(dim=-1)
    mixed = (weights @ v).transpose(1, 2).reshape(batch, n, h)
    collected = linear(mixed, "attention.output.dense")
    middle = norm(x + collected, "attention.output.LayerNorm")
    wide = F.gelu(linear(middle, "intermediate.dense"))
    return norm(middle + linear(wide, "output.dense"), "output.LayerNorm")

# %% no_residuals -> residual_left_out
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
    middle = norm(collected, "attention.output.LayerNorm")
    wide = F.gelu(linear(middle, "intermediate.dense"))
    return norm(linear(wide, "output.dense"), "output.LayerNorm")

# %% no_first_residual -> residual_left_out
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
    middle = norm(collected, "attention.output.LayerNorm")
    wide = F.gelu(linear(middle, "intermediate.dense"))
    return norm(middle + linear(wide, "output.dense"), "output.LayerNorm")

# %% no_second_residual -> residual_left_out
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
    return norm(linear(wide, "output.dense"), "output.LayerNorm")

# %% adds_x_twice -> second_residual_from_the_start
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
    return norm(x + linear(wide, "output.dense"), "output.LayerNorm")

# %% pre_norm -> norm_before_the_block
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
    start, x = x, norm(x, "attention.output.LayerNorm")
    q = linear(x, "attention.self.query").view(batch, n, heads, d).transpose(1, 2)
    k = linear(x, "attention.self.key").view(batch, n, heads, d).transpose(1, 2)
    v = linear(x, "attention.self.value").view(batch, n, heads, d).transpose(1, 2)
    scores = q @ k.transpose(-1, -2) / math.sqrt(d)
    scores = scores.masked_fill(~mask[:, None, None, :], -math.inf)
    weights = scores.softmax(dim=-1)
    mixed = (weights @ v).transpose(1, 2).reshape(batch, n, h)
    collected = linear(mixed, "attention.output.dense")
    middle = start + collected
    wide = F.gelu(linear(norm(middle, "output.LayerNorm"), "intermediate.dense"))
    return middle + linear(wide, "output.dense")

# %% norm_of_the_change -> norm_before_the_sum
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
    middle = x + norm(collected, "attention.output.LayerNorm")
    wide = F.gelu(linear(middle, "intermediate.dense"))
    return middle + norm(linear(wide, "output.dense"), "output.LayerNorm")

# %% no_norms -> norm_left_out
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
    middle = x + collected
    wide = F.gelu(linear(middle, "intermediate.dense"))
    return middle + linear(wide, "output.dense")

# %% no_second_norm -> norm_left_out
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
    return middle + linear(wide, "output.dense")

# %% one_norm_twice -> norms_swapped
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
    return norm(middle + linear(wide, "output.dense"), "attention.output.LayerNorm")

# %% other_norm_first -> norms_swapped
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
    middle = norm(x + collected, "output.LayerNorm")
    wide = F.gelu(linear(middle, "intermediate.dense"))
    return norm(middle + linear(wide, "output.dense"), "attention.output.LayerNorm")

# %% attention_alone -> feed_forward_left_out
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
    return middle

# %% torch_var -> variance_with_n_minus_1
import math
import torch.nn.functional as F

def bert_layer(x, tensors, heads, mask, eps):
    def linear(rows, name):
        return rows @ tensors[name + ".weight"].T + tensors[name + ".bias"]

    def norm(rows, name):
        weight, bias = tensors[name + ".weight"], tensors[name + ".bias"]
        mean = rows.mean(-1, keepdim=True)
        var = rows.var(-1, keepdim=True)
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

# %% torch_std -> variance_with_n_minus_1
import math
import torch.nn.functional as F

def bert_layer(x, tensors, heads, mask, eps):
    def linear(rows, name):
        return rows @ tensors[name + ".weight"].T + tensors[name + ".bias"]

    def norm(rows, name):
        weight, bias = tensors[name + ".weight"], tensors[name + ".bias"]
        mean = rows.mean(-1, keepdim=True)
        return (rows - mean) / (rows.std(-1, keepdim=True) + eps) * weight + bias

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

# %% default_eps -> eps_not_used
import math
import torch.nn.functional as F

def bert_layer(x, tensors, heads, mask, eps):
    def linear(rows, name):
        return rows @ tensors[name + ".weight"].T + tensors[name + ".bias"]

    def norm(rows, name):
        weight, bias = tensors[name + ".weight"], tensors[name + ".bias"]
        return F.layer_norm(rows, rows.shape[-1:], weight, bias)

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

# %% bert_eps -> eps_not_used
import math
import torch.nn.functional as F

def bert_layer(x, tensors, heads, mask, eps):
    def linear(rows, name):
        return rows @ tensors[name + ".weight"].T + tensors[name + ".bias"]

    def norm(rows, name):
        weight, bias = tensors[name + ".weight"], tensors[name + ".bias"]
        return F.layer_norm(rows, rows.shape[-1:], weight, bias, 1e-12)

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

# %% std_plus_eps -> eps_beside_the_root
import math
import torch.nn.functional as F

def bert_layer(x, tensors, heads, mask, eps):
    def linear(rows, name):
        return rows @ tensors[name + ".weight"].T + tensors[name + ".bias"]

    def norm(rows, name):
        weight, bias = tensors[name + ".weight"], tensors[name + ".bias"]
        mean = rows.mean(-1, keepdim=True)
        var = rows.var(-1, unbiased=False, keepdim=True)
        return (rows - mean) / (torch.sqrt(var) + eps) * weight + bias

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

# %% no_root -> divided_by_the_variance
import math
import torch.nn.functional as F

def bert_layer(x, tensors, heads, mask, eps):
    def linear(rows, name):
        return rows @ tensors[name + ".weight"].T + tensors[name + ".bias"]

    def norm(rows, name):
        weight, bias = tensors[name + ".weight"], tensors[name + ".bias"]
        mean = rows.mean(-1, keepdim=True)
        var = rows.var(-1, unbiased=False, keepdim=True)
        return (rows - mean) / (var + eps) * weight + bias

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

# %% norm_without_weight -> norm_without_its_tensors
import math
import torch.nn.functional as F

def bert_layer(x, tensors, heads, mask, eps):
    def linear(rows, name):
        return rows @ tensors[name + ".weight"].T + tensors[name + ".bias"]

    def norm(rows, name):
        weight, bias = tensors[name + ".weight"], tensors[name + ".bias"]
        mean = rows.mean(-1, keepdim=True)
        var = rows.var(-1, unbiased=False, keepdim=True)
        return (rows - mean) / torch.sqrt(var + eps)

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

# %% norm_over_two_axes -> norm_over_all_tokens
import math
import torch.nn.functional as F

def bert_layer(x, tensors, heads, mask, eps):
    def linear(rows, name):
        return rows @ tensors[name + ".weight"].T + tensors[name + ".bias"]

    def norm(rows, name):
        weight, bias = tensors[name + ".weight"], tensors[name + ".bias"]
        mean = rows.mean((-2, -1), keepdim=True)
        var = rows.var((-2, -1), unbiased=False, keepdim=True)
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

# %% approximate_gelu -> gelu_by_tanh
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
    wide = F.gelu(linear(middle, "intermediate.dense"), approximate="tanh")
    return norm(middle + linear(wide, "output.dense"), "output.LayerNorm")

# %% relu -> relu_for_gelu
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
    wide = F.relu(linear(middle, "intermediate.dense"))
    return norm(middle + linear(wide, "output.dense"), "output.LayerNorm")

# %% no_activation -> no_nonlinearity
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
    wide = linear(middle, "intermediate.dense")
    return norm(middle + linear(wide, "output.dense"), "output.LayerNorm")

# %% squeezed -> another_shape
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
    return norm(middle + linear(wide, "output.dense"), "output.LayerNorm").squeeze()

# %% one_decimal -> rounded_too_much
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
    return norm(middle + linear(wide, "output.dense"), "output.LayerNorm").round(decimals=1)

# %% two_decimals -> rounded_too_much
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
    return norm(middle + linear(wide, "output.dense"), "output.LayerNorm").round(decimals=2)

# %% three_heads -> heads_not_used
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
    heads = 3
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

# %% one_large_head -> heads_not_used
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
    heads, d = 1, h
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

# %% no_first_residual_and_relu -> residual_left_out relu_for_gelu
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
    middle = norm(collected, "attention.output.LayerNorm")
    wide = F.relu(linear(middle, "intermediate.dense"))
    return norm(middle + linear(wide, "output.dense"), "output.LayerNorm")

# %% root_of_h_and_no_mask -> scaled_by_the_hidden_size mask_not_used
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
    scores = q @ k.transpose(-1, -2) / math.sqrt(h)
    weights = scores.softmax(dim=-1)
    mixed = (weights @ v).transpose(1, 2).reshape(batch, n, h)
    collected = linear(mixed, "attention.output.dense")
    middle = norm(x + collected, "attention.output.LayerNorm")
    wide = F.gelu(linear(middle, "intermediate.dense"))
    return norm(middle + linear(wide, "output.dense"), "output.LayerNorm")

# %% einsum_scaled_by_all -> scaled_by_the_hidden_size
import torch.nn.functional as F

def bert_layer(x, tensors, heads, mask, eps):
    lin = lambda t, name: F.linear(t, tensors[f"{name}.weight"], tensors[f"{name}.bias"])
    ln = lambda t, name: F.layer_norm(t, (t.shape[-1],), tensors[f"{name}.weight"], tensors[f"{name}.bias"], eps)
    b, n, h = x.shape
    q, k, v = (lin(x, f"attention.self.{p}").reshape(b, n, heads, -1) for p in ("query", "key", "value"))
    s = torch.einsum("bihd,bjhd->bhij", q, k) * h ** -0.5
    s = torch.where(mask[:, None, None], s, torch.finfo(s.dtype).min)
    o = torch.einsum("bhij,bjhd->bihd", s.softmax(-1), v).reshape(b, n, h)
    x = ln(x + lin(o, "attention.output.dense"), "attention.output.LayerNorm")
    return ln(x + lin(F.gelu(lin(x, "intermediate.dense")), "output.dense"), "output.LayerNorm")

# %% a_module_before -> norm_before_the_block
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

    x = x + attend(ln(x, "attention.output.LayerNorm"))
    return x + lin(F.gelu(lin(ln(x, "output.LayerNorm"), "intermediate.dense")), "output.dense")

# %% heads_one_by_one_with_a_shared_softmax_axis -> softmax_over_queries
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
            parts.append(torch.softmax(s, 0) @ v[:, part])
        rows.append(torch.cat(parts, -1))
    c = torch.stack(rows) @ T["attention.output.dense.weight"].T + T["attention.output.dense.bias"]
    m = ln(x + c, "attention.output.LayerNorm.")
    w = m @ T["intermediate.dense.weight"].T + T["intermediate.dense.bias"]
    g = w * 0.5 * (1 + torch.erf(w / math.sqrt(2)))
    return ln(m + g @ T["output.dense.weight"].T + T["output.dense.bias"], "output.LayerNorm.")

# %% key_padding_mask_turned_round -> mask_inverted
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
        training=False, key_padding_mask=mask.float() * -1e9)
    m = F.layer_norm(x + out.transpose(0, 1), x.shape[-1:], *t("attention.output.LayerNorm"), eps)
    return F.layer_norm(m + F.linear(F.gelu(F.linear(m, *t("intermediate.dense"))), *t("output.dense")),
                        x.shape[-1:], *t("output.LayerNorm"), eps)

# %% gpt2_gelu -> gelu_by_tanh
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
    wide = 0.5 * (w := linear(middle, "intermediate.dense")) * (1 + torch.tanh(0.7978845608 * (w + 0.044715 * w ** 3)))
    return norm(middle + linear(wide, "output.dense"), "output.LayerNorm")
