"""The parameters of a BERT, against what transformers builds and what was published."""

import numpy as np
import pytest
import torch
from transformers import AutoConfig, AutoModel

from graders.models.catalogue import catalogue
from graders.models.weights import draw_bert_config
from graders.shared.bert import bert_blocks, bert_parts

# Counted on the published checkpoints; Devlin et al. (2018), section 3, speak of 110 and 340 million.
PUBLISHED = {
    "bert-base-uncased": 109_482_240,
    "bert-large-uncased": 335_141_888,
    "bert-base-cased": 108_310_272,
}


@pytest.mark.parametrize("name", PUBLISHED)
def test_blocks_add_up_to_the_published_count(name: str) -> None:
    """Counting matrix by matrix gives the size of the published model."""
    assert sum(bert_blocks(catalogue()[name].config).values()) == PUBLISHED[name]


def test_parts_are_what_transformers_builds() -> None:
    """Each part of a drawn BERT has as many parameters as the tensors whose names begin with its prefix."""
    config = draw_bert_config(np.random.default_rng(1), vocabulary_size=80)
    with torch.device("meta"):
        model = AutoModel.from_config(AutoConfig.for_model(**config))
    built = {
        prefix: sum(tensor.numel() for name, tensor in model.named_parameters() if name.startswith(prefix))
        for prefix in bert_parts(config)
    }

    assert bert_parts(config) == built
    assert sum(bert_blocks(config).values()) == sum(built.values()) == model.num_parameters()
