# %% transposed -> transposed
def reach(layer, n, h):
    found = torch.zeros(n, n, dtype=torch.bool)
    for _ in range(20):
        x = torch.randn(n, h)
        before = layer(x)
        for j in range(n):
            probe = x.clone()
            probe[j] = torch.randn(h)
            found[j] |= ((layer(probe) - before).abs() > 1e-4).any(dim=-1)
    return found

# %% returned_turned -> transposed, from fresh_vectors
-    return found
+    return found.T

# %% nothing_changed -> inverted, from fresh_vectors
-    return found
+    return ~found

# %% diagonal_set -> itself_always, from fresh_vectors
-    return found
+    return found | torch.eye(n).bool()

# %% starts_from_the_diagonal -> itself_always, from fresh_vectors
-    found = torch.zeros(n, n, dtype=torch.bool)
+    found = torch.eye(n).bool()

# %% diagonal_left_out -> itself_never, from numpy_answer
-    return found.numpy()
+    found.fill_diagonal_(False)
+    return found

# %% a_constant_added -> probe_hidden_by_a_norm, from vectors_of_zeros
-            probe[j] = 0
+            probe[j] += 5.0

# %% twice_as_long -> probe_hidden_by_a_norm
def reach(layer, n, h):
    found = torch.zeros(n, n, dtype=torch.bool)
    for _ in range(20):
        x = torch.randn(n, h)
        before = layer(x)
        for j in range(n):
            probe = x.clone()
            probe[j] *= 2
            found[:, j] |= ((layer(probe) - before).abs() > 1e-3).any(dim=-1)
    return found

# %% threshold_of_zero -> rounding_counted
def reach(layer, n, h):
    found = torch.zeros(n, n, dtype=torch.bool)
    for _ in range(20):
        x = torch.randn(n, h)
        before = layer(x)
        for j in range(n):
            probe = x.clone()
            probe[j] = torch.randn(h)
            found[:, j] |= ((layer(probe) - before).abs() > 0).any(dim=-1)
    return found

# %% not_equal -> rounding_counted no_number_counted
def reach(layer, n, h):
    found = torch.zeros(n, n, dtype=torch.bool)
    for _ in range(20):
        x = torch.randn(n, h)
        before = layer(x)
        for j in range(n):
            probe = x.clone()
            probe[j] = torch.randn(h)
            found[:, j] |= (layer(probe) != before).any(dim=-1)
    return found

# %% not_allclose -> no_number_counted
def reach(layer, n, h):
    found = torch.zeros(n, n, dtype=torch.bool)
    for _ in range(20):
        x = torch.randn(n, h)
        before = layer(x)
        for j in range(n):
            probe = x.clone()
            probe[j] = torch.randn(h)
            found[:, j] |= torch.tensor([not torch.allclose(a, b, atol=1e-4, rtol=0) for a, b in zip(layer(probe), before)])
    return found

# %% means -> means_compared
def reach(layer, n, h):
    found = torch.zeros(n, n, dtype=torch.bool)
    for _ in range(20):
        x = torch.randn(n, h)
        before = layer(x)
        for j in range(n):
            probe = x.clone()
            probe[j] = torch.randn(h)
            found[:, j] |= (layer(probe).mean(-1) - before.mean(-1)).abs() > 1e-4
    return found

# %% lengths -> means_compared
def reach(layer, n, h):
    found = torch.zeros(n, n, dtype=torch.bool)
    for _ in range(40):
        x = torch.randn(n, h)
        before = layer(x)
        for j in range(n):
            probe = x.clone()
            probe[j] = torch.randn(h)
            found[:, j] |= (layer(probe).norm(dim=-1) - before.norm(dim=-1)).abs() > 1e-4
    return found

# %% all_true -> always_everything
def reach(layer, n, h):
    return torch.ones(n, n, dtype=torch.bool)

# %% a_triangle -> always_back
def reach(layer, n, h):
    return torch.tril(torch.ones(n, n)).bool()

# %% a_diagonal -> only_itself
def reach(layer, n, h):
    return torch.eye(n, dtype=torch.bool)

# %% one_input -> too_few_inputs_tried, from fresh_vectors
-    for _ in range(20):
+    for _ in range(1):

# %% counts -> other_numbers_than_0_and_1
def reach(layer, n, h):
    found = torch.zeros(n, n, dtype=torch.int64)
    for _ in range(20):
        x = torch.randn(n, h)
        before = layer(x)
        for j in range(n):
            probe = x.clone()
            probe[j] = torch.randn(h)
            found[:, j] += ((layer(probe) - before).abs() > 1e-4).any(dim=-1)
    return found

# %% largest_changes -> other_numbers_than_0_and_1
def reach(layer, n, h):
    found = torch.zeros(n, n)
    for _ in range(20):
        x = torch.randn(n, h)
        before = layer(x)
        for j in range(n):
            probe = x.clone()
            probe[j] = torch.randn(h)
            found[:, j] = torch.maximum(found[:, j], (layer(probe) - before).abs().amax(dim=-1))
    return found

# %% one_row -> another_shape, from fresh_vectors
-    return found
+    return found.any(dim=0)[None]

# %% transposed_and_diagonal_set -> transposed itself_always
def reach(layer, n, h):
    found = torch.zeros(n, n, dtype=torch.bool)
    for _ in range(20):
        x = torch.randn(n, h)
        before = layer(x)
        for j in range(n):
            probe = x.clone()
            probe[j] = torch.randn(h)
            found[j] |= ((layer(probe) - before).abs() > 1e-4).any(dim=-1)
    return found | torch.eye(n).bool()

# %% steep_slopes -> too_few_inputs_tried
def reach(layer, n, h):
    x = torch.randn(n, h, requires_grad=True)
    slopes = torch.autograd.functional.jacobian(layer, x)
    return slopes.abs().amax(dim=(1, 3)) > 1e-4
