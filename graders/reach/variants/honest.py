# %% fresh_vectors
def reach(layer, n, h):
    found = torch.zeros(n, n, dtype=torch.bool)
    for _ in range(20):
        x = torch.randn(n, h)
        before = layer(x)
        for j in range(n):
            probe = x.clone()
            probe[j] = torch.randn(h)
            found[:, j] |= ((layer(probe) - before).abs() > 1e-4).any(dim=-1)
    return found

# %% numpy_answer
def reach(layer, n, h):
    found = torch.zeros(n, n, dtype=torch.bool)
    for _ in range(20):
        x = torch.randn(n, h)
        before = layer(x)
        for j in range(n):
            probe = x.clone()
            probe[j] = torch.randn(h)
            found[:, j] |= ((layer(probe) - before).abs() > 1e-4).any(dim=-1)
    return found.numpy()

# %% ones_and_zeros
def reach(layer, n, h):
    found = torch.zeros(n, n, dtype=torch.bool)
    for _ in range(20):
        x = torch.randn(n, h)
        before = layer(x)
        for j in range(n):
            probe = x.clone()
            probe[j] = torch.randn(h)
            found[:, j] |= ((layer(probe) - before).abs() > 1e-4).any(dim=-1)
    return found.float()

# %% a_list
def reach(layer, n, h):
    found = torch.zeros(n, n, dtype=torch.bool)
    for _ in range(20):
        x = torch.randn(n, h)
        before = layer(x)
        for j in range(n):
            probe = x.clone()
            probe[j] = torch.randn(h)
            found[:, j] |= ((layer(probe) - before).abs() > 1e-4).any(dim=-1)
    return [[int(one) for one in row] for row in found]

# %% one_number_of_a_token
def reach(layer, n, h):
    found = torch.zeros(n, n, dtype=torch.bool)
    for _ in range(20):
        x = torch.randn(n, h)
        before = layer(x)
        for j in range(n):
            probe = x.clone()
            probe[j, 0] += torch.randn(()) * 3
            found[:, j] |= ((layer(probe) - before).abs() > 1e-4).any(dim=-1)
    return found

# %% vectors_of_zeros
def reach(layer, n, h):
    found = torch.zeros(n, n, dtype=torch.bool)
    for _ in range(20):
        x = torch.randn(n, h)
        before = layer(x)
        for j in range(n):
            probe = x.clone()
            probe[j] = 0
            found[:, j] |= ((layer(probe) - before).abs() > 1e-4).any(dim=-1)
    return found

# %% autograd
def reach(layer, n, h):
    found = torch.zeros(n, n, dtype=torch.bool)
    for _ in range(20):
        x = torch.randn(n, h, requires_grad=True)
        y = layer(x)
        for i in range(n):
            [slope] = torch.autograd.grad((y[i] * torch.randn(h)).sum(), x, retain_graph=True)
            found[i] |= slope.abs().amax(dim=-1) > 1e-4
    return found

# %% largest_change_in_float64
import numpy as np

def reach(layer, n, h):
    rng = np.random.default_rng(1)
    largest = np.zeros((n, n))
    for _ in range(30):
        x = torch.tensor(rng.normal(size=(n, h)), dtype=torch.float32)
        with torch.no_grad():
            before = layer(x).numpy().astype(float)
            for j in range(n):
                y = x.clone()
                y[j] = torch.tensor(rng.normal(size=h), dtype=torch.float32)
                change = np.abs(layer(y).numpy() - before).max(axis=1)
                largest[:, j] = np.fmax(largest[:, j], change)
    return largest > 1e-3

# %% two_inputs_that_share_one_token_less
def reach(layer, n, h):
    rows = []
    for j in range(n):
        changed = torch.zeros(n).bool()
        for trial in range(25):
            a = torch.randn(n, h)
            b = a.clone()
            b[j] = b[j].flip(0) * 2 + torch.randn(h)
            changed = changed | (torch.nan_to_num(layer(a) - layer(b)).norm(dim=1) > 1e-3)
        rows.append(changed)
    return torch.stack(rows, dim=1)

# %% not_close
def reach(layer, n, h):
    found = torch.zeros(n, n, dtype=torch.bool)
    for _ in range(20):
        x = torch.randn(n, h)
        before = layer(x)
        for j in range(n):
            probe = x.clone()
            probe[j] = torch.randn(h)
            found[:, j] |= ~torch.isclose(layer(probe), before, rtol=0, atol=1e-4, equal_nan=True).all(dim=-1)
    return found
