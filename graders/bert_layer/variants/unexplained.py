# %% a_temperature, from by_hand
-    scores = q @ k.transpose(-1, -2) / math.sqrt(d)
+    scores = q @ k.transpose(-1, -2) / math.sqrt(d) / 0.8

# %% silu, from by_hand
-    wide = F.gelu(linear(middle, "intermediate.dense"))
+    wide = F.silu(linear(middle, "intermediate.dense"))

# %% half_a_residual, from by_hand
-    middle = norm(x + collected, "attention.output.LayerNorm")
+    middle = norm(0.5 * x + collected, "attention.output.LayerNorm")

# %% first_head_left_out, from by_hand
-    mixed = (weights @ v).transpose(1, 2).reshape(batch, n, h)
+    mixed = (weights @ v).transpose(1, 2).reshape(batch, n, h)
+    mixed[..., :d] = 0

# %% causal_too, from by_hand
-    scores = scores.masked_fill(~mask[:, None, None, :], -math.inf)
+    scores = scores.masked_fill(~mask[:, None, None, :], -math.inf)
+    scores = scores.masked_fill(~torch.ones(n, n).bool().tril(), -math.inf)

# %% last_token_hidden, from by_hand
-    scores = scores.masked_fill(~mask[:, None, None, :], -math.inf)
+    seen = mask.clone()
+    seen[:, -1] = False
+    scores = scores.masked_fill(~seen[:, None, None, :], -math.inf)

# %% only_what_is_collected, from by_hand
-    middle = norm(x + collected, "attention.output.LayerNorm")
+    return collected

# %% attention_of_the_values_alone, from by_hand
-    scores = q @ k.transpose(-1, -2) / math.sqrt(d)
+    scores = v @ v.transpose(-1, -2) / math.sqrt(d)
