# %% scaled_by_an_odd_number, from two_tensors
-    scores = q @ k.transpose(1, 2) / math.sqrt(d)
+    scores = q @ k.transpose(1, 2) / 1.7

# %% first_head_missing, from two_tensors
-    weights = scores.masked_fill(~mask, -math.inf).softmax(dim=-1)
+    weights = scores.masked_fill(~mask, -math.inf).softmax(dim=-1)
+    weights[0] = 0

# %% a_global_that_is_never_emptied, from two_tensors
-import math
+import math
+PAST = {}
+
-    if cache is not None:
-        k, v = torch.cat([cache[0], k], dim=1), torch.cat([cache[1], v], dim=1)
-    cache = (k, v)
+    PAST["k"] = k if "k" not in PAST else torch.cat([PAST["k"], k], dim=1)
+    PAST["v"] = v if "v" not in PAST else torch.cat([PAST["v"], v], dim=1)
+    k, v = PAST["k"], PAST["v"]

# %% looks_at_the_last_three, from two_tensors
-    mask = torch.ones(n, total, dtype=torch.bool).tril(total - n)
+    mask = torch.ones(n, total, dtype=torch.bool).tril(total - n)
+    mask = mask & ~torch.ones(n, total).tril(total - n - 3).bool()

# %% room_for_a_hundred_tokens, from two_tensors
-    if cache is not None:
-        k, v = torch.cat([cache[0], k], dim=1), torch.cat([cache[1], v], dim=1)
-    cache = (k, v)
+    if cache is None:
+        cache = [torch.zeros(2, kv_heads, 100, k.shape[-1]), 0]
+    cache[0][:, :, cache[1] : cache[1] + n] = torch.stack([k, v])
+    cache[1] += n
+    k, v = cache[0][:, :, : cache[1]]

# %% in_numpy
import numpy as np
def decode(x_new, cache, tensors, heads, kv_heads):
    x = x_new.numpy()
    q, k, v = (x @ tensors[f"{one}_proj.weight"].numpy().T for one in "qkv")
    if cache is not None:
        k, v = np.concatenate([cache[0], k]), np.concatenate([cache[1], v])
    n, t, d = len(q), len(k), q.shape[1] // heads
    mixed = []
    for head in range(heads):
        own = slice(head * kv_heads // heads * d, (head * kv_heads // heads + 1) * d)
        scores = q[:, head * d : (head + 1) * d] @ k[:, own].T / d**0.5
        scores[np.triu(np.ones((n, t)), t - n + 1) == 1] = -np.inf
        weights = np.exp(scores - scores.max(-1, keepdims=True))
        mixed.append(weights / weights.sum(-1, keepdims=True) @ v[:, own])
    return np.concatenate(mixed, 1) @ tensors["o_proj.weight"].numpy().T, (k, v)
