"""Fetches real models: huggingface_hub moves the files, and nothing counts before it is verified.

Files of a model lie beside its stand-in, in the layout of huggingface_hub's cache, where nobody reads them:
`refs/main` names the stand-in until every file has been checked, and is then replaced in one step.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path

from huggingface_hub import HfApi, hf_hub_download
from huggingface_hub.hf_api import ModelInfo

from graders.models.cache import PROJECT_CACHE
from graders.models.catalogue import Model
from graders.models.hub import fetching, reaching
from graders.models.standins import REVISION, model_folder
from graders.models.verify import check_config, check_contents, check_sum
from nbverdict.errors import OperatorError

CONFIG, WEIGHTS = "config.json", "model.safetensors"
TOKENIZER = (
    "tokenizer.json",
    "tokenizer_config.json",
    "special_tokens_map.json",
    "added_tokens.json",
    "vocab.txt",
    "vocab.json",
    "merges.txt",
    "spiece.model",
    "sentencepiece.bpe.model",
)
FILES = (CONFIG, "generation_config.json", *TOKENIZER, WEIGHTS)  # what transformers reads; no pickles
TAKEN = "taken"  # the ref that remembers which commit of an unpinned model was taken
ANSWER_SECONDS = 10


def pull(model: Model, cache: Path = PROJECT_CACHE) -> Iterator[str]:
    """Fetch and verify a model, and let it take its stand-in's place; yield a sentence for each step.

    Whatever goes wrong, `from_pretrained` reads what it read before; complete files wait for the next pull.

    Raises:
        OperatorError: the hub, the network or the disk failed, or what came is not the catalogue's model.
    """
    hub = HfApi()
    published = _ask(hub, model, cache)
    commit, sizes = str(published.sha), _offered(published, model.name)
    yield f"fetching {model.name} at {commit[:12]} from {hub.endpoint}: {sum(sizes.values()) / 1e6:.1f} MB"
    if not model.revision:
        _set_ref(model_folder(model.name, cache) / "refs" / TAKEN, commit)
        yield f"the catalogue pins no commit of {model.name}: this one is written down for later pulls"
    for file in sizes:
        with fetching(hub, model.name, file, cache):
            hf_hub_download(model.name, file, revision=commit, cache_dir=cache)
    _verify(hub, model, commit, cache)
    _take_its_place(model.name, commit, cache)
    yield f"{model.name} is the real one now: {len(sizes)} files are as the hub describes them"


def _ask(hub: HfApi, model: Model, cache: Path) -> ModelInfo:
    """Ask for the commit that the catalogue pins, or that was taken before, or for the latest."""
    taken = model_folder(model.name, cache) / "refs" / TAKEN
    wanted = model.revision or (taken.read_text("utf-8") if taken.is_file() else "main")
    with reaching(hub, model.name):
        return hub.model_info(model.name, revision=wanted, files_metadata=True, timeout=ANSWER_SECONDS)


def _offered(published: ModelInfo, name: str) -> dict[str, int]:
    """Return the size of each file to fetch, small ones first."""
    listed = {sibling.rfilename: sibling.size or 0 for sibling in published.siblings or ()}
    missing = [file for file in (CONFIG, WEIGHTS) if file not in listed]
    if missing:
        raise OperatorError(
            f"the hub has no `{missing[0]}` of `{name}`",
            hint="weights are read from safetensors alone: in the catalogue, pin a commit that has them",
        )
    return {file: listed[file] for file in FILES if file in listed}


def _verify(hub: HfApi, model: Model, commit: str, cache: Path) -> None:
    """Raise where what lies in the cache is not what the hub and the catalogue say."""
    snapshot = model_folder(model.name, cache) / "snapshots" / commit
    check_contents(hub, model.name, commit, cache)
    check_sum(model, snapshot / WEIGHTS)
    check_config(model, snapshot)


def _take_its_place(name: str, commit: str, cache: Path) -> None:
    """Let `from_pretrained` read this commit; then drop the stand-in, and what killed pulls left behind."""
    folder = model_folder(name, cache)
    _set_ref(folder / "refs" / "main", commit)
    shutil.rmtree(folder / "snapshots" / REVISION, ignore_errors=True)
    for left in (folder / "blobs").glob("*.incomplete"):
        left.unlink()


def _set_ref(ref: Path, commit: str) -> None:
    """Point a ref at a commit in one step: whoever reads it finds the old one or the new one."""
    ref.parent.mkdir(parents=True, exist_ok=True)
    waiting = ref.with_name(f".{ref.name}.part")
    waiting.write_text(commit, "utf-8")
    waiting.replace(ref)
