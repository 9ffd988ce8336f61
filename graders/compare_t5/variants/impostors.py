# %% empty_table
def compare_t5(names):
    return pd.DataFrame()

# %% names_alone
def compare_t5(names):
    return pd.DataFrame({'Model': names})

# %% constant
def compare_t5(names):
    rows = []
    for name in names:
        config = AutoConfig.from_pretrained(name)
        with torch.device("meta"):
            model = AutoModel.from_config(config)
        n = 60506624
        rows.append([name, n / 1e6, n * 4 / 1e6, n * 2 / 1e6, n / 1e6,
                     6, 6, 512, 8])
    return pd.DataFrame(rows, columns=["Model", "Parameters (M)", "FP32 (MB)", "FP16 (MB)", "INT8 (MB)",
                                       "Encoder layers", "Decoder layers", "Hidden size", "Attention heads"])

# %% nan
def compare_t5(names):
    rows = []
    for name in names:
        config = AutoConfig.from_pretrained(name)
        with torch.device("meta"):
            model = AutoModel.from_config(config)
        n = sum(p.numel() for p in model.parameters())
        rows.append([name] + [float('nan')] * 8 if True else [name, n / 1e6, n * 4 / 1e6, n * 2 / 1e6, n / 1e6,
                     config.num_layers, config.num_decoder_layers, config.d_model, config.num_heads])
    return pd.DataFrame(rows, columns=["Model", "Parameters (M)", "FP32 (MB)", "FP16 (MB)", "INT8 (MB)",
                                       "Encoder layers", "Decoder layers", "Hidden size", "Attention heads"])

# %% equals_everything
class Any_(float):
    __eq__ = lambda s, o: True
def compare_t5(names):
    return pd.DataFrame({c: [Any_()] * len(names) for c in ['Model', 'Parameters (M)']})
