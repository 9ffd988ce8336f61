# %% softmax
import math
def attention_weights(queries, keys, mask):
    scores = queries @ keys.T / math.sqrt(queries.shape[-1])
    return scores.masked_fill(~mask, -math.inf).softmax(dim=-1)

# %% by_hand
def attention_weights(queries, keys, mask):
    scores = queries @ keys.T / queries.shape[1] ** 0.5
    scores = torch.where(mask, scores, torch.tensor(float("-inf")))
    shares = torch.exp(scores - scores.max(dim=1, keepdim=True).values)
    return shares / shares.sum(dim=1, keepdim=True)

# %% a_large_negative_number
import math
def attention_weights(queries, keys, mask):
    scores = queries @ keys.T / math.sqrt(queries.shape[-1])
    return scores.masked_fill(~mask, -1e9).softmax(dim=-1)

# %% float64
import math
def attention_weights(queries, keys, mask):
    scores = queries.double() @ keys.double().T / math.sqrt(queries.shape[-1])
    return scores.masked_fill(~mask, -math.inf).softmax(dim=-1)

# %% numpy
import math
def attention_weights(queries, keys, mask):
    scores = queries @ keys.T / math.sqrt(queries.shape[-1])
    return scores.masked_fill(~mask, -math.inf).softmax(dim=-1).numpy()

# %% with_gradients
import math
def attention_weights(queries, keys, mask):
    scores = queries.requires_grad_() @ keys.T / math.sqrt(queries.shape[-1])
    return scores.masked_fill(~mask, -math.inf).softmax(dim=-1)

# %% torch_function
import torch.nn.functional as F
def attention_weights(queries, keys, mask):
    values = torch.eye(len(keys))
    return F.scaled_dot_product_attention(queries[None], keys[None], values[None], attn_mask=mask[None])[0]

# %% loops
import math
def attention_weights(queries, keys, mask):
    weights = torch.zeros(len(queries), len(keys))
    for i, query in enumerate(queries):
        allowed = [j for j in range(len(keys)) if mask[i, j]]
        scores = torch.stack([query @ keys[j] for j in allowed]) / math.sqrt(len(query))
        weights[i, allowed] = torch.softmax(scores, 0)
    return weights
