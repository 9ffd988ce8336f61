"""Builds this course's own kinds of arguments, in the student's process: models, tokenizers and tensors.

The engine sends this file as text behind its own collector, so it imports nothing of this course.
"""

from typing import Any

Given = dict[str, Any]  # one argument, described


def build_pretrained(given: Given, _weights: bytes, _folder: str) -> Any:
    import transformers

    if given["what"] == "tokenizer":
        return transformers.AutoTokenizer.from_pretrained(given["name"])
    return transformers.AutoModel.from_pretrained(given["name"], attn_implementation="eager").eval()


def build_bert(given: Given, weights: bytes, _folder: str) -> Any:
    import safetensors.torch
    import transformers

    model = transformers.BertModel(transformers.BertConfig(**given["config"], attn_implementation="eager"))
    model.load_state_dict(safetensors.torch.load(weights))
    return model.eval()


def build_model(given: Given, _weights: bytes, _folder: str) -> Any:
    import torch
    import transformers

    with torch.device("meta" if given["meta"] else "cpu"):
        model = transformers.AutoModel.from_config(transformers.AutoConfig.for_model(**given["config"]))
    for name, tensor in model.named_parameters():
        tensor.requires_grad = not name.startswith(tuple(given["frozen"]))
    return model


def build_tensor(given: Given, _weights: bytes, _folder: str) -> Any:
    import torch

    made = torch.tensor(given["rows"])
    return made if made.dtype == torch.bool else made.float()


def build_table(given: Given, _weights: bytes, _folder: str) -> Any:
    import pandas as pd

    return pd.DataFrame(given["rows"], columns=given["columns"], index=given["index"])


def build_tokenizer(given: Given, _weights: bytes, _folder: str) -> Any:
    import transformers

    vocab = {token: index for index, token in enumerate(given["tokens"])}
    return transformers.BertTokenizer(vocab=vocab, do_lower_case=not given["cased"])


COURSE_BUILDERS = {
    "pretrained": build_pretrained,
    "bert": build_bert,
    "model": build_model,
    "table": build_table,
    "tensor": build_tensor,
    "tokenizer": build_tokenizer,
}
