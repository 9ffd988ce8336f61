"""Attention by hand, against transformers' own."""

import numpy as np
import pytest
import safetensors.torch
import torch
from transformers import AutoModel, BertConfig, BertModel

from graders.attention_grid.checks import SENTENCE, hidden_cases, reference, shown_cases
from graders.models.tokens import build_tokenizer, vocabulary
from graders.shared.arguments import Tokenizer
from nbverdict.compare.numbers import ATTENTION
from nbverdict.evidence.cases import draw

SPREAD = 1e-5  # float32 against float64, a hundredth of the tolerance
FAR = {"hidden 1": 100, "hidden 2": 50}  # times the tolerance; the map of a long sentence is flatter
DEVICES = [
    "cpu",
    pytest.param("cuda", marks=pytest.mark.skipif(not torch.cuda.is_available(), reason="no GPU here")),
]


def eager_maps(model: torch.nn.Module, ids: list[int]) -> np.ndarray:
    """Return what transformers computes, averaged over heads."""
    with torch.no_grad():
        attentions = model(torch.tensor([ids]), output_attentions=True).attentions
    return torch.stack(attentions)[:, 0].mean(dim=1).numpy()


@pytest.mark.parametrize("device", DEVICES)
def test_drawn_models_agree_with_transformers(device: str) -> None:
    """On drawn models, reference and transformers differ by what float32 rounds away."""
    for number in range(4):
        for case in hidden_cases(draw(b"s", challenge="a", version=1, submission=str(number))):
            model = BertModel(BertConfig(**case.known["config"], attn_implementation="eager")).eval()
            model.load_state_dict(safetensors.torch.load(case.weights))
            expected = reference(case, device)
            brought = case.args[1]
            assert isinstance(brought, Tokenizer)
            vocab = {token: index for index, token in enumerate(brought.tokens)}
            tokenizer = build_tokenizer(vocab, cased=brought.cased)
            ids = tokenizer(case.known["asked"][0]["sentence"])["input_ids"]
            assert np.abs(expected.maps - eager_maps(model, ids)).max() < SPREAD


def test_the_shown_model_agrees_with_transformers() -> None:
    """The reference reads the same weights from the cache that `from_pretrained` reads."""
    expected = reference(shown_cases()[0], "cpu")
    model = AutoModel.from_pretrained("bert-base-uncased", attn_implementation="eager").eval()
    ids = build_tokenizer(vocabulary(30522))(SENTENCE)["input_ids"]

    assert np.abs(expected.maps - eager_maps(model, ids)).max() < SPREAD


def test_no_hidden_sentence_has_as_many_tokens_as_there_are_heads_or_layers() -> None:
    """Equal lengths would hide every mixed-up axis."""
    for number in range(20):
        for case in hidden_cases(draw(b"s", challenge="a", version=1, submission=str(number))):
            expected, config = reference(case, "cpu"), case.known["config"]
            assert len(expected.tokens) not in (
                12,
                config["num_hidden_layers"],
                config["num_attention_heads"],
            )


def test_layers_and_their_transposes_are_far_apart() -> None:
    """No two layers, and no layer and its transpose, come near the tolerance."""
    for number in range(10):
        for case in hidden_cases(draw(b"s", challenge="a", version=1, submission=str(number))):
            maps = reference(case, "cpu").maps
            others = [np.abs(a - b).max() for i, a in enumerate(maps) for b in maps[:i]]
            assert min(*others, *(np.abs(m - m.T).max() for m in maps)) > FAR[case.name] * ATTENTION.absolute
