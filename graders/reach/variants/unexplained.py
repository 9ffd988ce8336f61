# %% only_its_neighbours, from fresh_vectors
-    return found
+    places = torch.arange(n)
+    return found & ((places[:, None] - places[None]).abs() < 2)

# %% last_token_left_out, from fresh_vectors
-        for j in range(n):
+        for j in range(n - 1):

# %% symmetric, from fresh_vectors
-    return found
+    return found | found.T
