"""The shapes of drawn models are those of transformers' own."""

import json

import numpy as np
import pytest
import torch
import transformers

from graders.compare_t5.checks import hidden_cases
from graders.models import sparse
from graders.models.shapes import bert_shapes, t5_shapes
from graders.models.weights import draw_bert_config


@pytest.mark.parametrize("seed", range(3))
def test_a_t5_stores_what_transformers_would_store(seed: int) -> None:
    """Every tensor, tied ones once, in the same order."""
    for case in hidden_cases(np.random.default_rng(seed)):
        for folder in case.args[0]:
            config = json.loads(folder.files["config.json"].beginning)
            assert list(t5_shapes(config).items()) == list(sparse.shapes(config).items())


@pytest.mark.parametrize("seed", range(3))
def test_a_bert_holds_what_transformers_would_hold(seed: int) -> None:
    """Every tensor, in the same order: weights are drawn in it."""
    config = draw_bert_config(np.random.default_rng(seed), vocabulary_size=90)
    with torch.device("meta"):
        model = transformers.BertModel(transformers.BertConfig(**config))

    theirs = [(name, tuple(tensor.shape)) for name, tensor in model.state_dict().items()]

    assert list(bert_shapes(config).items()) == theirs
