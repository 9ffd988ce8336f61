"""The size of a T5, against what transformers builds and what was published."""

import pytest
import torch
from transformers import AutoConfig, AutoModel

from graders.compare_t5.checks import hidden_cases
from graders.models.catalogue import catalogue
from graders.shared.t5 import t5_size
from nbverdict.evidence.cases import draw

# Raffel et al. (2020), table 14 and section 3.7 speak of 60, 220 and 770 million; the exact counts were read
# off the published checkpoints.
PUBLISHED = {"t5-small": 60_506_624, "t5-base": 222_903_552, "t5-large": 737_668_096}


@pytest.mark.parametrize("name", PUBLISHED)
def test_the_count_is_the_published_one(name: str) -> None:
    """Counting matrix by matrix gives the size of the published model."""
    assert t5_size(catalogue()[name].config).parameters == PUBLISHED[name]


def test_the_count_is_what_transformers_builds_for_drawn_models() -> None:
    """For configurations that exist nowhere else the count equals the built model's."""
    drawn = [
        case
        for n in range(5)
        for case in hidden_cases(draw(b"s", challenge="c", version=1, submission=str(n)))
    ]
    configs = [config for case in drawn for config in case.known.values()]
    for config in configs:
        with torch.device("meta"):
            model = AutoModel.from_config(AutoConfig.for_model(**config))
        assert sum(p.numel() for p in model.parameters()) == t5_size(config).parameters


def test_a_gated_feed_forward_has_three_matrices() -> None:
    """T5 v1.1's layers are counted as well."""
    config = {**catalogue()["t5-small"].config, "feed_forward_proj": "gated-gelu"}
    with torch.device("meta"):
        model = AutoModel.from_config(AutoConfig.for_model(**config))

    assert sum(p.numel() for p in model.parameters()) == t5_size(config).parameters
