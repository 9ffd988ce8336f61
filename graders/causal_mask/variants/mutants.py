# %% not_itself -> a_token_hidden_from_itself
def causal_mask(n):
    return torch.tril(torch.ones(n, n), -1)

# %% keys_as_rows -> later_tokens_open
def causal_mask(n):
    return torch.triu(torch.ones(n, n))

# %% one_ahead -> one_later_token_open
def causal_mask(n):
    return torch.tril(torch.ones(n, n), 1)

# %% everywhere -> nothing_hidden
def causal_mask(n):
    return torch.ones(n, n)

# %% hidden_where_open -> mask_inverted
def causal_mask(n):
    return torch.tril(torch.ones(n, n)) == 0

# %% minus_infinity -> other_numbers_than_0_and_1
def causal_mask(n):
    return torch.triu(torch.full((n, n), float('-inf')), 1)

# %% already_shared_out -> other_numbers_than_0_and_1
def causal_mask(n):
    mask = torch.tril(torch.ones(n, n))
    return mask / mask.sum(-1, keepdim=True)

# %% a_batch -> another_shape
def causal_mask(n):
    return torch.tril(torch.ones(n, n))[:, :-1]

# %% upper_triangle_in_numpy -> later_tokens_open
import numpy as np

def causal_mask(n):
    return np.triu(np.ones((n, n), dtype=int))

# %% strictly_earlier_by_places -> a_token_hidden_from_itself
def causal_mask(n):
    query = torch.arange(n).unsqueeze(1)
    key = torch.arange(n).unsqueeze(0)
    return torch.where(key < query, 1, 0)

# %% a_window_of_two -> only_the_last_token_open
def causal_mask(n):
    mask = torch.eye(n)
    for i in range(1, n):
        mask[i, i - 1] = 1
    return mask.bool()

# %% identity -> only_itself_open
def causal_mask(n):
    rows = []
    for i in range(n):
        rows.append([i == j for j in range(n)])
    return torch.tensor(rows)

# %% next_one_forgotten_in_a_list -> one_later_token_open
def causal_mask(n):
    return [[1 if j <= i + 1 else 0 for j in range(n)] for i in range(n)]

# %% upper_triangle_without_the_diagonal -> mask_inverted
def causal_mask(n):
    hidden = torch.zeros(n, n, dtype=torch.bool)
    for i in range(n):
        hidden[i, i + 1:] = True
    return hidden

# %% squeezed -> another_type
def causal_mask(n):
    return torch.tril(torch.ones(n, n)).squeeze()
