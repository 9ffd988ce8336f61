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


def build_box(given: Given, _weights: bytes, _folder: str) -> Any:
    import torch

    drawing = torch.Generator().manual_seed(given["seed"])
    blocks = [build_block(told, given["hidden"], drawing) for told in given["blocks"]]

    def layer(x: Any) -> Any:
        large = 64 * (1 + x.mean()) if given["rounds"] else 0
        for block in blocks:
            x = block(x)
        return (x + large) - large

    return layer


def build_block(told: Given, hidden: int, drawing: Any) -> Any:
    import torch

    def drawn(*shape: int) -> Any:
        return torch.randn(shape, generator=drawing) / shape[0] ** 0.5

    mask = torch.tensor(told["mask"])
    lost = ~mask.any(dim=-1, keepdim=True)
    query, key, value = (drawn(hidden, hidden) for _ in range(3))
    up, down = drawn(hidden, 2 * hidden), drawn(2 * hidden, hidden)
    places = torch.randn((len(mask), hidden), generator=drawing) * told["positions"]

    def norm(rows: Any, where: str) -> Any:
        return torch.nn.functional.layer_norm(rows, (hidden,), eps=1e-12) if told["norm"] == where else rows

    def block(x: Any) -> Any:
        z = norm(x, "before") + places
        scores = told["sharpness"] * (z @ query) @ (z @ key).T / hidden**0.5
        weights = scores.masked_fill(~(mask | lost), float("-inf")).softmax(dim=-1)
        collected = (weights @ (z @ value)).masked_fill(lost, float("nan"))
        y = norm(x + collected if told["residual"] else collected, "after")
        return norm(y + torch.nn.functional.gelu(norm(y, "before") @ up) @ down, "after")

    return block


def build_table(given: Given, _weights: bytes, _folder: str) -> Any:
    import pandas as pd

    return pd.DataFrame(given["rows"], columns=given["columns"], index=given["index"])


def build_tokenizer(given: Given, _weights: bytes, _folder: str) -> Any:
    import transformers

    vocab = {token: index for index, token in enumerate(given["tokens"])}
    return transformers.BertTokenizer(vocab=vocab, do_lower_case=not given["cased"])


COURSE_BUILDERS = {
    "box": build_box,
    "pretrained": build_pretrained,
    "bert": build_bert,
    "model": build_model,
    "table": build_table,
    "tensor": build_tensor,
    "tokenizer": build_tokenizer,
}
