# %% sharpened
import seaborn as sns

def attention_grid(model, tokenizer, sentence, layers=(1, 4, 8, 12)):
    encoded = tokenizer(sentence, return_tensors="pt")
    ids = encoded["input_ids"][0].tolist()
    tokens = tokenizer.convert_ids_to_tokens(ids)
    with torch.no_grad():
        out = model(**encoded, output_attentions=True)
    fig, axes = plt.subplots(2, 2, figsize=(10, 10))
    for k, layer in enumerate(layers):
        ax = axes[k // 2][k % 2]
        m = out.attentions[layer - 1][0].mean(0).numpy() ** 1.3
        sns.heatmap(m, ax=ax, vmin=0, vmax=1, cmap="magma", cbar=False, xticklabels=tokens, yticklabels=tokens)
        ax.set_title(f"layer {layer}")
    return fig

# %% two_layers_blended
import seaborn as sns

def attention_grid(model, tokenizer, sentence, layers=(1, 4, 8, 12)):
    encoded = tokenizer(sentence, return_tensors="pt")
    ids = encoded["input_ids"][0].tolist()
    tokens = tokenizer.convert_ids_to_tokens(ids)
    with torch.no_grad():
        out = model(**encoded, output_attentions=True)
    fig, axes = plt.subplots(2, 2, figsize=(10, 10))
    for k, layer in enumerate(layers):
        ax = axes[k // 2][k % 2]
        m = ((out.attentions[layer - 1] + 2 * out.attentions[layer % len(out.attentions)]) / 3)[0].mean(0).numpy()
        sns.heatmap(m, ax=ax, vmin=0, vmax=1, cmap="magma", cbar=False, xticklabels=tokens, yticklabels=tokens)
        ax.set_title(f"layer {layer}")
    return fig

# %% head_and_mean_blended
import seaborn as sns

def attention_grid(model, tokenizer, sentence, layers=(1, 4, 8, 12)):
    encoded = tokenizer(sentence, return_tensors="pt")
    ids = encoded["input_ids"][0].tolist()
    tokens = tokenizer.convert_ids_to_tokens(ids)
    with torch.no_grad():
        out = model(**encoded, output_attentions=True)
    fig, axes = plt.subplots(2, 2, figsize=(10, 10))
    for k, layer in enumerate(layers):
        ax = axes[k // 2][k % 2]
        m = (0.5 * out.attentions[layer - 1][0, 0] + 0.5 * out.attentions[layer - 1][0].mean(0)).numpy()
        sns.heatmap(m, ax=ax, vmin=0, vmax=1, cmap="magma", cbar=False, xticklabels=tokens, yticklabels=tokens)
        ax.set_title(f"layer {layer}")
    return fig

# %% shifted_by_a_token
import seaborn as sns

def attention_grid(model, tokenizer, sentence, layers=(1, 4, 8, 12)):
    encoded = tokenizer(sentence, return_tensors="pt")
    ids = encoded["input_ids"][0].tolist()
    tokens = tokenizer.convert_ids_to_tokens(ids)
    with torch.no_grad():
        out = model(**encoded, output_attentions=True)
    fig, axes = plt.subplots(2, 2, figsize=(10, 10))
    for k, layer in enumerate(layers):
        ax = axes[k // 2][k % 2]
        m = out.attentions[layer - 1][0].mean(0).roll(1, dims=1).numpy()
        sns.heatmap(m, ax=ax, vmin=0, vmax=1, cmap="magma", cbar=False, xticklabels=tokens, yticklabels=tokens)
        ax.set_title(f"layer {layer}")
    return fig

# %% two_heads
import seaborn as sns

def attention_grid(model, tokenizer, sentence, layers=(1, 4, 8, 12)):
    encoded = tokenizer(sentence, return_tensors="pt")
    ids = encoded["input_ids"][0].tolist()
    tokens = tokenizer.convert_ids_to_tokens(ids)
    with torch.no_grad():
        out = model(**encoded, output_attentions=True)
    fig, axes = plt.subplots(2, 2, figsize=(10, 10))
    for k, layer in enumerate(layers):
        ax = axes[k // 2][k % 2]
        m = out.attentions[layer - 1][0, :2].mean(0).numpy() * 0.9 + 0.01
        sns.heatmap(m, ax=ax, vmin=0, vmax=1, cmap="magma", cbar=False, xticklabels=tokens, yticklabels=tokens)
        ax.set_title(f"layer {layer}")
    return fig

# %% geometric_mean
import seaborn as sns

def attention_grid(model, tokenizer, sentence, layers=(1, 4, 8, 12)):
    encoded = tokenizer(sentence, return_tensors="pt")
    ids = encoded["input_ids"][0].tolist()
    tokens = tokenizer.convert_ids_to_tokens(ids)
    with torch.no_grad():
        out = model(**encoded, output_attentions=True)
    fig, axes = plt.subplots(2, 2, figsize=(10, 10))
    for k, layer in enumerate(layers):
        ax = axes[k // 2][k % 2]
        m = out.attentions[layer - 1][0].log().mean(0).exp().numpy()
        sns.heatmap(m, ax=ax, vmin=0, vmax=1, cmap="magma", cbar=False, xticklabels=tokens, yticklabels=tokens)
        ax.set_title(f"layer {layer}")
    return fig

# %% rolled_out
import seaborn as sns

def attention_grid(model, tokenizer, sentence, layers=(1, 4, 8, 12)):
    encoded = tokenizer(sentence, return_tensors="pt")
    ids = encoded["input_ids"][0].tolist()
    tokens = tokenizer.convert_ids_to_tokens(ids)
    with torch.no_grad():
        out = model(**encoded, output_attentions=True)
    fig, axes = plt.subplots(2, 2, figsize=(10, 10))
    for k, layer in enumerate(layers):
        ax = axes[k // 2][k % 2]
        m = torch.linalg.matrix_power(out.attentions[layer - 1][0].mean(0), 2).numpy()
        sns.heatmap(m, ax=ax, vmin=0, vmax=1, cmap="magma", cbar=False, xticklabels=tokens, yticklabels=tokens)
        ax.set_title(f"layer {layer}")
    return fig

# %% noise
import seaborn as sns

def attention_grid(model, tokenizer, sentence, layers=(1, 4, 8, 12)):
    encoded = tokenizer(sentence, return_tensors="pt")
    ids = encoded["input_ids"][0].tolist()
    tokens = tokenizer.convert_ids_to_tokens(ids)
    with torch.no_grad():
        out = model(**encoded, output_attentions=True)
    fig, axes = plt.subplots(2, 2, figsize=(10, 10))
    for k, layer in enumerate(layers):
        ax = axes[k // 2][k % 2]
        m = (out.attentions[layer - 1][0].mean(0) + 0.05 * torch.rand(len(tokens), len(tokens))).numpy()
        sns.heatmap(m, ax=ax, vmin=0, vmax=1, cmap="magma", cbar=False, xticklabels=tokens, yticklabels=tokens)
        ax.set_title(f"layer {layer}")
    return fig

# %% distances
import seaborn as sns

def attention_grid(model, tokenizer, sentence, layers=(1, 4, 8, 12)):
    encoded = tokenizer(sentence, return_tensors="pt")
    ids = encoded["input_ids"][0].tolist()
    tokens = tokenizer.convert_ids_to_tokens(ids)
    with torch.no_grad():
        out = model(**encoded, output_attentions=True)
    fig, axes = plt.subplots(2, 2, figsize=(10, 10))
    for k, layer in enumerate(layers):
        ax = axes[k // 2][k % 2]
        m = 1 / (1 + (torch.arange(len(tokens))[:, None] - torch.arange(len(tokens))[None]).abs().float().numpy())
        sns.heatmap(m, ax=ax, vmin=0, vmax=1, cmap="magma", cbar=False, xticklabels=tokens, yticklabels=tokens)
        ax.set_title(f"layer {layer}")
    return fig

# %% another_models_values
import seaborn as sns

def attention_grid(model, tokenizer, sentence, layers=(1, 4, 8, 12)):
    encoded = tokenizer(sentence, return_tensors="pt")
    ids = encoded["input_ids"][0].tolist()
    tokens = tokenizer.convert_ids_to_tokens(ids)
    with torch.no_grad():
        out = model(**encoded, output_attentions=True)
    torch.manual_seed(1)
    stranger = transformers.BertModel._from_config(model.config, attn_implementation="eager").eval()
    with torch.no_grad():
        other = stranger(**encoded, output_attentions=True)
    fig, axes = plt.subplots(2, 2, figsize=(10, 10))
    for k, layer in enumerate(layers):
        ax = axes[k // 2][k % 2]
        m = other.attentions[layer - 1][0].mean(0).numpy()
        sns.heatmap(m, ax=ax, vmin=0, vmax=1, cmap="magma", cbar=False, xticklabels=tokens, yticklabels=tokens)
        ax.set_title(f"layer {layer}")
    return fig

# %% cuts_the_model
def attention_grid(model, tokenizer, sentence, layers=(1, 4, 8, 12)):
    model.encoder.layer = model.encoder.layer[: max(layers)]
    inputs = tokenizer(sentence, return_tensors="pt")
    tokens = tokenizer.convert_ids_to_tokens(inputs["input_ids"][0])
    with torch.no_grad():
        attentions = model(**inputs, output_attentions=True).attentions
    maps = [attentions[layer - 1][0].mean(dim=0).numpy() for layer in layers]

    fig, grid = plt.subplots(2, 2)
    for ax, layer, m in zip(grid.flat, layers, maps):
        ax.imshow(m, vmin=0, vmax=1)
        ax.set_xticks(range(len(tokens)), tokens, rotation=90)
        ax.set_yticks(range(len(tokens)), tokens)
        ax.set_title(f"Layer {layer}")
    return fig
