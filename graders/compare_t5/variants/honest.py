# %% meta
def compare_t5(names):
    rows = []
    for name in names:
        config = AutoConfig.from_pretrained(name)
        with torch.device("meta"):
            model = AutoModel.from_config(config)
        n = sum(p.numel() for p in model.parameters())
        rows.append([name, n / 1e6, n * 4 / 1e6, n * 2 / 1e6, n / 1e6,
                     config.num_layers, config.num_decoder_layers, config.d_model, config.num_heads])
    return pd.DataFrame(rows, columns=["Model", "Parameters (M)", "FP32 (MB)", "FP16 (MB)", "INT8 (MB)",
                                       "Encoder layers", "Decoder layers", "Hidden size", "Attention heads"])

# %% rows_and_columns_in_another_order
def compare_t5(names):
    rows = []
    for name in names:
        config = AutoConfig.from_pretrained(name)
        with torch.device("meta"):
            model = AutoModel.from_config(config)
        n = sum(p.numel() for p in model.parameters())
        rows.append([name, n / 1e6, n * 4 / 1e6, n * 2 / 1e6, n / 1e6,
                     config.num_layers, config.num_decoder_layers, config.d_model, config.num_heads])
    table = pd.DataFrame(rows, columns=["Model", "Parameters (M)", "FP32 (MB)", "FP16 (MB)", "INT8 (MB)",
                                       "Encoder layers", "Decoder layers", "Hidden size", "Attention heads"])
    return table.iloc[::-1, ::-1].reset_index(drop=True)

# %% names_in_the_index
def compare_t5(names):
    rows = []
    for name in names:
        config = AutoConfig.from_pretrained(name)
        with torch.device("meta"):
            model = AutoModel.from_config(config)
        n = sum(p.numel() for p in model.parameters())
        rows.append([name, n / 1e6, n * 4 / 1e6, n * 2 / 1e6, n / 1e6,
                     config.num_layers, config.num_decoder_layers, config.d_model, config.num_heads])
    table = pd.DataFrame(rows, columns=["Model", "Parameters (M)", "FP32 (MB)", "FP16 (MB)", "INT8 (MB)",
                                       "Encoder layers", "Decoder layers", "Hidden size", "Attention heads"])
    return table.set_index('Model')

# %% near_names
def compare_t5(names):
    rows = []
    for name in names:
        config = AutoConfig.from_pretrained(name)
        with torch.device("meta"):
            model = AutoModel.from_config(config)
        n = sum(p.numel() for p in model.parameters())
        rows.append([name, n / 1e6, n * 4 / 1e6, n * 2 / 1e6, n / 1e6,
                     config.num_layers, config.num_decoder_layers, config.d_model, config.num_heads])
    return pd.DataFrame(rows, columns=["Model", "params_millions", "fp32_mb", "FP16 (MB)", "INT8 (MB)",
                                       "n_enc_layers", "Decoder layers", "d_model", "num_heads"])

# %% another_column_first
def compare_t5(names):
    rows = []
    for name in names:
        config = AutoConfig.from_pretrained(name)
        with torch.device("meta"):
            model = AutoModel.from_config(config)
        n = sum(p.numel() for p in model.parameters())
        rows.append([name, n / 1e6, n * 4 / 1e6, n * 2 / 1e6, n / 1e6,
                     config.num_layers, config.num_decoder_layers, config.d_model, config.num_heads])
    table = pd.DataFrame(rows, columns=["Model", "Parameters (M)", "FP32 (MB)", "FP16 (MB)", "INT8 (MB)",
                                       "Encoder layers", "Decoder layers", "Hidden size", "Attention heads"])
    table.insert(0, 'Model parameters (M)', table['Parameters (M)'])
    return table

# %% mebibytes_that_say_so
def compare_t5(names):
    rows = []
    for name in names:
        config = AutoConfig.from_pretrained(name)
        with torch.device("meta"):
            model = AutoModel.from_config(config)
        n = sum(p.numel() for p in model.parameters())
        rows.append([name, n / 1e6, n * 4 / 2**20, n * 2 / 1e6, n / 1e6,
                     config.num_layers, config.num_decoder_layers, config.d_model, config.num_heads])
    return pd.DataFrame(rows, columns=["Model", "Parameters (M)", "FP32 (MiB)", "FP16 (MB)", "INT8 (MB)",
                                       "Encoder layers", "Decoder layers", "Hidden size", "Attention heads"])

# %% gigabytes_that_say_so
def compare_t5(names):
    rows = []
    for name in names:
        config = AutoConfig.from_pretrained(name)
        with torch.device("meta"):
            model = AutoModel.from_config(config)
        n = sum(p.numel() for p in model.parameters())
        rows.append([name, n / 1e6, n * 4 / 1e6, n * 2 / 1e9, n / 1e6,
                     config.num_layers, config.num_decoder_layers, config.d_model, config.num_heads])
    return pd.DataFrame(rows, columns=["Model", "Parameters (M)", "FP32 (MB)", "FP16 size in GB", "INT8 (MB)",
                                       "Encoder layers", "Decoder layers", "Hidden size", "Attention heads"])

# %% raw_counts
def compare_t5(names):
    rows = []
    for name in names:
        config = AutoConfig.from_pretrained(name)
        with torch.device("meta"):
            model = AutoModel.from_config(config)
        n = sum(p.numel() for p in model.parameters())
        rows.append([name, n, n * 4 / 1e6, n * 2 / 1e6, n / 1e6,
                     config.num_layers, config.num_decoder_layers, config.d_model, config.num_heads])
    return pd.DataFrame(rows, columns=["Model", "Parameters", "FP32 (MB)", "FP16 (MB)", "INT8 (MB)",
                                       "Encoder layers", "Decoder layers", "Hidden size", "Attention heads"])

# %% rounded_to_a_tenth
def compare_t5(names):
    rows = []
    for name in names:
        config = AutoConfig.from_pretrained(name)
        with torch.device("meta"):
            model = AutoModel.from_config(config)
        n = sum(p.numel() for p in model.parameters())
        rows.append([name, round(n / 1e6, 1), n * 4 / 1e6, n * 2 / 1e6, round(n / 1e6, 1),
                     config.num_layers, config.num_decoder_layers, config.d_model, config.num_heads])
    return pd.DataFrame(rows, columns=["Model", "Parameters (M)", "FP32 (MB)", "FP16 (MB)", "INT8 (MB)",
                                       "Encoder layers", "Decoder layers", "Hidden size", "Attention heads"])

# %% float32
def compare_t5(names):
    rows = []
    for name in names:
        config = AutoConfig.from_pretrained(name)
        with torch.device("meta"):
            model = AutoModel.from_config(config)
        n = sum(p.numel() for p in model.parameters())
        rows.append([name, n / 1e6, n * 4 / 1e6, n * 2 / 1e6, n / 1e6,
                     config.num_layers, config.num_decoder_layers, config.d_model, config.num_heads])
    table = pd.DataFrame(rows, columns=["Model", "Parameters (M)", "FP32 (MB)", "FP16 (MB)", "INT8 (MB)",
                                       "Encoder layers", "Decoder layers", "Hidden size", "Attention heads"])
    return table.astype({'Parameters (M)': 'float32', 'INT8 (MB)': 'float32'})
