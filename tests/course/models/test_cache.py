"""Which cache transformers reads."""

import json
import os
import sys
from pathlib import Path

import pytest

from graders.models.cache import PROJECT, PROJECT_CACHE, go_online, use_project_cache
from graders.models.commands import KERNELSPEC
from nbverdict.config.settings import read_config


def test_grading_always_uses_the_projects_cache() -> None:
    """A cache that somebody chose is not read while grading."""
    environment = {"HF_HOME": "/elsewhere", "HF_HUB_CACHE": "/elsewhere"}
    use_project_cache(environment)

    assert environment == {"HF_HUB_CACHE": str(PROJECT_CACHE), "HF_HUB_OFFLINE": "1"}


@pytest.mark.parametrize(("chosen", "found"), [("/mine", ""), ("", str(PROJECT_CACHE))])
def test_a_cache_that_the_user_chose_is_left_alone(
    chosen: str, found: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Outside grading the configuration only offers ours; a student's process gets that always."""
    for name in ("HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE", "HF_HUB_OFFLINE"):
        monkeypatch.setenv(name, "")  # so that what a test leaves is taken back
    monkeypatch.setenv("HF_HOME", chosen)
    config = read_config(PROJECT)

    assert os.environ["HF_HUB_CACHE"] == found
    assert config.Sandbox.environment == {"HF_HUB_CACHE": str(PROJECT_CACHE), "HF_HUB_OFFLINE": "1"}


def test_pulling_goes_online_whatever_else_says_offline() -> None:
    """What our own configuration and a user's shell say is overruled, by plain HTTP."""
    environment = {"HF_HUB_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1", "HF_ENDPOINT": "http://mirror"}
    go_online(environment)

    assert environment == {"HF_ENDPOINT": "http://mirror", "HF_HUB_DISABLE_XET": "1"}


def test_the_kernel_offers_it_without_importing_anything_of_ours() -> None:
    """The environment's kernelspec starts ipykernel by an inline launcher."""
    argv = json.loads(KERNELSPEC.read_text("utf-8"))["argv"]

    assert Path(argv[0]).parent == Path(sys.executable).parent
    assert str(PROJECT_CACHE) in argv[2]
    assert "graders" not in argv[2].replace(str(PROJECT_CACHE), "")
