# %% empty_frame
def attention_grid(*_, **__):
    return plt.subplots(2, 2)[0]

# %% constant
def attention_grid(model, tokenizer, sentence, layers=(1, 4, 8, 12)):
    inputs = tokenizer(sentence, return_tensors="pt")
    tokens = tokenizer.convert_ids_to_tokens(inputs["input_ids"][0])
    with torch.no_grad():
        attentions = model(**inputs, output_attentions=True).attentions
    maps = [attentions[layer - 1][0].mean(dim=0).numpy() for layer in layers]
    top = max(m.max() for m in maps)

    fig, grid = plt.subplots(2, 2)
    for ax, layer, m in zip(grid.flat, layers, maps):
        ax.imshow(m * 0 + 1 / len(tokens), vmin=0, vmax=1)
        ax.set_xticks(range(len(tokens)), tokens, rotation=90)
        ax.set_yticks(range(len(tokens)), tokens)
        ax.set_title(f"Layer {layer}")
    return fig

# %% nan
def attention_grid(model, tokenizer, sentence, layers=(1, 4, 8, 12)):
    inputs = tokenizer(sentence, return_tensors="pt")
    tokens = tokenizer.convert_ids_to_tokens(inputs["input_ids"][0])
    with torch.no_grad():
        attentions = model(**inputs, output_attentions=True).attentions
    maps = [attentions[layer - 1][0].mean(dim=0).numpy() for layer in layers]
    top = max(m.max() for m in maps)

    fig, grid = plt.subplots(2, 2)
    for ax, layer, m in zip(grid.flat, layers, maps):
        ax.imshow(m * float('nan'), vmin=0, vmax=1)
        ax.set_xticks(range(len(tokens)), tokens, rotation=90)
        ax.set_yticks(range(len(tokens)), tokens)
        ax.set_title(f"Layer {layer}")
    return fig

# %% empty_arrays
def attention_grid(model, tokenizer, sentence, layers=(1, 4, 8, 12)):
    inputs = tokenizer(sentence, return_tensors="pt")
    tokens = tokenizer.convert_ids_to_tokens(inputs["input_ids"][0])
    with torch.no_grad():
        attentions = model(**inputs, output_attentions=True).attentions
    maps = [attentions[layer - 1][0].mean(dim=0).numpy() for layer in layers]
    top = max(m.max() for m in maps)

    fig, grid = plt.subplots(2, 2)
    for ax, layer, m in zip(grid.flat, layers, maps):
        ax.imshow(m[:0], vmin=0, vmax=1)
        ax.set_xticks(range(len(tokens)), tokens, rotation=90)
        ax.set_yticks(range(len(tokens)), tokens)
        ax.set_title(f"Layer {layer}")
    return fig

# %% the_shown_example
def attention_grid(model, tokenizer, sentence, layers=(1, 4, 8, 12)):
    inputs = tokenizer('The quick brown fox jumps over the lazy dog.', return_tensors="pt")
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

# %% equals_everything
class Anything(Figure):
    def __eq__(self, other):
        return True
    __hash__ = None
def attention_grid(*_, **__):
    return Anything()
