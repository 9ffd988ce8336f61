"""Builds this course's own kinds of arguments, in the student's process: models, tokenizers and tensors.

A caller of its own calls a function step by step. The engine sends this file as text behind its collector,
so it imports nothing of this course.
"""

from collections.abc import Callable
from typing import Any

Given = dict[str, Any]  # one argument, described
LONGEST_NAME = 64  # letters of a text that holds no numbers


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


def call_step_by_step(
    decode: Callable[..., Any], steps: Any, sequences: Any, weights: Any, heads: int, kv_heads: int
) -> Any:
    """Give the tokens of several sequences to a function, chunk by chunk, each with its sequence's cache.

    A step is the number of a sequence, its first token, the one after its last, and that of its weights.
    Return the outputs, the FLOPs of the last step and the bytes of the cache behind it; what is not a pair
    of an output and a cache is returned as it is.
    """
    caches: dict[int, Any] = {}
    outputs: dict[str, Any] = {}
    flops, last = 0, 0
    for sequence, first, end, which in steps:
        tokens, cache = sequences[sequence][first:end].clone(), caches[sequence] if first else None
        with flop_counter() as counter:
            returned = decode(tokens, cache, dict(weights[which]), heads, kv_heads)
        pair = isinstance(returned, (tuple, list)) and len(returned) == 2
        if not pair or not hasattr(returned[0], "shape"):
            return returned
        outputs[f"step {len(outputs) + 1}"], caches[sequence] = returned
        flops, last = counter.get_total_flops(), sequence
    return {"outputs": outputs, "flops": flops, "bytes": held_bytes(caches[last])}


def flop_counter() -> Any:
    """Return torch's counter, with those products that it leaves out (in torch 2.13, on a CPU)."""
    import math

    import torch
    from torch.utils.flop_counter import FlopCounterMode

    def of_first(first: Any, *_: Any, **__: Any) -> int:
        return int(2 * math.prod(first))

    def of_output(*_: Any, out_shape: Any, **__: Any) -> int:
        return int(2 * math.prod(out_shape))

    def of_attention(query: Any, key: Any, *_: Any, **__: Any) -> int:
        return int(4 * math.prod(query) * key[-2])

    aten = torch.ops.aten
    fused = aten._scaled_dot_product_flash_attention_for_cpu  # noqa: SLF001 - the operator has no other name
    counted = {aten.mv: of_first, aten.dot: of_first, aten.mul: of_output, fused: of_attention}
    return FlopCounterMode(display=False, custom_mapping=counted)


def held_bytes(cache: Any) -> int:
    """Return the bytes of the numbers that an object holds, however deep: a view counts what it shows."""
    import types

    import numpy as np
    import torch

    memory: dict[int, tuple[int, int]] = {}  # by where it begins: its bytes, and those that views show
    seen: dict[int, Any] = {}  # they stay alive: another object would get the id of one that is gone
    waiting, alone = [cache], 0
    while waiting and len(seen) < 100_000:
        one = waiting.pop()
        if id(one) in seen or isinstance(one, (type, types.ModuleType)):
            continue
        seen[id(one)] = one
        if isinstance(one, torch.Tensor):
            storage, shown = one.untyped_storage(), one.numel() * one.element_size()
            before = memory.get(storage.data_ptr(), (0, 0))[1]
            memory[storage.data_ptr()] = (storage.nbytes(), before + shown)
        elif isinstance(one, np.ndarray):
            alone += one.nbytes
        elif isinstance(one, (int, float, complex)):
            alone += 8
        elif isinstance(one, (bytes, bytearray, memoryview, str)):
            alone += len(one) if len(one) > LONGEST_NAME else 0  # numbers may lie in it
        else:
            waiting += parts_of(one)
    return alone + sum(min(pair) for pair in memory.values())


def parts_of(one: Any) -> list[Any]:
    """Return the objects that an object is made of."""
    if isinstance(one, dict):
        return [*one.keys(), *one.values()]
    if hasattr(one, "__iter__") and hasattr(one, "__len__") and not isinstance(one, (str, bytes)):
        return list(one)
    cells = [cell.cell_contents for cell in getattr(one, "__closure__", None) or ()]
    slots = [name for kind in type(one).__mro__ for name in getattr(kind, "__slots__", ())]
    named = [getattr(one, name) for name in slots if hasattr(one, name)]
    return [*cells, *named, *getattr(one, "__dict__", {}).values()]


COURSE_CALLERS = {"step by step": call_step_by_step}
