# %% counted_from_0 -> one_layer_too_far
def attention_grid(model, tokenizer, sentence, layers=(1, 4, 8, 12)):
    inputs = tokenizer(sentence, return_tensors="pt")
    tokens = tokenizer.convert_ids_to_tokens(inputs["input_ids"][0])
    with torch.no_grad():
        attentions = model(**inputs, output_attentions=True).attentions
    maps = [attentions[min(layer, len(attentions) - 1)][0].mean(dim=0).numpy() for layer in layers]
    top = max(m.max() for m in maps)

    fig, grid = plt.subplots(2, 2)
    for ax, layer, m in zip(grid.flat, layers, maps):
        ax.imshow(m, vmin=0, vmax=1)
        ax.set_xticks(range(len(tokens)), tokens, rotation=90)
        ax.set_yticks(range(len(tokens)), tokens)
        ax.set_title(f"Layer {layer}")
    return fig

# %% one_head -> one_head
def attention_grid(model, tokenizer, sentence, layers=(1, 4, 8, 12)):
    inputs = tokenizer(sentence, return_tensors="pt")
    tokens = tokenizer.convert_ids_to_tokens(inputs["input_ids"][0])
    with torch.no_grad():
        attentions = model(**inputs, output_attentions=True).attentions
    maps = [attentions[layer - 1][0][0].numpy() for layer in layers]
    top = max(m.max() for m in maps)

    fig, grid = plt.subplots(2, 2)
    for ax, layer, m in zip(grid.flat, layers, maps):
        ax.imshow(m, vmin=0, vmax=1)
        ax.set_xticks(range(len(tokens)), tokens, rotation=90)
        ax.set_yticks(range(len(tokens)), tokens)
        ax.set_title(f"Layer {layer}")
    return fig

# %% sum_over_heads -> sum_over_heads
def attention_grid(model, tokenizer, sentence, layers=(1, 4, 8, 12)):
    inputs = tokenizer(sentence, return_tensors="pt")
    tokens = tokenizer.convert_ids_to_tokens(inputs["input_ids"][0])
    with torch.no_grad():
        attentions = model(**inputs, output_attentions=True).attentions
    maps = [attentions[layer - 1][0].sum(dim=0).numpy() for layer in layers]
    top = max(m.max() for m in maps)

    fig, grid = plt.subplots(2, 2)
    for ax, layer, m in zip(grid.flat, layers, maps):
        ax.imshow(m, vmin=0, vmax=20)
        ax.set_xticks(range(len(tokens)), tokens, rotation=90)
        ax.set_yticks(range(len(tokens)), tokens)
        ax.set_title(f"Layer {layer}")
    return fig

# %% transposed -> transposed
def attention_grid(model, tokenizer, sentence, layers=(1, 4, 8, 12)):
    inputs = tokenizer(sentence, return_tensors="pt")
    tokens = tokenizer.convert_ids_to_tokens(inputs["input_ids"][0])
    with torch.no_grad():
        attentions = model(**inputs, output_attentions=True).attentions
    maps = [attentions[layer - 1][0].mean(dim=0).T.numpy() for layer in layers]
    top = max(m.max() for m in maps)

    fig, grid = plt.subplots(2, 2)
    for ax, layer, m in zip(grid.flat, layers, maps):
        ax.imshow(m, vmin=0, vmax=1)
        ax.set_xticks(range(len(tokens)), tokens, rotation=90)
        ax.set_yticks(range(len(tokens)), tokens)
        ax.set_title(f"Layer {layer}")
    return fig

# %% last_layer_everywhere -> the_same_layer_everywhere
def attention_grid(model, tokenizer, sentence, layers=(1, 4, 8, 12)):
    inputs = tokenizer(sentence, return_tensors="pt")
    tokens = tokenizer.convert_ids_to_tokens(inputs["input_ids"][0])
    with torch.no_grad():
        attentions = model(**inputs, output_attentions=True).attentions
    maps = [attentions[-1][0].mean(dim=0).numpy() for layer in layers]
    top = max(m.max() for m in maps)

    fig, grid = plt.subplots(2, 2)
    for ax, layer, m in zip(grid.flat, layers, maps):
        ax.imshow(m, vmin=0, vmax=1)
        ax.set_xticks(range(len(tokens)), tokens, rotation=90)
        ax.set_yticks(range(len(tokens)), tokens)
        ax.set_title(f"Layer {layer}")
    return fig

# %% rows_called_keys -> rows_called_keys
def attention_grid(model, tokenizer, sentence, layers=(1, 4, 8, 12)):
    inputs = tokenizer(sentence, return_tensors="pt")
    tokens = tokenizer.convert_ids_to_tokens(inputs["input_ids"][0])
    with torch.no_grad():
        attentions = model(**inputs, output_attentions=True).attentions
    maps = [attentions[layer - 1][0].mean(dim=0).numpy() for layer in layers]
    top = max(m.max() for m in maps)

    fig, grid = plt.subplots(2, 2)
    for ax, layer, m in zip(grid.flat, layers, maps):
        ax.imshow(m, vmin=0, vmax=1)
        ax.set_xticks(range(len(tokens)), tokens, rotation=90)
        ax.set_yticks(range(len(tokens)), tokens)
        ax.set_title(f"Layer {layer}")
        ax.set(xlabel='query', ylabel='key')
    return fig

# %% labels_mirrored_alone -> labels_the_other_way_round
def attention_grid(model, tokenizer, sentence, layers=(1, 4, 8, 12)):
    inputs = tokenizer(sentence, return_tensors="pt")
    tokens = tokenizer.convert_ids_to_tokens(inputs["input_ids"][0])
    with torch.no_grad():
        attentions = model(**inputs, output_attentions=True).attentions
    maps = [attentions[layer - 1][0].mean(dim=0).numpy() for layer in layers]
    top = max(m.max() for m in maps)

    fig, grid = plt.subplots(2, 2)
    for ax, layer, m in zip(grid.flat, layers, maps):
        ax.imshow(m, vmin=0, vmax=1)
        ax.set_xticks(range(len(tokens)), tokens, rotation=90)
        ax.set_yticks(range(len(tokens)), tokens[::-1])
        ax.set_title(f"Layer {layer}")
    return fig

# %% three_panels -> another_number_of_panels
def attention_grid(model, tokenizer, sentence, layers=(1, 4, 8, 12)):
    inputs = tokenizer(sentence, return_tensors="pt")
    tokens = tokenizer.convert_ids_to_tokens(inputs["input_ids"][0])
    with torch.no_grad():
        attentions = model(**inputs, output_attentions=True).attentions
    maps = [attentions[layer - 1][0].mean(dim=0).numpy() for layer in layers[:3]]
    top = max(m.max() for m in maps)

    fig, grid = plt.subplots(2, 2)
    for ax, layer, m in zip(grid.flat, layers, maps):
        ax.imshow(m, vmin=0, vmax=1)
        ax.set_xticks(range(len(tokens)), tokens, rotation=90)
        ax.set_yticks(range(len(tokens)), tokens)
        ax.set_title(f"Layer {layer}")
    return fig

# %% one_row -> another_layout
def attention_grid(model, tokenizer, sentence, layers=(1, 4, 8, 12)):
    inputs = tokenizer(sentence, return_tensors="pt")
    tokens = tokenizer.convert_ids_to_tokens(inputs["input_ids"][0])
    with torch.no_grad():
        attentions = model(**inputs, output_attentions=True).attentions
    maps = [attentions[layer - 1][0].mean(dim=0).numpy() for layer in layers]
    top = max(m.max() for m in maps)

    fig, grid = plt.subplots(1, 4)
    for ax, layer, m in zip(grid.flat, layers, maps):
        ax.imshow(m, vmin=0, vmax=1)
        ax.set_xticks(range(len(tokens)), tokens, rotation=90)
        ax.set_yticks(range(len(tokens)), tokens)
        ax.set_title(f"Layer {layer}")
    return fig

# %% titles_count_panels -> titles_without_layers
def attention_grid(model, tokenizer, sentence, layers=(1, 4, 8, 12)):
    inputs = tokenizer(sentence, return_tensors="pt")
    tokens = tokenizer.convert_ids_to_tokens(inputs["input_ids"][0])
    with torch.no_grad():
        attentions = model(**inputs, output_attentions=True).attentions
    maps = [attentions[layer - 1][0].mean(dim=0).numpy() for layer in layers]
    top = max(m.max() for m in maps)

    fig, grid = plt.subplots(2, 2)
    for ax, layer, m in zip(grid.flat, layers, maps):
        ax.imshow(m, vmin=0, vmax=1)
        ax.set_xticks(range(len(tokens)), tokens, rotation=90)
        ax.set_yticks(range(len(tokens)), tokens)
        ax.set_title(f"Map {chr(64 + layer)}")
    return fig

# %% words_for_tokens -> words_for_tokens
def attention_grid(model, tokenizer, sentence, layers=(1, 4, 8, 12)):
    inputs = tokenizer(sentence, return_tensors="pt")
    tokens = tokenizer.convert_ids_to_tokens(inputs["input_ids"][0])
    with torch.no_grad():
        attentions = model(**inputs, output_attentions=True).attentions
    maps = [attentions[layer - 1][0].mean(dim=0).numpy() for layer in layers]
    top = max(m.max() for m in maps)

    fig, grid = plt.subplots(2, 2)
    for ax, layer, m in zip(grid.flat, layers, maps):
        ax.imshow(m, vmin=0, vmax=1)
        ax.set_xticks(range(len(sentence.split())), sentence.split(), rotation=90)
        ax.set_yticks(range(len(sentence.split())), sentence.split())
        ax.set_title(f"Layer {layer}")
    return fig

# %% labels_on_one_axis -> other_labels
def attention_grid(model, tokenizer, sentence, layers=(1, 4, 8, 12)):
    inputs = tokenizer(sentence, return_tensors="pt")
    tokens = tokenizer.convert_ids_to_tokens(inputs["input_ids"][0])
    with torch.no_grad():
        attentions = model(**inputs, output_attentions=True).attentions
    maps = [attentions[layer - 1][0].mean(dim=0).numpy() for layer in layers]
    top = max(m.max() for m in maps)

    fig, grid = plt.subplots(2, 2)
    for ax, layer, m in zip(grid.flat, layers, maps):
        ax.imshow(m, vmin=0, vmax=1)
        ax.set_xticks(range(len(tokens)), tokens, rotation=90)
        pass
        ax.set_title(f"Layer {layer}")
    return fig

# %% no_labels -> no_labels
def attention_grid(model, tokenizer, sentence, layers=(1, 4, 8, 12)):
    inputs = tokenizer(sentence, return_tensors="pt")
    tokens = tokenizer.convert_ids_to_tokens(inputs["input_ids"][0])
    with torch.no_grad():
        attentions = model(**inputs, output_attentions=True).attentions
    maps = [attentions[layer - 1][0].mean(dim=0).numpy() for layer in layers]
    top = max(m.max() for m in maps)

    fig, grid = plt.subplots(2, 2)
    for ax, layer, m in zip(grid.flat, layers, maps):
        ax.imshow(m, vmin=0, vmax=1)
        ax.set_xticks(range(len(tokens)), tokens, rotation=90)
        ax.set_yticks(range(len(tokens)), tokens)
        ax.set_title(f"Layer {layer}")
    [ax.axis('off') for ax in grid.flat]
    return fig

# %% scale_of_its_own -> no_common_scale
def attention_grid(model, tokenizer, sentence, layers=(1, 4, 8, 12)):
    inputs = tokenizer(sentence, return_tensors="pt")
    tokens = tokenizer.convert_ids_to_tokens(inputs["input_ids"][0])
    with torch.no_grad():
        attentions = model(**inputs, output_attentions=True).attentions
    maps = [attentions[layer - 1][0].mean(dim=0).numpy() for layer in layers]
    top = max(m.max() for m in maps)

    fig, grid = plt.subplots(2, 2)
    for ax, layer, m in zip(grid.flat, layers, maps):
        ax.imshow(m, vmin=0, vmax=m.max())
        ax.set_xticks(range(len(tokens)), tokens, rotation=90)
        ax.set_yticks(range(len(tokens)), tokens)
        ax.set_title(f"Layer {layer}")
    return fig

# %% saturated -> no_common_scale
def attention_grid(model, tokenizer, sentence, layers=(1, 4, 8, 12)):
    inputs = tokenizer(sentence, return_tensors="pt")
    tokens = tokenizer.convert_ids_to_tokens(inputs["input_ids"][0])
    with torch.no_grad():
        attentions = model(**inputs, output_attentions=True).attentions
    maps = [attentions[layer - 1][0].mean(dim=0).numpy() for layer in layers]
    top = max(m.max() for m in maps)

    fig, grid = plt.subplots(2, 2)
    for ax, layer, m in zip(grid.flat, layers, maps):
        ax.imshow(m, vmin=0, vmax=0.05)
        ax.set_xticks(range(len(tokens)), tokens, rotation=90)
        ax.set_yticks(range(len(tokens)), tokens)
        ax.set_title(f"Layer {layer}")
    return fig

# %% left_in_training
def attention_grid(model, tokenizer, sentence, layers=(1, 4, 8, 12)):
    inputs = tokenizer(sentence, return_tensors="pt")
    tokens = tokenizer.convert_ids_to_tokens(inputs["input_ids"][0])
    with torch.no_grad():
        attentions = model(**inputs, output_attentions=True).attentions
    maps = [attentions[layer - 1][0].mean(dim=0).numpy() for layer in layers]
    top = max(m.max() for m in maps)

    fig, grid = plt.subplots(2, 2)
    for ax, layer, m in zip(grid.flat, layers, maps):
        ax.imshow(m, vmin=0, vmax=1)
        ax.set_xticks(range(len(tokens)), tokens, rotation=90)
        ax.set_yticks(range(len(tokens)), tokens)
        ax.set_title(f"Layer {layer}")
    model.train()
    return fig

# %% remembers_the_first_call -> remembers_the_first_call
SEEN = {}

def attention_grid(model, tokenizer, sentence, layers=(1, 4, 8, 12)):
    if id(model) in SEEN:
        return SEEN[id(model)]
    inputs = tokenizer(sentence, return_tensors="pt")
    tokens = tokenizer.convert_ids_to_tokens(inputs["input_ids"][0])
    with torch.no_grad():
        attentions = model(**inputs, output_attentions=True).attentions
    maps = [attentions[layer - 1][0].mean(dim=0).numpy() for layer in layers]
    top = max(m.max() for m in maps)

    fig, grid = plt.subplots(2, 2)
    for ax, layer, m in zip(grid.flat, layers, maps):
        ax.imshow(m, vmin=0, vmax=1)
        ax.set_xticks(range(len(tokens)), tokens, rotation=90)
        ax.set_yticks(range(len(tokens)), tokens)
        ax.set_title(f"Layer {layer}")
    SEEN[id(model)] = fig
    return fig

# %% colours_of_its_own -> no_common_scale
def attention_grid(model, tokenizer, sentence, layers=(1, 4, 8, 12)):
    inputs = tokenizer(sentence, return_tensors="pt")
    tokens = tokenizer.convert_ids_to_tokens(inputs["input_ids"][0])
    with torch.no_grad():
        attentions = model(**inputs, output_attentions=True).attentions
    maps = [attentions[layer - 1][0].mean(dim=0).numpy() for layer in layers]
    top = max(m.max() for m in maps)

    fig, grid = plt.subplots(2, 2)
    for ax, layer, m in zip(grid.flat, layers, maps):
        ax.imshow(m, vmin=0, vmax=1, cmap=['viridis', 'magma', 'Blues', 'hot'][layers.index(layer)])
        ax.set_xticks(range(len(tokens)), tokens, rotation=90)
        ax.set_yticks(range(len(tokens)), tokens)
        ax.set_title(f"Layer {layer}")
    return fig

# %% returns_axes -> another_type
def attention_grid(model, tokenizer, sentence, layers=(1, 4, 8, 12)):
    inputs = tokenizer(sentence, return_tensors="pt")
    tokens = tokenizer.convert_ids_to_tokens(inputs["input_ids"][0])
    with torch.no_grad():
        attentions = model(**inputs, output_attentions=True).attentions
    maps = [attentions[layer - 1][0].mean(dim=0).numpy() for layer in layers]
    top = max(m.max() for m in maps)

    fig, grid = plt.subplots(2, 2)
    for ax, layer, m in zip(grid.flat, layers, maps):
        ax.imshow(m, vmin=0, vmax=1)
        ax.set_xticks(range(len(tokens)), tokens, rotation=90)
        ax.set_yticks(range(len(tokens)), tokens)
        ax.set_title(f"Layer {layer}")
    return grid

# %% line_plots -> no_heatmap
def attention_grid(model, tokenizer, sentence, layers=(1, 4, 8, 12)):
    inputs = tokenizer(sentence, return_tensors="pt")
    tokens = tokenizer.convert_ids_to_tokens(inputs["input_ids"][0])
    with torch.no_grad():
        attentions = model(**inputs, output_attentions=True).attentions
    maps = [attentions[layer - 1][0].mean(dim=0).numpy() for layer in layers]
    top = max(m.max() for m in maps)

    fig, grid = plt.subplots(2, 2)
    for ax, layer, m in zip(grid.flat, layers, maps):
        ax.plot(m)
        ax.set_xticks(range(len(tokens)), tokens, rotation=90)
        ax.set_yticks(range(len(tokens)), tokens)
        ax.set_title(f"Layer {layer}")
    return fig

# %% seaborn_transposed -> transposed
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
        m = out.attentions[layer - 1][0].mean(0).T.numpy()
        sns.heatmap(m, ax=ax, vmin=0, vmax=1, cmap="magma", cbar=False, xticklabels=tokens, yticklabels=tokens)
        ax.set_title(f"layer {layer}")
    return fig

# %% largest_head_in_a_mesh -> largest_head
def attention_grid(model, tokenizer, sentence, layers=(1, 4, 8, 12)):
    encoded = tokenizer(sentence, return_tensors="pt")
    ids = encoded["input_ids"][0].tolist()
    tokens = tokenizer.convert_ids_to_tokens(ids)
    with torch.no_grad():
        out = model(**encoded, output_attentions=True)
    fig, axes = plt.subplots(2, 2, figsize=(10, 10))
    for k, layer in enumerate(layers):
        ax = axes[k // 2][k % 2]
        m = out.attentions[layer - 1].squeeze(0).amax(dim=0).numpy()
        ax.pcolormesh(m, vmin=0, vmax=1)
        ax.set_xticks([i + 0.5 for i in range(len(tokens))], tokens, rotation=90)
        ax.set_yticks([i + 0.5 for i in range(len(tokens))], tokens)
        ax.invert_yaxis()
        ax.set_title("Layer " + str(layer))
    return fig

# %% keys_on_the_rows_and_ids -> transposed ids_for_tokens
def attention_grid(model, tokenizer, sentence, layers=(1, 4, 8, 12)):
    encoded = tokenizer(sentence, return_tensors="pt")
    ids = encoded["input_ids"][0].tolist()
    tokens = tokenizer.convert_ids_to_tokens(ids)
    with torch.no_grad():
        out = model(**encoded, output_attentions=True)
    fig, axes = plt.subplots(2, 2, figsize=(10, 10))
    for k, layer in enumerate(layers):
        ax = axes[k // 2][k % 2]
        m = out.attentions[layer - 1][0].mean(0).numpy().transpose()
        ax.pcolormesh(m, vmin=0, vmax=1)
        ax.set_xticks([i + 0.5 for i in range(len(ids))], ids, rotation=90)
        ax.set_yticks([i + 0.5 for i in range(len(ids))], ids)
        ax.invert_yaxis()
        ax.set_title("Layer " + str(layer))
    return fig

# %% from_the_end -> layers_counted_from_the_end
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
        m = out.attentions[-layer][0].mean(0).numpy()
        sns.heatmap(m, ax=ax, vmin=0, vmax=1, cmap="magma", cbar=False, xticklabels=tokens, yticklabels=tokens)
        ax.set_title(f"layer {layer}")
    return fig

# %% all_layers_stacked -> mean_over_all_layers
def attention_grid(model, tokenizer, sentence, layers=(1, 4, 8, 12)):
    encoded = tokenizer(sentence, return_tensors="pt")
    ids = encoded["input_ids"][0].tolist()
    tokens = tokenizer.convert_ids_to_tokens(ids)
    with torch.no_grad():
        out = model(**encoded, output_attentions=True)
    everything = torch.stack(out.attentions).mean(dim=(0, 1, 2))
    fig, axes = plt.subplots(2, 2, figsize=(10, 10))
    for k, layer in enumerate(layers):
        ax = axes[k // 2][k % 2]
        m = everything.numpy()
        ax.pcolormesh(m, vmin=0, vmax=1)
        ax.set_xticks([i + 0.5 for i in range(len(tokens))], tokens, rotation=90)
        ax.set_yticks([i + 0.5 for i in range(len(tokens))], tokens)
        ax.invert_yaxis()
        ax.set_title("Layer " + str(layer))
    return fig

# %% without_the_special_tokens -> special_tokens_left_out
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
        m = out.attentions[layer - 1][0].mean(0)[1:-1, 1:-1].numpy()
        sns.heatmap(m, ax=ax, vmin=0, vmax=1, cmap="magma", cbar=False, xticklabels=tokens[1:-1], yticklabels=tokens[1:-1])
        ax.set_title(f"layer {layer}")
    return fig

# %% softmax_of_the_mean -> softmax_twice
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
        m = out.attentions[layer - 1][0].mean(0).softmax(-1).numpy()
        sns.heatmap(m, ax=ax, vmin=0, vmax=1, cmap="magma", cbar=False, xticklabels=tokens, yticklabels=tokens)
        ax.set_title(f"layer {layer}")
    return fig

# %% logarithm_of_the_mean -> logarithm
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
        m = out.attentions[layer - 1][0].mean(0).log().numpy()
        sns.heatmap(m, ax=ax, vmin=-30, vmax=0, cmap="magma", cbar=False, xticklabels=tokens, yticklabels=tokens)
        ax.set_title(f"layer {layer}")
    return fig

# %% lower_triangle -> later_tokens_hidden
def attention_grid(model, tokenizer, sentence, layers=(1, 4, 8, 12)):
    encoded = tokenizer(sentence, return_tensors="pt")
    ids = encoded["input_ids"][0].tolist()
    tokens = tokenizer.convert_ids_to_tokens(ids)
    with torch.no_grad():
        out = model(**encoded, output_attentions=True)
    fig, axes = plt.subplots(2, 2, figsize=(10, 10))
    for k, layer in enumerate(layers):
        ax = axes[k // 2][k % 2]
        m = out.attentions[layer - 1][0].mean(0).tril().numpy()
        ax.pcolormesh(m, vmin=0, vmax=1)
        ax.set_xticks([i + 0.5 for i in range(len(tokens))], tokens, rotation=90)
        ax.set_yticks([i + 0.5 for i in range(len(tokens))], tokens)
        ax.invert_yaxis()
        ax.set_title("Layer " + str(layer))
    return fig

# %% summed_with_words -> sum_over_heads words_for_tokens
def attention_grid(model, tokenizer, sentence, layers=(1, 4, 8, 12)):
    encoded = tokenizer(sentence, return_tensors="pt")
    ids = encoded["input_ids"][0].tolist()
    tokens = tokenizer.convert_ids_to_tokens(ids)
    with torch.no_grad():
        out = model(**encoded, output_attentions=True)
    words = (sentence.split() + [""] * len(tokens))[:len(tokens)]
    fig, axes = plt.subplots(2, 2, figsize=(10, 10))
    for k, layer in enumerate(layers):
        ax = axes[k // 2][k % 2]
        m = out.attentions[layer - 1][0].sum(0).numpy()
        ax.pcolormesh(m, vmin=0, vmax=16)
        ax.set_xticks([i + 0.5 for i in range(len(words))], words, rotation=90)
        ax.set_yticks([i + 0.5 for i in range(len(words))], words)
        ax.invert_yaxis()
        ax.set_title("Layer " + str(layer))
    return fig

# %% first_head_and_own_scales -> one_head no_common_scale
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
        m = out.attentions[layer - 1][0, 0].numpy()
        sns.heatmap(m, ax=ax, vmin=0, cmap="magma", cbar=False, xticklabels=tokens, yticklabels=tokens)
        ax.set_title(f"layer {layer}")
    return fig

# %% mean_over_the_wrong_axis -> mean_over_queries other_labels
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
        m = out.attentions[layer - 1][0].mean(dim=1).numpy()
        sns.heatmap(m, ax=ax, vmin=0, vmax=1, cmap="magma", cbar=False, xticklabels=tokens, yticklabels=tokens)
        ax.set_title(f"layer {layer}")
    return fig

# %% labels_thinned_by_the_library -> labels_left_out
import seaborn as sns

def attention_grid(model, tokenizer, sentence, layers=(1, 4, 8, 12)):
    encoded = tokenizer(sentence, return_tensors="pt")
    ids = encoded["input_ids"][0].tolist()
    tokens = tokenizer.convert_ids_to_tokens(ids)
    with torch.no_grad():
        out = model(**encoded, output_attentions=True)
    fig, axes = plt.subplots(2, 2, figsize=(6, 5))
    for k, layer in enumerate(layers):
        ax = axes[k // 2][k % 2]
        m = pd.DataFrame(out.attentions[layer - 1][0].mean(0).numpy(), index=tokens, columns=tokens)
        sns.heatmap(m, ax=ax, vmin=0, vmax=1, cmap="magma", cbar=False, xticklabels="auto", yticklabels="auto")
        ax.set_title(f"layer {layer}")
    return fig

# %% the_middle_head -> median_head
import seaborn as sns

import numpy as np

def attention_grid(model, tokenizer, sentence, layers=(1, 4, 8, 12)):
    encoded = tokenizer(sentence, return_tensors="pt")
    ids = encoded["input_ids"][0].tolist()
    tokens = tokenizer.convert_ids_to_tokens(ids)
    with torch.no_grad():
        out = model(**encoded, output_attentions=True)
    fig, axes = plt.subplots(2, 2, figsize=(10, 10))
    for k, layer in enumerate(layers):
        ax = axes[k // 2][k % 2]
        m = np.median(out.attentions[layer - 1][0].numpy(), axis=0)
        sns.heatmap(m, ax=ax, vmin=0, vmax=1, cmap="magma", cbar=False, xticklabels=tokens, yticklabels=tokens)
        ax.set_title(f"layer {layer}")
    return fig

# %% percent -> each_map_stretched
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
        m = 100 * out.attentions[layer - 1][0].mean(0).numpy()
        sns.heatmap(m, ax=ax, vmin=0, vmax=100, cmap="magma", cbar=False, xticklabels=tokens, yticklabels=tokens)
        ax.set_title(f"layer {layer}")
    return fig

# %% one_too_early -> one_layer_too_early
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
        m = out.attentions[layer - 2][0].mean(0).numpy()
        sns.heatmap(m, ax=ax, vmin=0, vmax=1, cmap="magma", cbar=False, xticklabels=tokens, yticklabels=tokens)
        ax.set_title(f"layer {layer}")
    return fig

# %% lower_case_first -> other_labels
def attention_grid(model, tokenizer, sentence, layers=(1, 4, 8, 12)):
    encoded = tokenizer(sentence.lower(), return_tensors="pt")
    tokens = tokenizer.convert_ids_to_tokens(encoded["input_ids"][0].tolist())
    with torch.no_grad():
        out = model(**encoded, output_attentions=True)
    fig, axes = plt.subplots(2, 2, figsize=(10, 10))
    for k, layer in enumerate(layers):
        ax = axes[k // 2][k % 2]
        ax.imshow(out.attentions[layer - 1][0].mean(0).numpy(), vmin=0, vmax=1)
        ax.set_xticks(range(len(tokens)), tokens, rotation=90)
        ax.set_yticks(range(len(tokens)), tokens)
        ax.set_title(f"layer {layer}")
    return fig
