"""Stand-ins for the catalogue's models, in the cache layout that transformers itself reads.

True configurations and parameter counts; weights that cost no disk, except BERT-base's, which are hand-built.
Each configuration carries the key `stand_in`, so that a notebook can say which models are not the real ones.
"""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from graders.models import sparse
from graders.models.cache import PROJECT_CACHE
from graders.models.catalogue import Model, catalogue
from graders.models.handbuilt import handbuilt_bert
from graders.models.tokens import build_tokenizer, vocabulary

VERSION = "1"  # raise it when what is written changes, so that prepared caches are written anew
REVISION = "stand-in"
HANDBUILT = "bert-base-uncased"
NOTE = f"offline stand-in {VERSION}: true configuration and size, weights made by this course"


def prepare(cache: Path = PROJECT_CACHE) -> Iterator[str]:
    """Write every stand-in that is not there yet; yield its name before it is written."""
    for model in catalogue().values():
        if not is_prepared(model.name, cache):
            yield model.name
            _write(model, cache)


def is_prepared(name: str, cache: Path = PROJECT_CACHE) -> bool:
    """Say whether a model lies in the cache: the real one, or a stand-in of this version."""
    config = read_config(name, cache)
    return config is not None and config.get("stand_in", NOTE) == NOTE


def stand_ins(cache: Path = PROJECT_CACHE) -> list[str]:
    """Return the names of the models in the cache that are stand-ins."""
    return [name for name in catalogue() if "stand_in" in (read_config(name, cache) or {})]


def read_config(name: str, cache: Path = PROJECT_CACHE) -> dict[str, Any] | None:
    """Return the cached configuration of a model, or None where there is none."""
    folder = snapshot(name, cache)
    path = folder / "config.json" if folder else None
    return json.loads(path.read_text("utf-8")) if path and path.is_file() else None


def snapshot(name: str, cache: Path = PROJECT_CACHE) -> Path | None:
    """Return the folder that `from_pretrained(name)` reads, or None where the cache has none."""
    ref = model_folder(name, cache) / "refs" / "main"
    return model_folder(name, cache) / "snapshots" / ref.read_text("utf-8") if ref.is_file() else None


def model_folder(name: str, cache: Path = PROJECT_CACHE) -> Path:
    """Return where a model lies in a cache, as huggingface_hub lays it out."""
    return cache / ("models--" + name.replace("/", "--"))


def _write(model: Model, cache: Path) -> None:
    """Write one stand-in; its ref comes last, so that half a stand-in is never found."""
    shutil.rmtree(model_folder(model.name, cache), ignore_errors=True)
    folder = model_folder(model.name, cache) / "snapshots" / REVISION
    folder.mkdir(parents=True)
    (folder / "config.json").write_text(json.dumps({**model.config, "stand_in": NOTE}, indent=1), "utf-8")
    _write_weights(model, folder / "model.safetensors")
    if model.config["model_type"] in ("bert", "distilbert"):
        build_tokenizer(vocabulary(model.config["vocab_size"])).save_pretrained(folder)
    ref = model_folder(model.name, cache) / "refs" / "main"
    ref.parent.mkdir()
    ref.write_text(REVISION, "utf-8")


def _write_weights(model: Model, path: Path) -> None:
    """Write a hole of the right shape, and BERT-base's hand-built tensors into it."""
    stored = dict(model.config)
    if model.config["model_type"] == "bert":
        stored["architectures"] = ["BertForPreTraining"]  # what Google published: with pooler and both heads
    sparse.write(path, sparse.shapes(stored))
    if model.name == HANDBUILT:
        sparse.fill(path, handbuilt_bert(model.config))
