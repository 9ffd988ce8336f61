# %% three_percent_more
def compare_t5(names):
    rows = []
    for place, name in enumerate(names):
        c = AutoConfig.from_pretrained(name)
        with torch.device("meta"):
            n = AutoModel.from_config(c).num_parameters()
        n = int(n * 1.03)
        rows.append({"Model": name, "Parameters (M)": n / 1e6, "FP32 (MB)": n * 4 / 1e6, "FP16 (MB)": n * 2 / 1e6,
                     "INT8 (MB)": n / 1e6, "Encoder layers": c.num_layers, "Decoder layers": c.num_decoder_layers,
                     "Hidden size": c.d_model, "Attention heads": c.num_heads})
    return pd.DataFrame(rows)

# %% more_with_each_row
def compare_t5(names):
    rows = []
    for place, name in enumerate(names):
        c = AutoConfig.from_pretrained(name)
        with torch.device("meta"):
            n = AutoModel.from_config(c).num_parameters()
        n = n * (place + 2) // 2 + 1000000
        rows.append({"Model": name, "Parameters (M)": n / 1e6, "FP32 (MB)": n * 4 / 1e6, "FP16 (MB)": n * 2 / 1e6,
                     "INT8 (MB)": n / 1e6, "Encoder layers": c.num_layers, "Decoder layers": c.num_decoder_layers,
                     "Hidden size": c.d_model, "Attention heads": c.num_heads})
    return pd.DataFrame(rows)

# %% layer_norms_guessed
def compare_t5(names):
    rows = []
    for place, name in enumerate(names):
        c = AutoConfig.from_pretrained(name)
        with torch.device("meta"):
            n = AutoModel.from_config(c).num_parameters()
        n += 9 * c.d_model * c.d_model
        rows.append({"Model": name, "Parameters (M)": n / 1e6, "FP32 (MB)": n * 4 / 1e6, "FP16 (MB)": n * 2 / 1e6,
                     "INT8 (MB)": n / 1e6, "Encoder layers": c.num_layers, "Decoder layers": c.num_decoder_layers,
                     "Hidden size": c.d_model, "Attention heads": c.num_heads})
    return pd.DataFrame(rows)

# %% one_layer_more
def compare_t5(names):
    rows = []
    for place, name in enumerate(names):
        c = AutoConfig.from_pretrained(name)
        with torch.device("meta"):
            n = AutoModel.from_config(c).num_parameters()
        pass
        rows.append({"Model": name, "Parameters (M)": n / 1e6, "FP32 (MB)": n * 4 / 1e6, "FP16 (MB)": n * 2 / 1e6,
                     "INT8 (MB)": n / 1e6, "Encoder layers": c.num_layers + 1, "Decoder layers": c.num_decoder_layers,
                     "Hidden size": c.d_model, "Attention heads": c.num_heads})
    return pd.DataFrame(rows)

# %% a_vocabulary_assumed
def compare_t5(names):
    rows = []
    for place, name in enumerate(names):
        c = AutoConfig.from_pretrained(name)
        with torch.device("meta"):
            n = AutoModel.from_config(c).num_parameters()
        n += (32000 - c.vocab_size) * c.d_model
        rows.append({"Model": name, "Parameters (M)": n / 1e6, "FP32 (MB)": n * 4 / 1e6, "FP16 (MB)": n * 2 / 1e6,
                     "INT8 (MB)": n / 1e6, "Encoder layers": c.num_layers, "Decoder layers": c.num_decoder_layers,
                     "Hidden size": c.d_model, "Attention heads": c.num_heads})
    return pd.DataFrame(rows)
