"""Weights of BERT models, read or drawn."""

from pathlib import Path

import numpy as np
import pytest
import safetensors.numpy
import torch
from transformers import AutoModel

from graders.models.weights import draw_bert, read_bert
from nbverdict.errors import OperatorError
from tests.small_bert import publish


def test_a_drawn_model_has_at_least_four_layers_and_high_dropout() -> None:
    """Layers can be asked for, and a model left in training mode shows."""
    config, weights = draw_bert(np.random.default_rng(1), vocabulary_size=50)

    assert config["num_hidden_layers"] >= 4
    assert config["hidden_dropout_prob"] > 0.1
    assert safetensors.numpy.load(weights)["embeddings.word_embeddings.weight"].shape == (
        50,
        config["hidden_size"],
    )


def test_the_same_seed_draws_the_same_model() -> None:
    """Cases must be the same whenever a submission is graded again."""
    one, two = (draw_bert(np.random.default_rng(7), vocabulary_size=50) for _ in range(2))

    assert one == two


def test_a_model_that_is_not_there_says_what_to_do() -> None:
    """The sentence names the command that prepares models."""
    with pytest.raises(OperatorError, match="not in the project's cache") as caught:
        read_bert("nobody/nothing")
    assert caught.value.hint == "run `python -m graders.models prepare`"


def test_names_of_2018_are_read_as_transformers_reads_them(tmp_path: Path) -> None:
    """The checkpoint that Google published calls its layer norms gamma and beta."""
    folder = publish(tmp_path / "models--small-bert" / "snapshots" / "x")
    (tmp_path / "models--small-bert" / "refs").mkdir()
    (tmp_path / "models--small-bert" / "refs" / "main").write_text("x")
    read, loaded = read_bert("small-bert", tmp_path), AutoModel.from_pretrained(folder).state_dict()

    assert set(read) == set(loaded)
    assert all(torch.equal(tensor, loaded[name]) for name, tensor in read.items())
