# %% repeat -> groups_in_turn, from two_tensors
-    k, v = (one.repeat_interleave(heads // kv_heads, dim=0) for one in (k, v))
+    k, v = (one.repeat(heads // kv_heads, 1, 1) for one in (k, v))

# %% modulo -> groups_in_turn
def decode(x_new, cache, tensors, heads, kv_heads):
    d = len(tensors["q_proj.weight"]) // heads
    q, k, v = (x_new @ tensors[name + "_proj.weight"].T for name in "qkv")
    if cache is not None:
        k, v = torch.cat([cache[0], k]), torch.cat([cache[1], v])
    past, mixed = len(k) - len(q), []
    mask = torch.tril(torch.ones(len(q), len(k)), past) == 0
    for head in range(heads):
        g = head % kv_heads
        scores = q[:, head * d:(head + 1) * d] @ k[:, g * d:(g + 1) * d].T / d ** 0.5
        mixed.append(scores.masked_fill(mask, float("-inf")).softmax(-1) @ v[:, g * d:(g + 1) * d])
    return torch.cat(mixed, dim=1) @ tensors["o_proj.weight"].T, (k, v)

# %% caches_repeated -> repeated_heads_cached, from two_tensors
-    v = (x_new @ tensors["v_proj.weight"].T).view(n, kv_heads, -1).transpose(0, 1)
+    v = (x_new @ tensors["v_proj.weight"].T).view(n, kv_heads, -1).transpose(0, 1)
+    k, v = (one.repeat_interleave(heads // kv_heads, dim=0) for one in (k, v))
-    k, v = (one.repeat_interleave(heads // kv_heads, dim=0) for one in (k, v))

# %% no_mask -> later_tokens_of_a_chunk_seen, from two_tensors
-    weights = scores.masked_fill(~mask, -math.inf).softmax(dim=-1)
+    weights = scores.softmax(dim=-1)

# %% mask_in_the_first_call_only -> later_tokens_of_a_chunk_seen
import math
def decode(x_new, cache, tensors, heads, kv_heads):
    n = len(x_new)
    q = (x_new @ tensors["q_proj.weight"].T).view(n, heads, -1).transpose(0, 1)
    k = (x_new @ tensors["k_proj.weight"].T).view(n, kv_heads, -1).transpose(0, 1)
    v = (x_new @ tensors["v_proj.weight"].T).view(n, kv_heads, -1).transpose(0, 1)
    first = cache is None
    if cache is not None:
        k, v = torch.cat([cache[0], k], dim=1), torch.cat([cache[1], v], dim=1)
    cache = (k, v)
    k, v = (one.repeat_interleave(heads // kv_heads, dim=0) for one in (k, v))
    total, d = k.shape[1:]
    scores = q @ k.transpose(1, 2) / math.sqrt(d)
    mask = torch.ones(n, total, dtype=torch.bool).tril(total - n)
    if first:
        scores = scores.masked_fill(~mask, -math.inf)
    weights = scores.softmax(dim=-1)
    y = (weights @ v).transpose(0, 1).reshape(n, -1) @ tensors["o_proj.weight"].T
    return y, cache

# %% tril_without_a_diagonal -> mask_without_offset, from two_tensors
-    mask = torch.ones(n, total, dtype=torch.bool).tril(total - n)
+    mask = torch.ones(n, total, dtype=torch.bool).tril()

# %% is_causal -> mask_without_offset
import torch.nn.functional as F
def decode(x_new, cache, tensors, heads, kv_heads):
    n = len(x_new)
    q = (x_new @ tensors["q_proj.weight"].T).view(1, n, heads, -1).transpose(1, 2)
    k = (x_new @ tensors["k_proj.weight"].T).view(1, n, kv_heads, -1).transpose(1, 2)
    v = (x_new @ tensors["v_proj.weight"].T).view(1, n, kv_heads, -1).transpose(1, 2)
    if cache is not None:
        k = torch.cat([cache[0], k], dim=2)
        v = torch.cat([cache[1], v], dim=2)
    y = F.scaled_dot_product_attention(q, k, v, is_causal=True, enable_gqa=True)
    return y.transpose(1, 2).reshape(n, -1) @ tensors["o_proj.weight"].T, (k, v)

# %% one_diagonal_too_many -> mask_one_too_wide, from two_tensors
-    mask = torch.ones(n, total, dtype=torch.bool).tril(total - n)
+    mask = torch.ones(n, total, dtype=torch.bool).tril(total - n + 1)

# %% new_ones_first -> new_tokens_before_the_past, from two_tensors
-        k, v = torch.cat([cache[0], k], dim=1), torch.cat([cache[1], v], dim=1)
+        k, v = torch.cat([k, cache[0]], dim=1), torch.cat([v, cache[1]], dim=1)

# %% keeps_the_last_chunk -> cache_overwritten, from two_tensors
-    v = (x_new @ tensors["v_proj.weight"].T).view(n, kv_heads, -1).transpose(0, 1)
+    v = (x_new @ tensors["v_proj.weight"].T).view(n, kv_heads, -1).transpose(0, 1)
+    new = (k, v)
-    cache = (k, v)
+    cache = new

# %% past_forgotten -> past_not_read, from two_tensors
-    if cache is not None:
-        k, v = torch.cat([cache[0], k], dim=1), torch.cat([cache[1], v], dim=1)
-    cache = (k, v)
+    cache = (k, v) if cache is None else (torch.cat([cache[0], k], 1), torch.cat([cache[1], v], 1))

# %% global_lists -> state_in_a_global, from two_tensors
-import math
+import math
+KEYS, VALUES = [], []
+
-    if cache is not None:
-        k, v = torch.cat([cache[0], k], dim=1), torch.cat([cache[1], v], dim=1)
+    if cache is None:
+        KEYS.clear()
+        VALUES.clear()
+    KEYS.append(k)
+    VALUES.append(v)
+    k, v = torch.cat(KEYS, dim=1), torch.cat(VALUES, dim=1)

# %% attribute_of_the_function -> state_in_a_global, from two_tensors
-        k, v = torch.cat([cache[0], k], dim=1), torch.cat([cache[1], v], dim=1)
-    cache = (k, v)
+        k, v = torch.cat([decode.past[0], k], dim=1), torch.cat([decode.past[1], v], dim=1)
+    decode.past = cache = (k, v)

# %% queries_too -> queries_cached, from two_tensors
-    if cache is not None:
-        k, v = torch.cat([cache[0], k], dim=1), torch.cat([cache[1], v], dim=1)
-    cache = (k, v)
+    past = cache
+    cache = [q, k, v]
+    if past is not None:
+        cache = [torch.cat([a, b], dim=1) for a, b in zip(past, cache)]
+    _, k, v = cache

# %% inputs_too -> inputs_cached, from transformers_cache
-from transformers import DynamicCache

-    cache = DynamicCache() if cache is None else cache
-    k, v = (one[0] for one in cache.update(k[None], v[None], 0))
+    x = x_new
+    if cache is not None:
+        k, v, x = (torch.cat(pair, dim=at) for pair, at in zip(zip(cache, (k, v, x)), (1, 1, 0)))
+    cache = (k, v, x)

# %% everything_again -> computed_again
import math
def decode(x_new, cache, tensors, heads, kv_heads):
    x = x_new if cache is None else torch.cat([cache, x_new])
    n = len(x)
    q, k, v = (x @ tensors[f"{one}_proj.weight"].T for one in "qkv")
    q = q.view(n, heads, -1).transpose(0, 1)
    k = k.view(n, kv_heads, -1).transpose(0, 1).repeat_interleave(heads // kv_heads, dim=0)
    v = v.view(n, kv_heads, -1).transpose(0, 1).repeat_interleave(heads // kv_heads, dim=0)
    scores = q @ k.mT / math.sqrt(q.shape[-1])
    weights = scores.masked_fill(torch.ones(n, n).triu(1).bool(), -math.inf).softmax(dim=-1)
    y = (weights @ v).transpose(0, 1).reshape(n, -1) @ tensors["o_proj.weight"].T
    return y[-len(x_new):], x

# %% keys_and_values_again -> computed_again
import math
def decode(x_new, cache, tensors, heads, kv_heads):
    n = len(x_new)
    q = (x_new @ tensors["q_proj.weight"].T).view(n, heads, -1).transpose(0, 1)
    cache = x_new if cache is None else torch.cat([cache, x_new])
    k = (cache @ tensors["k_proj.weight"].T).view(len(cache), kv_heads, -1).transpose(0, 1)
    v = (cache @ tensors["v_proj.weight"].T).view(len(cache), kv_heads, -1).transpose(0, 1)
    k, v = (one.repeat_interleave(heads // kv_heads, dim=0) for one in (k, v))
    total, d = k.shape[1:]
    scores = q @ k.transpose(1, 2) / math.sqrt(d)
    mask = torch.ones(n, total, dtype=torch.bool).tril(total - n)
    weights = scores.masked_fill(~mask, -math.inf).softmax(dim=-1)
    y = (weights @ v).transpose(0, 1).reshape(n, -1) @ tensors["o_proj.weight"].T
    return y, cache

# %% scaled_by_hidden -> scaled_by_the_hidden_size, from two_tensors
-    scores = q @ k.transpose(1, 2) / math.sqrt(d)
+    scores = q @ k.transpose(1, 2) / math.sqrt(x_new.shape[-1])

# %% divided_by_hidden -> scaled_by_the_hidden_size, from two_tensors
-    scores = q @ k.transpose(1, 2) / math.sqrt(d)
+    scores = q @ k.transpose(1, 2) / x_new.shape[-1]

# %% scaled_by_all_heads -> scaled_by_the_hidden_size, from two_tensors
-    scores = q @ k.transpose(1, 2) / math.sqrt(d)
+    scores = q @ k.transpose(1, 2) / len(tensors["q_proj.weight"]) ** 0.5

# %% hidden_by_heads -> hidden_size_divided_by_heads, from two_tensors
-    scores = q @ k.transpose(1, 2) / math.sqrt(d)
+    scores = q @ k.transpose(1, 2) / math.sqrt(x_new.shape[-1] // heads)

# %% scaled_by_heads -> scaled_by_the_number_of_heads, from two_tensors
-    scores = q @ k.transpose(1, 2) / math.sqrt(d)
+    scores = q @ k.transpose(1, 2) / heads ** 0.5

# %% not_scaled -> not_scaled, from two_tensors
-    scores = q @ k.transpose(1, 2) / math.sqrt(d)
+    scores = q @ k.transpose(1, 2)

# %% no_root -> scaled_without_the_root, from two_tensors
-    scores = q @ k.transpose(1, 2) / math.sqrt(d)
+    scores = q @ k.transpose(1, 2) / d

# %% viewed_as_heads_first -> heads_and_tokens_mixed
import math
def decode(x_new, cache, tensors, heads, kv_heads):
    n = len(x_new)
    q = (x_new @ tensors["q_proj.weight"].T).view(heads, n, -1)
    k = (x_new @ tensors["k_proj.weight"].T).view(kv_heads, n, -1)
    v = (x_new @ tensors["v_proj.weight"].T).view(kv_heads, n, -1)
    if cache is not None:
        k, v = torch.cat([cache[0], k], dim=1), torch.cat([cache[1], v], dim=1)
    cache = (k, v)
    k, v = (one.repeat_interleave(heads // kv_heads, dim=0) for one in (k, v))
    total, d = k.shape[1:]
    scores = q @ k.transpose(1, 2) / math.sqrt(d)
    mask = torch.ones(n, total, dtype=torch.bool).tril(total - n)
    weights = scores.masked_fill(~mask, -math.inf).softmax(dim=-1)
    y = (weights @ v).reshape(n, -1) @ tensors["o_proj.weight"].T
    return y, cache

# %% head_index_last -> heads_cut_across
import math
def decode(x_new, cache, tensors, heads, kv_heads):
    n = len(x_new)
    q = (x_new @ tensors["q_proj.weight"].T).view(n, -1, heads).permute(2, 0, 1)
    k = (x_new @ tensors["k_proj.weight"].T).view(n, -1, kv_heads).permute(2, 0, 1)
    v = (x_new @ tensors["v_proj.weight"].T).view(n, -1, kv_heads).permute(2, 0, 1)
    if cache is not None:
        k, v = torch.cat([cache[0], k], dim=1), torch.cat([cache[1], v], dim=1)
    cache = (k, v)
    k, v = (one.repeat_interleave(heads // kv_heads, dim=0) for one in (k, v))
    total, d = k.shape[1:]
    scores = q @ k.transpose(1, 2) / math.sqrt(d)
    mask = torch.ones(n, total, dtype=torch.bool).tril(total - n)
    weights = scores.masked_fill(~mask, -math.inf).softmax(dim=-1)
    y = (weights @ v).permute(1, 2, 0).reshape(n, -1) @ tensors["o_proj.weight"].T
    return y, cache

# %% softmax_over_heads -> softmax_over_another_axis, from two_tensors
-    weights = scores.masked_fill(~mask, -math.inf).softmax(dim=-1)
+    weights = scores.masked_fill(~mask, -1e9).softmax(dim=0)

# %% no_output_projection -> no_output_projection, from two_tensors
-    y = (weights @ v).transpose(0, 1).reshape(n, -1) @ tensors["o_proj.weight"].T
+    y = (weights @ v).transpose(0, 1).reshape(n, -1)

# %% output_alone -> no_cache_returned, from two_tensors
-    return y, cache
+    return y

# %% pair_swapped -> another_type, from two_tensors
-    return y, cache
+    return cache, y

# %% float64 -> another_precision_in_the_cache, from two_tensors
-def decode(x_new, cache, tensors, heads, kv_heads):
+def decode(x_new, cache, tensors, heads, kv_heads):
+    x_new, tensors = x_new.double(), {name: one.double() for name, one in tensors.items()}

# %% half_precision -> another_precision_in_the_cache, from two_tensors
-    v = (x_new @ tensors["v_proj.weight"].T).view(n, kv_heads, -1).transpose(0, 1)
+    v = (x_new @ tensors["v_proj.weight"].T).view(n, kv_heads, -1).transpose(0, 1)
+    k, v = k.half(), v.half()
-    cache = (k, v)
+    cache = (k, v)
+    k, v = k.float(), v.float()

# %% bfloat16 -> another_precision_in_the_cache, from two_tensors
-    if cache is not None:
-        k, v = torch.cat([cache[0], k], dim=1), torch.cat([cache[1], v], dim=1)
-    cache = (k, v)
+    if cache is None:
+        cache = (k.bfloat16(), v.bfloat16())
+    else:
+        cache = tuple(torch.cat([old, new.bfloat16()], dim=1) for old, new in zip(cache, (k, v)))
+    k, v = (one.float() for one in cache)

# %% repeated_and_unscaled -> not_scaled repeated_heads_cached
import math
def decode(x_new, cache, tensors, heads, kv_heads):
    n = len(x_new)
    q = (x_new @ tensors["q_proj.weight"].T).view(n, heads, -1).transpose(0, 1)
    k = (x_new @ tensors["k_proj.weight"].T).view(n, kv_heads, -1).transpose(0, 1)
    v = (x_new @ tensors["v_proj.weight"].T).view(n, kv_heads, -1).transpose(0, 1)
    k, v = (one.repeat_interleave(heads // kv_heads, dim=0) for one in (k, v))
    if cache is not None:
        k, v = torch.cat([cache[0], k], dim=1), torch.cat([cache[1], v], dim=1)
    cache = (k, v)
    total, d = k.shape[1:]
    scores = q @ k.transpose(1, 2)
    mask = torch.ones(n, total, dtype=torch.bool).tril(total - n)
    weights = scores.masked_fill(~mask, -math.inf).softmax(dim=-1)
    y = (weights @ v).transpose(0, 1).reshape(n, -1) @ tensors["o_proj.weight"].T
    return y, cache

# %% repeat_and_no_offset -> groups_in_turn mask_without_offset, from two_tensors
-    k, v = (one.repeat_interleave(heads // kv_heads, dim=0) for one in (k, v))
+    k, v = (one.repeat(heads // kv_heads, 1, 1) for one in (k, v))
-    mask = torch.ones(n, total, dtype=torch.bool).tril(total - n)
+    mask = torch.ones(n, total, dtype=torch.bool).tril()
