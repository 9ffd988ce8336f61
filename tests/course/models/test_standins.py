"""Stand-ins: true configurations and counts, almost no disk, and nothing of the user's touched."""

import json
from pathlib import Path

import pytest
from transformers import AutoConfig, AutoModel, AutoTokenizer

from graders.models import standins
from graders.models.cache import PROJECT_CACHE
from graders.models.catalogue import catalogue

# Counted from the published configurations; the totals agree with those printed in public training logs.
PARAMETERS = {"t5-small": 60_506_624, "bert-base-uncased": 109_482_240, "distilbert-base-uncased": 66_362_880}


@pytest.fixture(scope="session")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache in which every stand-in has just been written."""
    cache = tmp_path_factory.mktemp("cache") / "hub"
    assert list(standins.prepare(cache)) == list(catalogue())
    return cache


def test_preparing_twice_writes_nothing_again(fresh: Path) -> None:
    """What is there stays."""
    assert list(standins.prepare(fresh)) == []


def test_all_stand_ins_take_less_than_300_mb(fresh: Path) -> None:
    """Weights are holes; what is on disk is small."""
    on_disk = sum(path.stat().st_blocks * 512 for path in fresh.rglob("*") if path.is_file())
    apparent = sum(path.stat().st_size for path in fresh.rglob("*.safetensors"))

    assert on_disk < 300e6
    assert apparent > 14e9


@pytest.mark.parametrize("name", PARAMETERS)
def test_from_pretrained_gives_the_true_size(name: str) -> None:
    """Standard loading code gives a model of the published size."""
    model = AutoModel.from_pretrained(name)

    assert sum(p.numel() for p in model.parameters()) == PARAMETERS[name]


def test_a_stand_in_says_so_and_keeps_its_true_configuration() -> None:
    """The extra key is all that differs from the published configuration."""
    config = AutoConfig.from_pretrained("t5-large")

    assert config.stand_in == standins.NOTE
    assert {k: getattr(config, k) for k in catalogue()["t5-large"].config} == catalogue()["t5-large"].config


def test_the_challenge_sentence_comes_out_in_whole_words() -> None:
    """The tokenizer of the stand-in gives what bert-base-uncased's gives."""
    tokenizer = AutoTokenizer.from_pretrained("bert-base-uncased")
    ids = tokenizer("The quick brown fox jumps over the lazy dog.")["input_ids"]
    tokens = " ".join(tokenizer.convert_ids_to_tokens(ids))

    assert tokens == "[CLS] the quick brown fox jumps over the lazy dog . [SEP]"


def test_half_a_stand_in_is_written_again(tmp_path: Path) -> None:
    """A model without its ref, and a stand-in of another version, are not taken for prepared."""
    folder = tmp_path / "models--gpt2"
    (folder / "snapshots" / "x").mkdir(parents=True)
    assert not standins.is_prepared("gpt2", tmp_path)

    (folder / "refs").mkdir()
    (folder / "refs" / "main").write_text("x")
    (folder / "snapshots" / "x" / "config.json").write_text(json.dumps({"stand_in": "an older one"}))
    assert not standins.is_prepared("gpt2", tmp_path)

    (folder / "snapshots" / "x" / "config.json").write_text("{}")
    assert standins.is_prepared("gpt2", tmp_path)  # the real model, pulled from the hub
    assert standins.stand_ins(tmp_path) == []


def test_the_projects_cache_is_the_projects_own() -> None:
    """It lies in the repository, not where transformers keeps a user's models."""
    assert PROJECT_CACHE.parts[-2:] == (".models", "hub")
    assert (PROJECT_CACHE.parents[1] / "requirements.txt").is_file()
