"""Where models lie: a cache of this project's own, never the user's."""

from collections.abc import MutableMapping
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
PROJECT_CACHE = PROJECT / ".models" / "hub"
CHOSEN_BY_USER = ("HF_HOME", "HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE")
OFFLINE = ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE")


def use_project_cache(environment: MutableMapping[str, str]) -> None:
    """Point transformers at the project's cache, offline: for grading, where nothing else may be read."""
    for name in CHOSEN_BY_USER:
        environment.pop(name, None)
    environment["HF_HUB_CACHE"] = str(PROJECT_CACHE)
    environment["HF_HUB_OFFLINE"] = "1"


def go_online(environment: MutableMapping[str, str]) -> None:
    """Let huggingface_hub reach a hub, by plain HTTP: for pulling models, before that library is imported.

    It reads these variables once. Xet, its other way of transfer, is a program of its own, which no test here
    can interrupt or corrupt.
    """
    for name in OFFLINE:
        environment.pop(name, None)
    environment["HF_HUB_DISABLE_XET"] = "1"
