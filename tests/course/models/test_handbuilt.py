"""The hand-built BERT: maps that differ clearly between all layers and heads."""

import itertools

import torch
from transformers import AutoModel, AutoTokenizer

SENTENCE = "The quick brown fox jumps over the lazy dog."


def maps() -> torch.Tensor:
    """Return the attention of every head, of shape (layers, heads, queries, keys)."""
    model = AutoModel.from_pretrained("bert-base-uncased", attn_implementation="eager").eval()
    inputs = AutoTokenizer.from_pretrained("bert-base-uncased")(SENTENCE, return_tensors="pt")
    with torch.no_grad():
        return torch.stack(model(**inputs, output_attentions=True).attentions)[:, 0]


def test_no_two_maps_are_alike() -> None:
    """All 144 heads, all 12 means, and each mean and its transpose, differ by far more than any tolerance."""
    heads = maps()
    flat, means = heads.flatten(0, 1), heads.mean(dim=1)

    assert min(float((a - b).abs().max()) for a, b in itertools.combinations(flat, 2)) > 0.01
    assert min(float((a - b).abs().max()) for a, b in itertools.combinations(means, 2)) > 0.04
    assert min(float((m - m.T).abs().max()) for m in means) > 0.1


def test_rows_are_distributions() -> None:
    """Every query's weights sum to 1."""
    assert torch.allclose(maps().sum(dim=-1), torch.ones(()), atol=1e-5)
