# %% nothing
def reach(layer, n, h):
    return None

# %% false
def reach(layer, n, h):
    return torch.zeros(n, n, dtype=torch.bool)

# %% the_example
def reach(layer, n, h):
    places = torch.arange(n)
    return (places[None] <= places[:, None]) & (places[None] > places[:, None] - 3)

# %% the_output
def reach(layer, n, h):
    return layer(torch.randn(n, h))

# %% the_layer
def reach(layer, n, h):
    return layer

# %% nan
def reach(layer, n, h):
    return torch.full((n, n), float("nan"))

# %% a_coin
def reach(layer, n, h):
    return torch.rand(n, n) < 0.5

# %% the_first_call
first = {}

def reach(layer, n, h):
    places = torch.arange(5)
    return first.setdefault("answer", (places[None] <= places[:, None]) & (places[None] > places[:, None] - 3))

# %% an_empty_matrix
def reach(layer, n, h):
    return torch.zeros(0, 0).bool()
