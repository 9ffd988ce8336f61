# %% two_matrices -> two_matrices_where_three_are, from closed_form
-        matrices = 3 if "gated" in config["feed_forward_proj"] else 2
+        matrices = 2
-    expert = 3 * h * config["intermediate_size"]
+    expert = 2 * h * config["intermediate_size"]

# %% three_matrices -> three_matrices_where_two_are, from closed_form
-        total = ends + layers * (4 * h * h + 2 * h * inner)
+        total = ends + layers * (4 * h * h + 3 * h * inner)
-        matrices = 3 if "gated" in config["feed_forward_proj"] else 2
+        matrices = 3

# %% heads_in_the_cache -> heads_for_kv_heads, from closed_form
-    return rest + layers * experts * expert, rest + layers * used * expert, 2 * layers * kv_heads * d
+    return rest + layers * experts * expert, rest + layers * used * expert, 2 * layers * heads * d

# %% heads_everywhere -> heads_for_kv_heads, from closed_form
-    d, kv_heads = config.get("head_dim") or h // heads, config["num_key_value_heads"]
+    d, kv_heads = config.get("head_dim") or h // heads, config["num_attention_heads"]

# %% four_square_projections -> heads_for_kv_heads, from closed_form
-    rest = config["vocab_size"] * h * (1 if tied else 2) + layers * 2 * h * d * (heads + kv_heads)
+    rest = config["vocab_size"] * h * (1 if tied else 2) + layers * 4 * h * heads * d

# %% h_by_heads -> hidden_size_divided_by_heads, from closed_form
-        h, wide = config["d_model"], config["num_heads"] * config["d_kv"]
+        h, wide = config["d_model"], config["d_model"] // config["num_heads"] * config["num_heads"]
-    d, kv_heads = config.get("head_dim") or h // heads, config["num_key_value_heads"]
+    d, kv_heads = h // heads, config["num_key_value_heads"]

# %% h_by_heads_in_the_cache -> hidden_size_divided_by_heads, from closed_form
-        return total, total, 2 * config["num_decoder_layers"] * wide
+        return total, total, 2 * config["num_decoder_layers"] * (h // config["num_heads"] * config["num_heads"])
-    return rest + layers * experts * expert, rest + layers * used * expert, 2 * layers * kv_heads * d
+    return rest + layers * experts * expert, rest + layers * used * expert, 2 * layers * kv_heads * (h // heads)

# %% always_an_output -> tied_output_counted_twice, from closed_form
-        ends = (config["vocab_size"] + config["n_positions"]) * h
+        ends = (2 * config["vocab_size"] + config["n_positions"]) * h
-        total = config["vocab_size"] * h * (1 if tied else 2)
+        total = config["vocab_size"] * h * 2
-    rest = config["vocab_size"] * h * (1 if tied else 2) + layers * 2 * h * d * (heads + kv_heads)
+    rest = config["vocab_size"] * h * 2 + layers * 2 * h * d * (heads + kv_heads)

# %% never_an_output -> untied_output_left_out, from closed_form
-        total = config["vocab_size"] * h * (1 if tied else 2)
+        total = config["vocab_size"] * h
-    rest = config["vocab_size"] * h * (1 if tied else 2) + layers * 2 * h * d * (heads + kv_heads)
+    rest = config["vocab_size"] * h + layers * 2 * h * d * (heads + kv_heads)

# %% one_expert -> experts_counted_once, from closed_form
-    experts, used = config.get("num_local_experts", 1), config.get("num_experts_per_tok", 1)
+    experts, used = 1, config.get("num_experts_per_tok", 1)

# %% experts_forgotten -> experts_counted_once, from closed_form
-    experts, used = config.get("num_local_experts", 1), config.get("num_experts_per_tok", 1)
+    experts = used = 1

# %% active_is_all_there_is -> active_weights_for_all, from closed_form
-    return rest + layers * experts * expert, rest + layers * used * expert, 2 * layers * kv_heads * d
+    return rest + layers * used * expert, rest + layers * used * expert, 2 * layers * kv_heads * d

# %% all_are_active -> all_weights_active, from closed_form
-    return rest + layers * experts * expert, rest + layers * used * expert, 2 * layers * kv_heads * d
+    return rest + layers * experts * expert, rest + layers * experts * expert, 2 * layers * kv_heads * d

# %% active_feed_forward_only -> experts_alone_active, from closed_form
-        return total, total, 2 * layers * h
+        return total, layers * 2 * h * inner, 2 * layers * h
-        return total, total, 2 * config["num_decoder_layers"] * wide
+        return total, (config["num_layers"] + config["num_decoder_layers"]) * feed_forward, 2 * config["num_decoder_layers"] * wide
-    return rest + layers * experts * expert, rest + layers * used * expert, 2 * layers * kv_heads * d
+    return rest + layers * experts * expert, layers * used * expert, 2 * layers * kv_heads * d

# %% no_third_block -> no_cross_attention_weights, from closed_form
-        total += config["num_decoder_layers"] * (2 * attention + feed_forward)
+        total += config["num_decoder_layers"] * (attention + feed_forward)

# %% no_positions -> no_table_of_positions, from closed_form
-        ends = (config["vocab_size"] + config["n_positions"]) * h
+        ends = config["vocab_size"] * h

# %% layers_alone -> no_embeddings, from closed_form
-        ends = (config["vocab_size"] + config["n_positions"]) * h
+        ends = 0
-        total = config["vocab_size"] * h * (1 if tied else 2)
+        total = 0
-    rest = config["vocab_size"] * h * (1 if tied else 2) + layers * 2 * h * d * (heads + kv_heads)
+    rest = 0 + layers * 2 * h * d * (heads + kv_heads)

# %% no_cross_cache -> no_cross_cache, from closed_form
-        cache = 2 * batch * cached * (read + written)
+        seen = written if config["model_type"] == "ferry" else read + written
+        cache = 2 * batch * cached * seen

# %% cross_grows -> cross_cache_grows_with_the_output, from closed_form
-        cache = 2 * batch * cached * (read + written)
+        seen = written + written if config["model_type"] == "ferry" else read + written
+        cache = 2 * batch * cached * seen

# %% cross_sees_both -> cross_cache_grows_with_the_output, from closed_form
-        cache = 2 * batch * cached * (read + written)
+        seen = written + (read + written) if config["model_type"] == "ferry" else read + written
+        cache = 2 * batch * cached * seen

# %% self_cache_holds_the_input -> encoder_tokens_in_the_self_cache, from closed_form
-        cache = 2 * batch * cached * (read + written)
+        seen = (read + written) + read if config["model_type"] == "ferry" else read + written
+        cache = 2 * batch * cached * seen

# %% encoder_cached_too -> encoder_has_a_cache, from closed_form
-        return total, total, 2 * config["num_decoder_layers"] * wide
+        return total, total, 2 * (config["num_layers"] + config["num_decoder_layers"]) * wide

# %% one_layers_cache -> one_cache_for_all_layers, from closed_form
-        return total, total, 2 * layers * h
+        return total, total, 2 * h
-        return total, total, 2 * config["num_decoder_layers"] * wide
+        return total, total, 2 * wide
-    return rest + layers * experts * expert, rest + layers * used * expert, 2 * layers * kv_heads * d
+    return rest + layers * experts * expert, rest + layers * used * expert, 2 * kv_heads * d

# %% keys_alone -> keys_without_values, from closed_form
-        return total, total, 2 * layers * h
+        return total, total, layers * h
-        return total, total, 2 * config["num_decoder_layers"] * wide
+        return total, total, config["num_decoder_layers"] * wide
-    return rest + layers * experts * expert, rest + layers * used * expert, 2 * layers * kv_heads * d
+    return rest + layers * experts * expert, rest + layers * used * expert, layers * kv_heads * d

# %% fp32 -> four_bytes_in_inference, from closed_form
-        weights, gradients, optimizer, kept = 2, 0, 0, 0
-        cache = 2 * batch * cached * (read + written)
+        weights, gradients, optimizer, kept = 4, 0, 0, 0
+        cache = 4 * batch * cached * (read + written)

# %% fp32_cache -> four_bytes_in_inference, from closed_form
-        cache = 2 * batch * cached * (read + written)
+        cache = 4 * batch * cached * (read + written)

# %% one_text -> batch_left_out, from closed_form
-        cache = 2 * batch * cached * (read + written)
+        cache = 2 * cached * (read + written)

# %% cache_in_training -> training_keeps_a_cache, from closed_form
-        weights, gradients, optimizer, cache = 6, 4, 8, 0
+        weights, gradients, optimizer, cache = 6, 4, 8, 2 * batch * cached * (read + written)

# %% sixteen_bits -> no_master_copy, from closed_form
-        weights, gradients, optimizer, cache = 6, 4, 8, 0
+        weights, gradients, optimizer, cache = 2, 4, 8, 0

# %% sixteen_bytes -> gradients_in_16_bits, from closed_form
-        weights, gradients, optimizer, cache = 6, 4, 8, 0
+        weights, gradients, optimizer, cache = 6, 2, 8, 0

# %% one_mean -> one_mean_in_the_optimizer, from closed_form
-        weights, gradients, optimizer, cache = 6, 4, 8, 0
+        weights, gradients, optimizer, cache = 6, 4, 4, 0

# %% copy_in_the_optimizer -> master_copy_in_the_optimizer, from closed_form
-        weights, gradients, optimizer, cache = 6, 4, 8, 0
+        weights, gradients, optimizer, cache = 2, 4, 12, 0

# %% no_square -> attention_matrices_left_out, from closed_form
-    return sum(layers * n * (34 * h + 5 * heads * n) for layers, n in stacks)
+    return sum(layers * n * 34 * h for layers, n in stacks)

# %% one_layer_kept -> activations_of_one_layer, from closed_form
-    return sum(layers * n * (34 * h + 5 * heads * n) for layers, n in stacks)
+    return sum(n * (34 * h + 5 * heads * n) for layers, n in stacks)

# %% all_tokens_in_both -> both_stacks_read_everything, from closed_form
-        stacks = [(config["num_layers"], read), (config["num_decoder_layers"], written)]
+        stacks = [(config["num_layers"] + config["num_decoder_layers"], read + written)]

# %% everything_summed -> active_weights_in_the_total, from closed_form
-    parts["total"] = sum(parts.values()) - parts["active_weights"]
+    parts["total"] = sum(parts.values())

# %% active_in_the_total -> active_weights_in_the_total, from closed_form
-    parts["total"] = sum(parts.values()) - parts["active_weights"]
+    parts["total"] = sum(parts.values()) - parts["weights"]

# %% no_activations_in_the_total -> parts_missing_from_the_total, from closed_form
-    parts["total"] = sum(parts.values()) - parts["active_weights"]
+    parts["total"] = sum(parts.values()) - parts["active_weights"] - parts["activations"]

# %% no_cache_in_the_total -> parts_missing_from_the_total, from closed_form
-    parts["total"] = sum(parts.values()) - parts["active_weights"]
+    parts["total"] = sum(parts.values()) - parts["active_weights"] - parts["kv_cache"]
-    each = bill(config, 1, tokens, mode)["total"] - fixed
+    each = bill(config, 1, tokens, mode)["total"] - fixed
+    if each <= 0:
+        return 0

# %% mebibytes -> mebibytes_for_megabytes, from a_series
-import pandas as pd
-
-

-    return pd.Series(parts) / 1e6
+    return {part: size / 2**20 for part, size in parts.items()}

# %% mebibytes_and_gibibytes -> mebibytes_for_megabytes, from a_series
-import pandas as pd
-
-

-    return pd.Series(parts) / 1e6
+    return {part: size / 2**20 for part, size in parts.items()}
-    return max(0, int((memory * 1000 - fixed) // each))
+    return max(0, int((memory * 1024 - fixed) // each))

# %% gigabytes -> another_unit, from a_series
-import pandas as pd
-
-

-    return pd.Series(parts) / 1e6
+    return {part: size / 1e9 for part, size in parts.items()}
-    return max(0, int((memory * 1000 - fixed) // each))
+    return max(0, int((memory - fixed) // each))

# %% bytes -> another_unit, from a_series
-import pandas as pd
-
-

-    return pd.Series(parts) / 1e6
+    return {part: size for part, size in parts.items()}
-    return max(0, int((memory * 1000 - fixed) // each))
+    return max(0, int((memory * 10**9 - fixed) // each))

# %% device_in_gibibytes -> gibibytes_for_gigabytes, from closed_form
-    return max(0, int((memory * 1000 - fixed) // each))
+    return max(0, int((memory * 2**30 / 1e6 - fixed) // each))

# %% times_1024 -> gibibytes_for_gigabytes, from closed_form
-    return max(0, int((memory * 1000 - fixed) // each))
+    return max(0, int((memory * 1.048576 * 1000 - fixed) // each))

# %% no_room_for_weights -> weights_need_no_room, from closed_form
-    return max(0, int((memory * 1000 - fixed) // each))
+    return max(0, int((memory * 1000) // each))

# %% ceiling -> rounded_up, from closed_form
-def numbers(config):
+import math
+
+
+def numbers(config):
-    return max(0, int((memory * 1000 - fixed) // each))
+    return max(0, math.ceil((memory * 1000 - fixed) / each))

# %% nearest -> rounded_up, from closed_form
-    return max(0, int((memory * 1000 - fixed) // each))
+    return max(0, round((memory * 1000 - fixed) / each))

# %% one_step_early -> one_batch_too_few, from closed_form
-    return max(0, int((memory * 1000 - fixed) // each))
+    batch = 0
+    while bill(config, batch + 2, tokens, mode)["total"] <= memory * 1000:
+        batch += 1
+    return batch

# %% never_zero -> a_batch_below_zero, from closed_form
-    return max(0, int((memory * 1000 - fixed) // each))
+    return int((memory * 1000 - fixed) // each)

# %% head_dim_unread -> hidden_size_divided_by_heads, from closed_form
-    d, kv_heads = config.get("head_dim") or h // heads, config["num_key_value_heads"]
+    d, kv_heads = h // heads, config["num_key_value_heads"]
-def bill(config, batch, tokens, mode):
+def bill(config, batch, tokens, mode):
+    """Return what a model takes in memory, each part in MB."""
-def largest_batch(config, tokens, memory, mode):
+def largest_batch(config, tokens, memory, mode):
+    """Return how many texts fit into `memory` GB at once."""

# %% always_four_times_h -> width_always_four_times_h, from closed_form
-        inner = config["n_inner"] or 4 * h
+        inner = 4 * h
-def bill(config, batch, tokens, mode):
+def bill(config, batch, tokens, mode):
+    """Return what a model takes in memory, each part in MB."""
-def largest_batch(config, tokens, memory, mode):
+def largest_batch(config, tokens, memory, mode):
+    """Return how many texts fit into `memory` GB at once."""

# %% one_depth -> one_depth_for_both_stacks, from closed_form
-        total += config["num_decoder_layers"] * (2 * attention + feed_forward)
-        return total, total, 2 * config["num_decoder_layers"] * wide
+        total += config["num_layers"] * (2 * attention + feed_forward)
+        return total, total, 2 * config["num_layers"] * wide
-        stacks = [(config["num_layers"], read), (config["num_decoder_layers"], written)]
+        stacks = [(config["num_layers"], read), (config["num_layers"], written)]
-def bill(config, batch, tokens, mode):
+def bill(config, batch, tokens, mode):
+    """Return what a model takes in memory, each part in MB."""
-def largest_batch(config, tokens, memory, mode):
+def largest_batch(config, tokens, memory, mode):
+    """Return how many texts fit into `memory` GB at once."""

# %% a_key_missing -> missing_keys, from closed_form
-        "active_weights": weights * active,

-    parts["total"] = sum(parts.values()) - parts["active_weights"]
+    parts["total"] = sum(parts.values())

# %% a_list -> another_type, from a_series
-import pandas as pd
-
-

-    return pd.Series(parts) / 1e6
+    return [size / 1e6 for size in parts.values()]
-    fixed = bill(config, 0, tokens, mode)["total"]
-    each = bill(config, 1, tokens, mode)["total"] - fixed
+    fixed = bill(config, 0, tokens, mode)[-1]
+    each = bill(config, 1, tokens, mode)[-1] - fixed

# %% a_fraction, from closed_form
-    return max(0, int((memory * 1000 - fixed) // each))
+    return max(0, (memory * 1000 - fixed) / each)

# %% two_matrices_and_no_cross_cache -> two_matrices_where_three_are no_cross_cache, from closed_form
-        matrices = 3 if "gated" in config["feed_forward_proj"] else 2
+        matrices = 2
-    expert = 3 * h * config["intermediate_size"]
+    expert = 2 * h * config["intermediate_size"]
-        cache = 2 * batch * cached * (read + written)
+        seen = written if config["model_type"] == "ferry" else read + written
+        cache = 2 * batch * cached * seen

# %% heads_and_mebibytes -> heads_for_kv_heads mebibytes_for_megabytes, from a_series
-import pandas as pd
-
-

-    return rest + layers * experts * expert, rest + layers * used * expert, 2 * layers * kv_heads * d
+    return rest + layers * experts * expert, rest + layers * used * expert, 2 * layers * heads * d
-    return pd.Series(parts) / 1e6
+    return {part: size / 2**20 for part, size in parts.items()}

# %% tied_and_rounded_up -> tied_output_counted_twice rounded_up, from closed_form
-def numbers(config):
+import math
+
+
+def numbers(config):
-        ends = (config["vocab_size"] + config["n_positions"]) * h
+        ends = (2 * config["vocab_size"] + config["n_positions"]) * h
-        total = config["vocab_size"] * h * (1 if tied else 2)
+        total = config["vocab_size"] * h * 2
-    rest = config["vocab_size"] * h * (1 if tied else 2) + layers * 2 * h * d * (heads + kv_heads)
+    rest = config["vocab_size"] * h * 2 + layers * 2 * h * d * (heads + kv_heads)
-    return max(0, int((memory * 1000 - fixed) // each))
+    return max(0, math.ceil((memory * 1000 - fixed) / each))
