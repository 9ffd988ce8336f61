# %% only_its_neighbours
def reach(layer, n, h):
    found = torch.zeros(n, n, dtype=torch.bool)
    for _ in range(20):
        x = torch.randn(n, h)
        before = layer(x)
        for j in range(n):
            probe = x.clone()
            probe[j] = torch.randn(h)
            found[:, j] |= ((layer(probe) - before).abs() > 1e-4).any(dim=-1)
    places = torch.arange(n)
    return found & ((places[:, None] - places[None]).abs() < 2)

# %% last_token_left_out
def reach(layer, n, h):
    found = torch.zeros(n, n, dtype=torch.bool)
    for _ in range(20):
        x = torch.randn(n, h)
        before = layer(x)
        for j in range(n - 1):
            probe = x.clone()
            probe[j] = torch.randn(h)
            found[:, j] |= ((layer(probe) - before).abs() > 1e-4).any(dim=-1)
    return found

# %% symmetric
def reach(layer, n, h):
    found = torch.zeros(n, n, dtype=torch.bool)
    for _ in range(20):
        x = torch.randn(n, h)
        before = layer(x)
        for j in range(n):
            probe = x.clone()
            probe[j] = torch.randn(h)
            found[:, j] |= ((layer(probe) - before).abs() > 1e-4).any(dim=-1)
    return found | found.T
