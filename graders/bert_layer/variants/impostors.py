# %% nothing
def bert_layer(x, tensors, heads, mask, eps):
    return None

# %% x
def bert_layer(x, tensors, heads, mask, eps):
    return x

# %% a_norm_alone
import torch.nn.functional as F

def bert_layer(x, tensors, heads, mask, eps):
    return F.layer_norm(x, x.shape[-1:], tensors["output.LayerNorm.weight"], tensors["output.LayerNorm.bias"], eps)

# %% zeros
def bert_layer(x, tensors, heads, mask, eps):
    return torch.zeros_like(x)

# %% nan
def bert_layer(x, tensors, heads, mask, eps):
    return x * float("nan")

# %% infinite
def bert_layer(x, tensors, heads, mask, eps):
    return x * float("inf")

# %% a_random_layer
def bert_layer(x, tensors, heads, mask, eps):
    return torch.nn.TransformerEncoderLayer(x.shape[-1], heads, batch_first=True).eval()(x)

# %% the_first_call
first = []

def bert_layer(x, tensors, heads, mask, eps):
    first.append(torch.nn.functional.layer_norm(x, x.shape[-1:]))
    return first[0]

# %% an_empty_tensor
def bert_layer(x, tensors, heads, mask, eps):
    return x[:0]

# %% the_output_bias
def bert_layer(x, tensors, heads, mask, eps):
    return torch.zeros_like(x) + tensors["output.LayerNorm.bias"]
