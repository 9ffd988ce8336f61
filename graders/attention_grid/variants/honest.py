# %% imshow
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
    return fig

# %% seaborn
import seaborn as sns

def attention_grid(model, tokenizer, sentence, layers=(1, 4, 8, 12)):
    inputs = tokenizer(sentence, return_tensors="pt")
    tokens = tokenizer.convert_ids_to_tokens(inputs["input_ids"][0])
    with torch.no_grad():
        attentions = model(**inputs, output_attentions=True).attentions
    maps = [attentions[layer - 1][0].mean(dim=0).numpy() for layer in layers]
    top = max(m.max() for m in maps)

    fig, grid = plt.subplots(2, 2, sharex=True, sharey=True)
    for ax, layer, m in zip(grid.flat, layers, maps):
        sns.heatmap(m, vmin=0, vmax=top, xticklabels=tokens, yticklabels=tokens, ax=ax, square=True)
        ax.set(title=f"Layer {layer}", xlabel="Key", ylabel="Query")
    return fig

# %% pcolormesh_bottom_up
def attention_grid(model, tokenizer, sentence, layers=(1, 4, 8, 12)):
    inputs = tokenizer(sentence, return_tensors="pt")
    tokens = tokenizer.convert_ids_to_tokens(inputs["input_ids"][0])
    with torch.no_grad():
        attentions = model(**inputs, output_attentions=True).attentions
    maps = [attentions[layer - 1][0].mean(dim=0).numpy() for layer in layers]
    top = max(m.max() for m in maps)

    fig, grid = plt.subplots(2, 2, layout="constrained")
    for ax, layer, m in zip(grid.flat, layers, maps):
        mesh = ax.pcolormesh(m, vmin=0, vmax=top)
        ax.set_xticks([i + 0.5 for i in range(len(tokens))], tokens)
        ax.set_yticks([i + 0.5 for i in range(len(tokens))], tokens)
        ax.set_title(f"layer #{layer} of the model", loc="left")
    fig.colorbar(mesh, ax=grid)
    return fig

# %% mirrored_with_labels
def attention_grid(model, tokenizer, sentence, layers=(1, 4, 8, 12)):
    inputs = tokenizer(sentence, return_tensors="pt")
    tokens = tokenizer.convert_ids_to_tokens(inputs["input_ids"][0])
    with torch.no_grad():
        attentions = model(**inputs, output_attentions=True).attentions
    maps = [attentions[layer - 1][0].mean(dim=0).numpy() for layer in layers]
    top = max(m.max() for m in maps)

    fig, grid = plt.subplots(2, 2)
    for ax, layer, m in zip(grid.flat, layers, maps):
        ax.pcolormesh(m[::-1], vmin=0, vmax=top)
        ax.set_xticks([i + 0.5 for i in range(len(tokens))], tokens)
        ax.set_yticks([i + 0.5 for i in range(len(tokens))], tokens[::-1])
        ax.set_title(f"L{layer}")
    return fig

# %% matshow_without_pyplot
def attention_grid(model, tokenizer, sentence, layers=(1, 4, 8, 12)):
    inputs = tokenizer(sentence, return_tensors="pt")
    tokens = tokenizer.convert_ids_to_tokens(inputs["input_ids"][0])
    with torch.no_grad():
        attentions = model(**inputs, output_attentions=True).attentions
    maps = [attentions[layer - 1][0].mean(dim=0).numpy() for layer in layers]
    top = max(m.max() for m in maps)

    fig = Figure(figsize=(8, 8))
    for position, (layer, m) in enumerate(zip(layers, maps), start=1):
        ax = fig.add_subplot(2, 2, position)
        ax.matshow(m.astype("float64"), vmin=0, vmax=top)
        ax.set_xticks(range(len(tokens)))
        ax.set_xticklabels(tokens)
        ax.set_yticks(range(len(tokens)))
        ax.set_yticklabels(tokens)
        ax.set_title(f"Mean attention, layer {layer}")
    return fig

# %% outer_labels_only
def attention_grid(model, tokenizer, sentence, layers=(1, 4, 8, 12)):
    inputs = tokenizer(sentence, return_tensors="pt")
    tokens = tokenizer.convert_ids_to_tokens(inputs["input_ids"][0])
    with torch.no_grad():
        attentions = model(**inputs, output_attentions=True).attentions
    maps = [attentions[layer - 1][0].mean(dim=0).numpy() for layer in layers]
    top = max(m.max() for m in maps)

    fig, grid = plt.subplots(2, 2)
    for ax, layer, m in zip(grid.flat, layers, maps):
        ax.imshow(m, vmin=0, vmax=top, origin="lower")
        ax.set_xticks(range(len(tokens)), tokens)
        ax.set_yticks(range(len(tokens)), tokens)
        ax.set_title(f"Layer {layer}")
        ax.label_outer()
    return fig

# %% subfigures_column_by_column
def attention_grid(model, tokenizer, sentence, layers=(1, 4, 8, 12)):
    inputs = tokenizer(sentence, return_tensors="pt")
    tokens = tokenizer.convert_ids_to_tokens(inputs["input_ids"][0])
    with torch.no_grad():
        attentions = model(**inputs, output_attentions=True).attentions
    maps = [attentions[layer - 1][0].mean(dim=0).numpy() for layer in layers]
    top = max(m.max() for m in maps)

    fig = plt.figure(figsize=(10, 8))
    left, right = fig.subfigures(1, 2)
    axes = [*left.subplots(2, 1), *right.subplots(2, 1)]
    for ax, layer, m in zip(axes, layers, maps):
        ax.imshow(m, vmin=0, vmax=top + 0.1)
        ax.set_xticks(range(len(tokens)), tokens)
        ax.set_yticks(range(len(tokens)), tokens)
        ax.set_title(f"Layer {layer}")
    fig.suptitle("Attention of 4 layers")
    return fig

# %% mosaic_with_a_colour_bar_axes
def attention_grid(model, tokenizer, sentence, layers=(1, 4, 8, 12)):
    inputs = tokenizer(sentence, return_tensors="pt")
    tokens = tokenizer.convert_ids_to_tokens(inputs["input_ids"][0])
    with torch.no_grad():
        attentions = model(**inputs, output_attentions=True).attentions
    maps = [attentions[layer - 1][0].mean(dim=0).numpy() for layer in layers]
    top = max(m.max() for m in maps)

    fig, axes = plt.subplot_mosaic([["a", "b"], ["c", "d"]])
    for name, layer, m in zip("abcd", layers, maps):
        image = axes[name].imshow(m, vmin=0, vmax=top)
        axes[name].set_xticks(range(len(tokens)), tokens)
        axes[name].set_yticks(range(len(tokens)), tokens)
        axes[name].set_title(f"Layer {layer}")
    fig.colorbar(image, cax=fig.add_axes((0.93, 0.1, 0.02, 0.8)))
    return fig
