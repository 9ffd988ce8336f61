"""Is a fetched model what the hub says it is, and what the catalogue says it is?"""

import hashlib
from pathlib import Path

from huggingface_hub import HfApi

from graders.models.catalogue import Model
from graders.models.hub import reaching
from nbverdict.errors import OperatorError

WORDS_OF_SHAPE = ("model_type", "feed_forward_proj")


def check_contents(hub: HfApi, name: str, commit: str, cache: Path) -> None:
    """Compare every file with the hub's own hash of it; delete what differs, for the next pull to fetch.

    huggingface_hub looks at sizes alone while it fetches.

    Raises:
        OperatorError: a file holds other bytes than the hub describes.
    """
    with reaching(hub, name):
        found = hub.verify_repo_checksums(name, revision=commit, cache_dir=cache)
    wrong = [mismatch["path"] for mismatch in found.mismatches]
    for path in wrong:
        _delete(found.verified_path / path)
    if wrong:
        raise OperatorError(
            f"{_listed(wrong)} of `{name}` is not what the hub describes, and is deleted from {cache}",
            hint=f"run `python -m graders.models pull {name}` again; if it repeats, somebody alters files",
        )


def check_sum(model: Model, weights: Path) -> None:
    """Compare the weights with the catalogue's sha256, where it states one.

    Raises:
        OperatorError: they differ; the file is deleted.
    """
    if model.weights_sha256 is None:
        return
    with weights.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != model.weights_sha256:
        _delete(weights)
        raise OperatorError(
            f"`{weights.name}` of `{model.name}` has sha256 {found[:12]}…, and the catalogue states "
            f"{model.weights_sha256[:12]}…: it is deleted",
            hint="this hub serves another file than the one pinned: check HF_ENDPOINT, or mend the catalogue",
        )


def check_config(model: Model, snapshot: Path) -> None:
    """Compare the numbers that decide a model's size and shape with the catalogue's, which grading relies on.

    What a file leaves out counts as transformers' default, so both are read as transformers reads them.

    Raises:
        OperatorError: they differ, or the configuration cannot be read.
    """
    from transformers import AutoConfig

    try:
        found = AutoConfig.from_pretrained(snapshot, trust_remote_code=False)
    except (OSError, ValueError) as error:
        raise OperatorError(
            f"transformers cannot read `config.json` of `{model.name}`",
            hint="compare it with the catalogue: graders/models/catalogue.json",
        ) from error
    stated = AutoConfig.for_model(**model.config)
    for key in (key for key, value in model.config.items() if _decides_shape(key, value)):
        expected, got = getattr(stated, key), getattr(found, key, None)
        if got != expected:
            raise OperatorError(
                f"`config.json` of `{model.name}` says {key} {got}, and the catalogue says {expected}",
                hint="one of them is wrong: compare the hub's page with graders/models/catalogue.json",
            )


def _decides_shape(key: str, value: object) -> bool:
    """Say whether a key holds a size or a kind: whole numbers do, unless they are a token's."""
    number = isinstance(value, int) and not isinstance(value, bool)
    return key in WORDS_OF_SHAPE or (number and not key.endswith("_id"))


def _delete(path: Path) -> None:
    """Delete a file of a snapshot, and the blob that it links to."""
    path.resolve().unlink(missing_ok=True)
    path.unlink(missing_ok=True)


def _listed(paths: list[str]) -> str:
    return ", ".join(f"`{path}`" for path in paths)
