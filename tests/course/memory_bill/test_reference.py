"""The bill of a model, against transformers' own models, published sizes and a second way of counting."""

from typing import Any

import numpy as np
import pytest
import torch
import transformers

from graders.memory_bill.checks import BILLS, hidden_cases, reference
from graders.memory_bill.configs import SHOWN
from graders.memory_bill.reference import INFERENCE, TRAINING, Asked, answer, bill
from graders.memory_bill.slips import slipped

LLAMA = {
    "hidden_size": 4096,
    "intermediate_size": 14336,
    "num_hidden_layers": 32,
    "num_attention_heads": 32,
    "num_key_value_heads": 8,
    "tie_word_embeddings": False,
}
GPT2 = {"vocab_size": 50257, "n_positions": 1024, "n_embd": 768, "n_layer": 12, "n_head": 12, "n_inner": None}
PUBLISHED = {  # parameters in all, and those that a token uses
    "GPT-2": ({"model_type": "quill", "tie_word_embeddings": True, **GPT2}, 124_439_808, 124_439_808),
    "Llama 3 8B": ({"model_type": "heron", "vocab_size": 128256, **LLAMA}, 8_030_261_248, 8_030_261_248),
    "T5 1.1 small": (SHOWN, 76_961_152, 76_961_152),
    "Mixtral 8x7B": (
        {
            "model_type": "choir",
            "vocab_size": 32000,
            "num_local_experts": 8,
            "num_experts_per_tok": 2,
            **LLAMA,
        },
        46_702_792_704,
        12_879_925_248,
    ),
}
CLASSES = {
    "quill": (transformers.GPT2Config, transformers.GPT2Model),
    "heron": (transformers.LlamaConfig, transformers.LlamaModel),
    "ferry": (transformers.T5Config, transformers.T5Model),
    "choir": (transformers.MixtralConfig, transformers.MixtralModel),
}
FEWER = ("n_layer", "num_hidden_layers", "num_layers", "num_decoder_layers")


def built(config: dict[str, Any]) -> int:
    """Return the parameters of transformers' model, and those of an output that is not tied."""
    kind, model = CLASSES[config["model_type"]]
    ids = dict.fromkeys(("bos_token_id", "eos_token_id", "pad_token_id"))
    with torch.device("meta"):
        made = model(kind(**{**config, **ids, "model_type": kind.model_type}))
    output = 0 if config["tie_word_embeddings"] else made.get_input_embeddings().weight.numel()
    return int(made.num_parameters() + output)


@pytest.mark.parametrize("name", PUBLISHED)
def test_published_models_have_their_published_size(name: str) -> None:
    """Two bytes for each parameter, in all and in use."""
    config, parameters, active = PUBLISHED[name]
    parts = bill(Asked(config, (1, 1), INFERENCE), 1)

    assert (parts["weights"], parts["active_weights"]) == (parameters * 2 / 1e6, active * 2 / 1e6)


@pytest.mark.parametrize("name", [name for name in BILLS if name.endswith("inference")])
def test_a_drawn_configuration_is_counted_as_transformers_builds_it(name: str) -> None:
    """Matrix by matrix, biases and norms included, with fewer layers than were drawn."""
    case = next(case for case in hidden_cases(np.random.default_rng(1)) if case.name == name)
    config = {**case.known.config, **{key: 2 for key in FEWER if key in case.known.config}}

    assert bill(Asked(config, (1, 1), INFERENCE), 1)["weights"] == built(config) * 2 / 1e6


def test_the_cache_is_what_transformers_holds() -> None:
    """Keys and values of both of a T5 decoder's attentions, and of a Llama's key heads."""
    small = {**SHOWN, "d_model": 16, "d_kv": 4, "num_layers": 3, "num_decoder_layers": 2, "vocab_size": 40}
    model = transformers.T5ForConditionalGeneration(
        transformers.T5Config(**{**small, "model_type": "t5"}, decoder_start_token_id=0)
    )
    read, written = torch.ones(1, 7, dtype=torch.long), torch.ones(1, 5, dtype=torch.long)
    cache = model(input_ids=read, decoder_input_ids=written, use_cache=True).past_key_values
    both = (cache.self_attention_cache, cache.cross_attention_cache)
    held = sum(
        one.keys.numel() + one.values.numel() for part in both for one in part.layers if one.keys is not None
    )

    assert bill(Asked(small, (7, 5), INFERENCE), 1)["kv_cache"] == held * 2 / 1e6


@pytest.mark.parametrize("seed", range(10))
def test_norms_and_biases_decide_nothing(seed: int) -> None:
    """Who leaves them out is within half the tolerance everywhere, and finds the same batches."""
    for case in hidden_cases(np.random.default_rng(seed)):
        right = reference(case, "cpu")
        short = slipped(case, right)

        assert short.batch == right.batch
        assert all(abs(short.parts[part] - size) <= 0.0025 * size for part, size in right.parts.items())


def test_the_largest_batch_is_the_largest() -> None:
    """It fits, and one more does not."""
    for case in hidden_cases(np.random.default_rng(2)):
        if case.known.memory:
            batch, memory = answer(case.known).batch, case.known.memory * 1000
            totals = [bill(case.known, one)["total"] for one in (batch, batch + 1)]

            assert totals[0] <= memory or batch == 0
            assert totals[1] > memory


def test_training_takes_18_bytes_for_each_parameter() -> None:
    """As the transformers documentation counts mixed precision, and activations beside them."""
    parts = bill(Asked(PUBLISHED["GPT-2"][0], (0, 512), TRAINING), 8)

    held = sum(parts[one] for one in ("weights", "gradients", "optimizer"))

    assert held == pytest.approx(124_439_808 * 18 / 1e6)
    assert parts["activations"] == 12 * 8 * 512 * (34 * 768 + 5 * 12 * 512) / 1e6
