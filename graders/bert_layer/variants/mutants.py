# %% no_biases -> biases_left_out, from by_hand
-        return rows @ tensors[name + ".weight"].T + tensors[name + ".bias"]
+        return rows @ tensors[name + ".weight"].T

# %% no_biases_in_attention -> biases_left_out, from by_hand
-        return rows @ tensors[name + ".weight"].T + tensors[name + ".bias"]
+        rows = rows @ tensors[name + ".weight"].T
+        return rows if name.startswith("attention") else rows + tensors[name + ".bias"]

# %% no_output_bias -> biases_left_out, from by_hand
-    collected = linear(mixed, "attention.output.dense")
+    collected = mixed @ tensors["attention.output.dense.weight"].T

# %% no_bias_up -> biases_left_out, from by_hand
-    wide = F.gelu(linear(middle, "intermediate.dense"))
+    wide = F.gelu(middle @ tensors["intermediate.dense.weight"].T)

# %% weights_as_they_are -> weights_not_transposed, from by_hand
-        return rows @ tensors[name + ".weight"].T + tensors[name + ".bias"]
+        weight = tensors[name + ".weight"]
+        if weight.shape[0] != weight.shape[1]:
+            weight = weight.T
+        return rows @ weight + tensors[name + ".bias"]

# %% no_output_projection -> output_projection_left_out, from by_hand
-    collected = linear(mixed, "attention.output.dense")
+    collected = mixed

# %% keys_times_queries -> queries_and_keys_swapped, from by_hand
-    scores = q @ k.transpose(-1, -2) / math.sqrt(d)
+    scores = k @ q.transpose(-1, -2) / math.sqrt(d)

# %% root_of_h -> scaled_by_the_hidden_size, from by_hand
-    scores = q @ k.transpose(-1, -2) / math.sqrt(d)
+    scores = q @ k.transpose(-1, -2) / math.sqrt(h)

# %% unscaled -> not_scaled, from by_hand
-    scores = q @ k.transpose(-1, -2) / math.sqrt(d)
+    scores = q @ k.transpose(-1, -2)

# %% divided_by_d -> scaled_without_the_root, from by_hand
-    scores = q @ k.transpose(-1, -2) / math.sqrt(d)
+    scores = q @ k.transpose(-1, -2) / d

# %% root_of_heads -> scaled_by_the_number_of_heads, from by_hand
-    scores = q @ k.transpose(-1, -2) / math.sqrt(d)
+    scores = q @ k.transpose(-1, -2) / math.sqrt(q.shape[1])

# %% view_without_transpose -> heads_mixed_with_tokens, from by_hand
-    q = linear(x, "attention.self.query").view(batch, n, heads, d).transpose(1, 2)
-    k = linear(x, "attention.self.key").view(batch, n, heads, d).transpose(1, 2)
-    v = linear(x, "attention.self.value").view(batch, n, heads, d).transpose(1, 2)
+    q = linear(x, "attention.self.query").view(batch, heads, n, d)
+    k = linear(x, "attention.self.key").view(batch, heads, n, d)
+    v = linear(x, "attention.self.value").view(batch, heads, n, d)

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

# %% reshaped_back_at_once -> heads_joined_without_transpose, from by_hand
-    mixed = (weights @ v).transpose(1, 2).reshape(batch, n, h)
+    mixed = (weights @ v).reshape(batch, n, h)

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

# %% mean_over_heads -> heads_averaged, from by_hand
-    mixed = (weights @ v).transpose(1, 2).reshape(batch, n, h)
+    mixed = (weights @ v).mean(1).repeat(1, 1, heads)

# %% softmax_dim_1 -> softmax_over_heads, from by_hand
-    scores = scores.masked_fill(~mask[:, None, None, :], -math.inf)
-    weights = scores.softmax(dim=-1)
+    scores = scores.masked_fill(~mask[:, None, None, :], -1e9)
+    weights = scores.softmax(dim=1)

# %% softmax_dim_2 -> softmax_over_queries, from by_hand
-    scores = scores.masked_fill(~mask[:, None, None, :], -math.inf)
-    weights = scores.softmax(dim=-1)
+    scores = scores.masked_fill(~mask[:, None, None, :], -1e9)
+    weights = scores.softmax(dim=2)

# %% scores_as_weights -> no_softmax, from by_hand
-    scores = scores.masked_fill(~mask[:, None, None, :], -math.inf)
-    weights = scores.softmax(dim=-1)
+    weights = scores * mask[:, None, None, :]

# %% no_mask -> mask_not_used, from by_hand
-    scores = scores.masked_fill(~mask[:, None, None, :], -math.inf)

# %% mask_on_queries -> queries_masked, from by_hand
-    scores = scores.masked_fill(~mask[:, None, None, :], -math.inf)
+    scores = scores.masked_fill(~mask[:, None, :, None], -math.inf)

# %% mask_on_queries_with_a_large_number -> queries_masked, from by_hand
-    scores = scores.masked_fill(~mask[:, None, None, :], -math.inf)
+    scores = scores.masked_fill(~mask[:, None, :, None], -1e9)

# %% mask_turned_round -> mask_inverted, from by_hand
-    scores = scores.masked_fill(~mask[:, None, None, :], -math.inf)
+    scores = scores.masked_fill(mask[:, None, None, :], -1e9)

# %% mask_on_weights -> mask_after_softmax, from shared_out_after_the_softmax
-    weights = weights / weights.sum(-1, keepdim=True)

# %% scores_times_mask -> hidden_scores_set_to_zero, from by_hand
-    scores = scores.masked_fill(~mask[:, None, None, :], -math.inf)
+    scores = scores * mask[:, None, None, :]

# %% mask_as_one_and_zero -> mask_added, from by_hand
-    scores = scores.masked_fill(~mask[:, None, None, :], -math.inf)
+    scores = scores + mask[:, None, None, :].float()

# %% no_residuals -> residual_left_out, from by_hand
-    middle = norm(x + collected, "attention.output.LayerNorm")
+    middle = norm(collected, "attention.output.LayerNorm")
-    return norm(middle + linear(wide, "output.dense"), "output.LayerNorm")
+    return norm(linear(wide, "output.dense"), "output.LayerNorm")

# %% no_first_residual -> residual_left_out, from by_hand
-    middle = norm(x + collected, "attention.output.LayerNorm")
+    middle = norm(collected, "attention.output.LayerNorm")

# %% no_second_residual -> residual_left_out, from by_hand
-    return norm(middle + linear(wide, "output.dense"), "output.LayerNorm")
+    return norm(linear(wide, "output.dense"), "output.LayerNorm")

# %% adds_x_twice -> second_residual_from_the_start, from by_hand
-    return norm(middle + linear(wide, "output.dense"), "output.LayerNorm")
+    return norm(x + linear(wide, "output.dense"), "output.LayerNorm")

# %% pre_norm -> norm_before_the_block, from by_hand
-    d = h // heads
+    d = h // heads
+    start, x = x, norm(x, "attention.output.LayerNorm")
-    middle = norm(x + collected, "attention.output.LayerNorm")
-    wide = F.gelu(linear(middle, "intermediate.dense"))
-    return norm(middle + linear(wide, "output.dense"), "output.LayerNorm")
+    middle = start + collected
+    wide = F.gelu(linear(norm(middle, "output.LayerNorm"), "intermediate.dense"))
+    return middle + linear(wide, "output.dense")

# %% norm_of_the_change -> norm_before_the_sum, from by_hand
-    middle = norm(x + collected, "attention.output.LayerNorm")
+    middle = x + norm(collected, "attention.output.LayerNorm")
-    return norm(middle + linear(wide, "output.dense"), "output.LayerNorm")
+    return middle + norm(linear(wide, "output.dense"), "output.LayerNorm")

# %% no_norms -> norm_left_out, from by_hand
-    middle = norm(x + collected, "attention.output.LayerNorm")
+    middle = x + collected
-    return norm(middle + linear(wide, "output.dense"), "output.LayerNorm")
+    return middle + linear(wide, "output.dense")

# %% no_second_norm -> norm_left_out, from by_hand
-    return norm(middle + linear(wide, "output.dense"), "output.LayerNorm")
+    return middle + linear(wide, "output.dense")

# %% one_norm_twice -> norms_swapped, from by_hand
-    return norm(middle + linear(wide, "output.dense"), "output.LayerNorm")
+    return norm(middle + linear(wide, "output.dense"), "attention.output.LayerNorm")

# %% other_norm_first -> norms_swapped, from by_hand
-    middle = norm(x + collected, "attention.output.LayerNorm")
+    middle = norm(x + collected, "output.LayerNorm")
-    return norm(middle + linear(wide, "output.dense"), "output.LayerNorm")
+    return norm(middle + linear(wide, "output.dense"), "attention.output.LayerNorm")

# %% attention_alone -> feed_forward_left_out, from by_hand
-    return norm(middle + linear(wide, "output.dense"), "output.LayerNorm")
+    return middle

# %% torch_var -> variance_with_n_minus_1, from by_hand
-        var = rows.var(-1, unbiased=False, keepdim=True)
+        var = rows.var(-1, keepdim=True)

# %% torch_std -> variance_with_n_minus_1, from by_hand
-        var = rows.var(-1, unbiased=False, keepdim=True)
-        return (rows - mean) / torch.sqrt(var + eps) * weight + bias
+        return (rows - mean) / (rows.std(-1, keepdim=True) + eps) * weight + bias

# %% default_eps -> eps_not_used, from by_hand
-        mean = rows.mean(-1, keepdim=True)
-        var = rows.var(-1, unbiased=False, keepdim=True)
-        return (rows - mean) / torch.sqrt(var + eps) * weight + bias
+        return F.layer_norm(rows, rows.shape[-1:], weight, bias)

# %% bert_eps -> eps_not_used, from by_hand
-        mean = rows.mean(-1, keepdim=True)
-        var = rows.var(-1, unbiased=False, keepdim=True)
-        return (rows - mean) / torch.sqrt(var + eps) * weight + bias
+        return F.layer_norm(rows, rows.shape[-1:], weight, bias, 1e-12)

# %% std_plus_eps -> eps_beside_the_root, from by_hand
-        return (rows - mean) / torch.sqrt(var + eps) * weight + bias
+        return (rows - mean) / (torch.sqrt(var) + eps) * weight + bias

# %% no_root -> divided_by_the_variance, from by_hand
-        return (rows - mean) / torch.sqrt(var + eps) * weight + bias
+        return (rows - mean) / (var + eps) * weight + bias

# %% norm_without_weight -> norm_without_its_tensors, from by_hand
-        return (rows - mean) / torch.sqrt(var + eps) * weight + bias
+        return (rows - mean) / torch.sqrt(var + eps)

# %% norm_over_two_axes -> norm_over_all_tokens, from by_hand
-        mean = rows.mean(-1, keepdim=True)
-        var = rows.var(-1, unbiased=False, keepdim=True)
+        mean = rows.mean((-2, -1), keepdim=True)
+        var = rows.var((-2, -1), unbiased=False, keepdim=True)

# %% approximate_gelu -> gelu_by_tanh, from by_hand
-    wide = F.gelu(linear(middle, "intermediate.dense"))
+    wide = F.gelu(linear(middle, "intermediate.dense"), approximate="tanh")

# %% relu -> relu_for_gelu, from by_hand
-    wide = F.gelu(linear(middle, "intermediate.dense"))
+    wide = F.relu(linear(middle, "intermediate.dense"))

# %% no_activation -> no_nonlinearity, from by_hand
-    wide = F.gelu(linear(middle, "intermediate.dense"))
+    wide = linear(middle, "intermediate.dense")

# %% squeezed -> another_shape, from by_hand
-    return norm(middle + linear(wide, "output.dense"), "output.LayerNorm")
+    return norm(middle + linear(wide, "output.dense"), "output.LayerNorm").squeeze()

# %% one_decimal -> rounded_too_much, from by_hand
-    return norm(middle + linear(wide, "output.dense"), "output.LayerNorm")
+    return norm(middle + linear(wide, "output.dense"), "output.LayerNorm").round(decimals=1)

# %% two_decimals -> rounded_too_much, from by_hand
-    return norm(middle + linear(wide, "output.dense"), "output.LayerNorm")
+    return norm(middle + linear(wide, "output.dense"), "output.LayerNorm").round(decimals=2)

# %% three_heads -> heads_not_used, from by_hand
-    batch, n, h = x.shape
+    batch, n, h = x.shape
+    heads = 3

# %% one_large_head -> heads_not_used, from by_hand
-    d = h // heads
+    heads, d = 1, h

# %% no_first_residual_and_relu -> residual_left_out relu_for_gelu, from by_hand
-    middle = norm(x + collected, "attention.output.LayerNorm")
-    wide = F.gelu(linear(middle, "intermediate.dense"))
+    middle = norm(collected, "attention.output.LayerNorm")
+    wide = F.relu(linear(middle, "intermediate.dense"))

# %% root_of_h_and_no_mask -> scaled_by_the_hidden_size mask_not_used, from by_hand
-    scores = q @ k.transpose(-1, -2) / math.sqrt(d)
-    scores = scores.masked_fill(~mask[:, None, None, :], -math.inf)
+    scores = q @ k.transpose(-1, -2) / math.sqrt(h)

# %% einsum_scaled_by_all -> scaled_by_the_hidden_size, from einsum
-    s = torch.einsum("bihd,bjhd->bhij", q, k) * q.shape[-1] ** -0.5
+    s = torch.einsum("bihd,bjhd->bhij", q, k) * h ** -0.5

# %% a_module_before -> norm_before_the_block, from fused_attention
-    x = ln(x + attend(x), "attention.output.LayerNorm")
-    return ln(x + lin(F.gelu(lin(x, "intermediate.dense")), "output.dense"), "output.LayerNorm")
+    x = x + attend(ln(x, "attention.output.LayerNorm"))
+    return x + lin(F.gelu(lin(ln(x, "output.LayerNorm"), "intermediate.dense")), "output.dense")

# %% heads_one_by_one_with_a_shared_softmax_axis -> softmax_over_queries, from loops
-            parts.append(torch.softmax(s, 1) @ v[:, part])
+            parts.append(torch.softmax(s, 0) @ v[:, part])

# %% key_padding_mask_turned_round -> mask_inverted, from torch_attention
-        training=False, key_padding_mask=~mask)
+        training=False, key_padding_mask=mask.float() * -1e9)

# %% gpt2_gelu -> gelu_by_tanh, from by_hand
-    wide = F.gelu(linear(middle, "intermediate.dense"))
+    wide = 0.5 * (w := linear(middle, "intermediate.dense")) * (1 + torch.tanh(0.7978845608 * (w + 0.044715 * w ** 3)))
