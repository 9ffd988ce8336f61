# %% not_scaled -> not_scaled
import math
def attention_weights(queries, keys, mask):
    scores = queries @ keys.T
    return scores.masked_fill(~mask, -math.inf).softmax(dim=-1)

# %% scaled_by_d -> scaled_without_the_root
import math
def attention_weights(queries, keys, mask):
    scores = queries @ keys.T / queries.shape[-1]
    return scores.masked_fill(~mask, -math.inf).softmax(dim=-1)

# %% scaled_by_tokens -> scaled_by_the_number_of_tokens
import math
def attention_weights(queries, keys, mask):
    scores = queries @ keys.T / math.sqrt(queries.shape[0])
    return scores.masked_fill(~mask, -math.inf).softmax(dim=-1)

# %% over_queries -> softmax_over_queries
import math
def attention_weights(queries, keys, mask):
    scores = queries @ keys.T / math.sqrt(queries.shape[-1])
    return scores.masked_fill(~mask, -math.inf).softmax(dim=0)

# %% mask_turned -> mask_inverted
import math
def attention_weights(queries, keys, mask):
    scores = queries @ keys.T / math.sqrt(queries.shape[-1])
    return scores.masked_fill(mask, -math.inf).softmax(dim=-1)

# %% masked_afterwards -> mask_after_softmax
import math
def attention_weights(queries, keys, mask):
    scores = queries @ keys.T / math.sqrt(queries.shape[-1])
    return scores.softmax(dim=-1) * mask

# %% masked_with_zero -> hidden_scores_set_to_zero
import math
def attention_weights(queries, keys, mask):
    scores = queries @ keys.T / math.sqrt(queries.shape[-1])
    return scores.masked_fill(~mask, 0.0).softmax(dim=-1)

# %% no_mask -> mask_not_used
import math
def attention_weights(queries, keys, mask):
    scores = queries @ keys.T / math.sqrt(queries.shape[-1])
    return scores.softmax(dim=-1)

# %% own_causal_mask -> always_causal
import math
def attention_weights(queries, keys, mask):
    scores = queries @ keys.T / math.sqrt(queries.shape[-1])
    return scores.masked_fill(~torch.ones_like(mask).tril(), -math.inf).softmax(dim=-1)

# %% no_softmax -> no_softmax
import math
def attention_weights(queries, keys, mask):
    scores = queries @ keys.T / math.sqrt(queries.shape[-1])
    return scores

# %% not_divided_by_the_sum -> not_shared_out
def attention_weights(queries, keys, mask):
    scores = queries @ keys.T / queries.shape[-1] ** 0.5
    scores = scores.masked_fill(~mask, float("-inf"))
    return torch.exp(scores - scores.max(dim=-1, keepdim=True).values)

# %% shares_without_exponential
import math
def attention_weights(queries, keys, mask):
    scores = queries @ keys.T / math.sqrt(queries.shape[-1])
    s = scores.abs() * mask
    return s / s.sum(-1, keepdim=True)

# %% overflows -> exponential_overflows
def attention_weights(queries, keys, mask):
    scores = queries @ keys.T / queries.shape[1] ** 0.5
    scores = torch.where(mask, scores, torch.tensor(float("-inf")))
    shares = torch.exp(scores)
    return shares / shares.sum(dim=1, keepdim=True)

# %% keys_and_queries_swapped
import math
def attention_weights(queries, keys, mask):
    scores = (keys @ queries.T).reshape(mask.shape) / math.sqrt(queries.shape[-1])
    return scores.masked_fill(~mask, -math.inf).softmax(dim=-1)

# %% numpy_without_the_root -> not_scaled
import numpy as np

def attention_weights(queries, keys, mask):
    q, k, m = queries.numpy(), keys.numpy(), mask.numpy()
    scores = np.where(m, q.dot(k.T), -np.inf)
    e = np.exp(scores - scores.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)

# %% einsum_and_a_second_softmax -> softmax_twice
import torch.nn.functional as F

def attention_weights(queries, keys, mask):
    scores = torch.einsum("id,jd->ij", queries, keys) / queries.size(1) ** 0.5
    scores[~mask] = float("-inf")
    return F.softmax(F.softmax(scores, dim=1), dim=1)

# %% minus_a_thousand -> hidden_scores_not_low_enough
def attention_weights(queries, keys, mask):
    d = queries.shape[1]
    scores = torch.matmul(queries, keys.transpose(0, 1)) / d ** 0.5
    scores = torch.where(mask, scores, torch.full_like(scores, -1000.0))
    return torch.softmax(scores, dim=-1)

# %% shared_out_again -> mask_after_softmax_and_shared_out_again
def attention_weights(queries, keys, mask):
    weights = torch.softmax(queries @ keys.T / queries.shape[-1] ** 0.5, dim=-1)
    weights = weights * mask
    return weights / weights.sum(dim=-1, keepdim=True)

# %% one_maximum -> one_maximum_for_all
def attention_weights(queries, keys, mask):
    scores = queries @ keys.T / queries.shape[-1] ** 0.5
    scores = scores.masked_fill(~mask, float("-inf"))
    e = torch.exp(scores - scores.max())
    return e / e.sum(dim=-1, keepdim=True)

# %% root_of_two -> scaled_as_in_the_example
def attention_weights(queries, keys, mask):
    scores = (queries @ keys.T) / 1.41421356
    scores[mask == False] = -float("inf")
    return scores.softmax(1)

# %% over_queries_and_unscaled
def attention_weights(queries, keys, mask):
    scores = queries @ keys.T
    scores = scores.masked_fill(~mask, -1e9)
    return scores.softmax(dim=0)

# %% unscaled_and_masked_afterwards
def attention_weights(queries, keys, mask):
    weights = (queries @ keys.T).softmax(dim=-1)
    return weights * mask

# %% cut_off_at_eighty
def attention_weights(queries, keys, mask):
    scores = queries @ keys.T / queries.shape[-1] ** 0.5
    shares = torch.exp(scores.clamp(max=80.0)) * mask
    return shares / shares.sum(dim=-1, keepdim=True)
