# %% shared_weights_twice -> tied_weights_counted_again
def compare_t5(names):
    rows = []
    for name in names:
        config = AutoConfig.from_pretrained(name)
        with torch.device("meta"):
            model = AutoModel.from_config(config)
        n = sum(p.numel() for p in model.state_dict().values())
        rows.append([name, n / 1e6, n * 4 / 1e6, n * 2 / 1e6, n / 1e6,
                     config.num_layers, config.num_decoder_layers, config.d_model, config.num_heads])
    return pd.DataFrame(rows, columns=["Model", "Parameters (M)", "FP32 (MB)", "FP16 (MB)", "INT8 (MB)",
                                       "Encoder layers", "Decoder layers", "Hidden size", "Attention heads"])

# %% encoder_only -> one_stack_only
def compare_t5(names):
    rows = []
    for name in names:
        config = AutoConfig.from_pretrained(name)
        with torch.device("meta"):
            model = AutoModel.from_config(config)
        n = sum(p.numel() for p in model.encoder.parameters())
        rows.append([name, n / 1e6, n * 4 / 1e6, n * 2 / 1e6, n / 1e6,
                     config.num_layers, config.num_decoder_layers, config.d_model, config.num_heads])
    return pd.DataFrame(rows, columns=["Model", "Parameters (M)", "FP32 (MB)", "FP16 (MB)", "INT8 (MB)",
                                       "Encoder layers", "Decoder layers", "Hidden size", "Attention heads"])

# %% same_config_for_all -> one_model_in_every_row
def compare_t5(names):
    rows = []
    for name in names:
        config = AutoConfig.from_pretrained(names[0])
        with torch.device("meta"):
            model = AutoModel.from_config(config)
        n = sum(p.numel() for p in model.parameters())
        rows.append([name, n / 1e6, n * 4 / 1e6, n * 2 / 1e6, n / 1e6,
                     config.num_layers, config.num_decoder_layers, config.d_model, config.num_heads])
    return pd.DataFrame(rows, columns=["Model", "Parameters (M)", "FP32 (MB)", "FP16 (MB)", "INT8 (MB)",
                                       "Encoder layers", "Decoder layers", "Hidden size", "Attention heads"])

# %% width_assumed -> attention_as_wide_as_the_model
def compare_t5(names):
    rows = []
    for name in names:
        config = AutoConfig.from_pretrained(name)
        config.d_kv = config.d_model // config.num_heads
        with torch.device("meta"):
            model = AutoModel.from_config(config)
        n = sum(p.numel() for p in model.parameters())
        rows.append([name, n / 1e6, n * 4 / 1e6, n * 2 / 1e6, n / 1e6,
                     config.num_layers, config.num_decoder_layers, config.d_model, config.num_heads])
    return pd.DataFrame(rows, columns=["Model", "Parameters (M)", "FP32 (MB)", "FP16 (MB)", "INT8 (MB)",
                                       "Encoder layers", "Decoder layers", "Hidden size", "Attention heads"])

# %% text_for_numbers -> text_for_numbers
def compare_t5(names):
    rows = []
    for name in names:
        config = AutoConfig.from_pretrained(name)
        with torch.device("meta"):
            model = AutoModel.from_config(config)
        n = sum(p.numel() for p in model.parameters())
        rows.append([name, f'{n / 1e6:.1f}M', n * 4 / 1e6, n * 2 / 1e6, n / 1e6,
                     config.num_layers, config.num_decoder_layers, config.d_model, config.num_heads])
    return pd.DataFrame(rows, columns=["Model", "Parameters (M)", "FP32 (MB)", "FP16 (MB)", "INT8 (MB)",
                                       "Encoder layers", "Decoder layers", "Hidden size", "Attention heads"])

# %% mebibytes_called_megabytes -> mebibytes_for_megabytes
def compare_t5(names):
    rows = []
    for name in names:
        config = AutoConfig.from_pretrained(name)
        with torch.device("meta"):
            model = AutoModel.from_config(config)
        n = sum(p.numel() for p in model.parameters())
        rows.append([name, n / 1e6, n * 4 / 2**20, n * 2 / 1e6, n / 1e6,
                     config.num_layers, config.num_decoder_layers, config.d_model, config.num_heads])
    return pd.DataFrame(rows, columns=["Model", "Parameters (M)", "FP32 (MB)", "FP16 (MB)", "INT8 (MB)",
                                       "Encoder layers", "Decoder layers", "Hidden size", "Attention heads"])

# %% bits_for_bytes -> bits_for_bytes
def compare_t5(names):
    rows = []
    for name in names:
        config = AutoConfig.from_pretrained(name)
        with torch.device("meta"):
            model = AutoModel.from_config(config)
        n = sum(p.numel() for p in model.parameters())
        rows.append([name, n / 1e6, n * 32 / 1e6, n * 2 / 1e6, n / 1e6,
                     config.num_layers, config.num_decoder_layers, config.d_model, config.num_heads])
    return pd.DataFrame(rows, columns=["Model", "Parameters (M)", "FP32 (MB)", "FP16 (MB)", "INT8 (MB)",
                                       "Encoder layers", "Decoder layers", "Hidden size", "Attention heads"])

# %% gigabytes_called_megabytes -> another_power_of_a_thousand
def compare_t5(names):
    rows = []
    for name in names:
        config = AutoConfig.from_pretrained(name)
        with torch.device("meta"):
            model = AutoModel.from_config(config)
        n = sum(p.numel() for p in model.parameters())
        rows.append([name, n / 1e6, n * 4 / 1e6, n * 2 / 1e9, n / 1e6,
                     config.num_layers, config.num_decoder_layers, config.d_model, config.num_heads])
    return pd.DataFrame(rows, columns=["Model", "Parameters (M)", "FP32 (MB)", "FP16 (MB)", "INT8 (MB)",
                                       "Encoder layers", "Decoder layers", "Hidden size", "Attention heads"])

# %% encoder_counted_twice -> decoder_depth_from_the_encoder
def compare_t5(names):
    rows = []
    for name in names:
        config = AutoConfig.from_pretrained(name)
        with torch.device("meta"):
            model = AutoModel.from_config(config)
        n = sum(p.numel() for p in model.parameters())
        rows.append([name, n / 1e6, n * 4 / 1e6, n * 2 / 1e6, n / 1e6,
                     config.num_layers, config.num_layers, config.d_model, config.num_heads])
    return pd.DataFrame(rows, columns=["Model", "Parameters (M)", "FP32 (MB)", "FP16 (MB)", "INT8 (MB)",
                                       "Encoder layers", "Decoder layers", "Hidden size", "Attention heads"])

# %% width_of_a_head -> another_width_for_hidden_size
def compare_t5(names):
    rows = []
    for name in names:
        config = AutoConfig.from_pretrained(name)
        with torch.device("meta"):
            model = AutoModel.from_config(config)
        n = sum(p.numel() for p in model.parameters())
        rows.append([name, n / 1e6, n * 4 / 1e6, n * 2 / 1e6, n / 1e6,
                     config.num_layers, config.num_decoder_layers, config.d_kv, config.num_heads])
    return pd.DataFrame(rows, columns=["Model", "Parameters (M)", "FP32 (MB)", "FP16 (MB)", "INT8 (MB)",
                                       "Encoder layers", "Decoder layers", "Hidden size", "Attention heads"])

# %% last_row_missing -> another_number_of_rows missing_cells
def compare_t5(names):
    rows = []
    for name in names[:-1]:
        config = AutoConfig.from_pretrained(name)
        with torch.device("meta"):
            model = AutoModel.from_config(config)
        n = sum(p.numel() for p in model.parameters())
        rows.append([name, n / 1e6, n * 4 / 1e6, n * 2 / 1e6, n / 1e6,
                     config.num_layers, config.num_decoder_layers, config.d_model, config.num_heads])
    return pd.DataFrame(rows, columns=["Model", "Parameters (M)", "FP32 (MB)", "FP16 (MB)", "INT8 (MB)",
                                       "Encoder layers", "Decoder layers", "Hidden size", "Attention heads"])

# %% name_without_its_folder -> names_changed
def compare_t5(names):
    rows = []
    for name in names:
        config = AutoConfig.from_pretrained(name)
        with torch.device("meta"):
            model = AutoModel.from_config(config)
        n = sum(p.numel() for p in model.parameters())
        rows.append([name.split('/')[-1] + '!', n / 1e6, n * 4 / 1e6, n * 2 / 1e6, n / 1e6,
                     config.num_layers, config.num_decoder_layers, config.d_model, config.num_heads])
    return pd.DataFrame(rows, columns=["Model", "Parameters (M)", "FP32 (MB)", "FP16 (MB)", "INT8 (MB)",
                                       "Encoder layers", "Decoder layers", "Hidden size", "Attention heads"])

# %% returns_a_list -> another_type
def compare_t5(names):
    rows = []
    for name in names:
        config = AutoConfig.from_pretrained(name)
        with torch.device("meta"):
            model = AutoModel.from_config(config)
        n = sum(p.numel() for p in model.parameters())
        rows.append([name, n / 1e6, n * 4 / 1e6, n * 2 / 1e6, n / 1e6,
                     config.num_layers, config.num_decoder_layers, config.d_model, config.num_heads])
    return list(rows); dict(columns=["Model", "Parameters (M)", "FP32 (MB)", "FP16 (MB)", "INT8 (MB)",
                                       "Encoder layers", "Decoder layers", "Hidden size", "Attention heads"])

# %% summed_over_the_state_dict -> tied_weights_counted_again
def compare_t5(names):
    result = {key: [] for key in ("Model", "Parameters (M)", "FP32 (MB)", "FP16 (MB)", "INT8 (MB)",
                                  "Encoder layers", "Decoder layers", "Hidden size", "Attention heads")}
    for name in names:
        with torch.device("meta"):
            model = AutoModel.from_config(AutoConfig.from_pretrained(name))
        c = model.config
        size = 0
        for key, tensor in model.state_dict().items():
            size += tensor.nelement()
        values = [name, size / 1e6, size * 4 / 1e6, size * 2 / 1e6, size / 1e6,
                  c.num_layers, c.num_decoder_layers, c.d_model, c.num_heads]
        for key, value in zip(result, values):
            result[key].append(value)
    return pd.DataFrame(result)

# %% encoder_and_decoder_added_up -> tied_weights_counted_again
def compare_t5(names):
    def describe(name):
        config = AutoConfig.from_pretrained(name)
        with torch.device("meta"):
            model = AutoModel.from_config(config)
        n = model.encoder.num_parameters() + model.decoder.num_parameters()
        return {"Model": name, "Parameters (M)": n / 1e6, "FP32 (MB)": 4 * n / 1e6, "FP16 (MB)": 2 * n / 1e6,
                "INT8 (MB)": n / 1e6, "Encoder layers": config.num_layers,
                "Decoder layers": config.num_decoder_layers, "Hidden size": config.d_model,
                "Attention heads": config.num_heads}
    return pd.DataFrame([describe(name) for name in names])

# %% shared_twice_and_mebibytes -> tied_weights_counted_again mebibytes_for_megabytes
def compare_t5(names):
    table = pd.DataFrame({"Model": names})
    configs = [AutoConfig.from_pretrained(name) for name in names]
    counts = []
    for config in configs:
        with torch.device("meta"):
            counts.append(sum(t.numel() for t in AutoModel.from_config(config).state_dict().values()))
    table["Parameters (M)"] = [n / 1e6 for n in counts]
    for label, size in (("FP32 (MB)", 4), ("FP16 (MB)", 2), ("INT8 (MB)", 1)):
        table[label] = [n * size / 1024**2 for n in counts]
    table["Encoder layers"] = [c.num_layers for c in configs]
    table["Decoder layers"] = [c.num_decoder_layers for c in configs]
    table["Hidden size"] = [c.d_model for c in configs]
    table["Attention heads"] = [c.num_heads for c in configs]
    return table

# %% depth_of_the_encoder_and_bits -> decoder_depth_from_the_encoder bits_for_bytes
def compare_t5(names):
    rows = []
    for name in names:
        c = AutoConfig.from_pretrained(name)
        with torch.device("meta"):
            n = AutoModel.from_config(c).num_parameters()
        rows.append((name, n / 1e6, n * 32 / 1e6, n * 16 / 1e6, n * 8 / 1e6,
                     c.num_layers, c.num_layers, c.d_model, c.num_heads))
    return pd.DataFrame.from_records(rows, columns=["Model", "Parameters (M)", "FP32 (MB)", "FP16 (MB)",
        "INT8 (MB)", "Encoder layers", "Decoder layers", "Hidden size", "Attention heads"])

# %% stacks_in_the_wrong_columns -> stacks_mixed_up
def compare_t5(names):
    rows = {}
    for name in names:
        c = AutoConfig.from_pretrained(name)
        with torch.device("meta"):
            n = AutoModel.from_config(c).num_parameters()
        rows[name] = {"Parameters (M)": n / 1e6, "FP32 (MB)": n / 250000, "FP16 (MB)": n / 500000,
                      "INT8 (MB)": n / 1e6, "Encoder layers": c.num_decoder_layers,
                      "Decoder layers": c.num_layers, "Hidden size": c.d_model, "Attention heads": c.num_heads}
    return pd.DataFrame(rows).T.rename_axis("Model").reset_index()

# %% heads_times_size_of_a_head -> inner_width_for_hidden_size
def compare_t5(names):
    rows = []
    for name in names:
        c = AutoConfig.from_pretrained(name)
        with torch.device("meta"):
            n = AutoModel.from_config(c).num_parameters() / 1e6
        rows.append({"Model": name, "Parameters (M)": n, "FP32 (MB)": n * 4, "FP16 (MB)": n * 2, "INT8 (MB)": n,
                     "Encoder layers": c.num_layers, "Decoder layers": c.num_decoder_layers,
                     "Hidden size": c.num_heads * c.d_kv, "Attention heads": c.num_heads})
    return pd.DataFrame(rows)

# %% heads_of_every_layer_and_one_precision -> heads_of_all_layers bytes_of_one_precision
def compare_t5(names):
    rows = []
    for name in names:
        c = AutoConfig.from_pretrained(name)
        with torch.device("meta"):
            n = AutoModel.from_config(c).num_parameters() / 1e6
        rows.append({"Model": name, "Parameters (M)": n, "FP32 (MB)": n * 4, "FP16 (MB)": n * 4, "INT8 (MB)": n * 4,
                     "Encoder layers": c.num_layers, "Decoder layers": c.num_decoder_layers,
                     "Hidden size": c.d_model, "Attention heads": c.num_heads * c.num_layers})
    return pd.DataFrame(rows)

# %% two_matrices_by_formula -> gate_left_out
def compare_t5(names):
    rows = []
    for name in names:
        c = AutoConfig.from_pretrained(name)
        inner = c.num_heads * c.d_kv
        attention, feed_forward = 4 * c.d_model * inner + c.d_model, 2 * c.d_model * c.d_ff + c.d_model
        n = c.vocab_size * c.d_model + 2 * (c.relative_attention_num_buckets * c.num_heads + c.d_model)
        n += c.num_layers * (attention + feed_forward) + c.num_decoder_layers * (2 * attention + feed_forward)
        rows.append([name, n / 1e6, n * 4 / 1e6, n * 2 / 1e6, n / 1e6,
                     c.num_layers, c.num_decoder_layers, c.d_model, c.num_heads])
    return pd.DataFrame(rows, columns=["Model", "Parameters (M)", "FP32 (MB)", "FP16 (MB)", "INT8 (MB)",
                                       "Encoder layers", "Decoder layers", "Hidden size", "Attention heads"])
