# %% a_temperature
def attention_weights(queries, keys, mask):
    scores = queries @ keys.T / queries.shape[-1] ** 0.5
    return (scores.masked_fill(~mask, float("-inf")) / 0.7).softmax(-1)

# %% squared_and_shared_out
def attention_weights(queries, keys, mask):
    scores = queries @ keys.T / queries.shape[-1] ** 0.5
    squared = scores.masked_fill(~mask, float("-inf")).softmax(-1) ** 2
    return squared / squared.sum(-1, keepdim=True)

# %% blended_with_uniform
def attention_weights(queries, keys, mask):
    scores = queries @ keys.T / queries.shape[-1] ** 0.5
    weights = scores.masked_fill(~mask, float("-inf")).softmax(-1)
    return 0.8 * weights + 0.2 * mask / mask.sum(-1, keepdim=True)

# %% cosines
import torch.nn.functional as F

def attention_weights(queries, keys, mask):
    scores = F.normalize(queries) @ F.normalize(keys).T
    return scores.masked_fill(~mask, float("-inf")).softmax(-1)
