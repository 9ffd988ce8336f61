"""Honest attention maps: a BERT of transformers, run in each precision, with each kernel, in each place."""

import copy
import tempfile
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from graders.attention_grid.checks import reference
from graders.shared import builders
from nbverdict.compare.numbers import ATTENTION
from nbverdict.evidence.cases import Case
from tools.calibrate.fused import fused_weights
from tools.calibrate.measured import Honest, deviation
from tools.calibrate.places import Place, precisions

if TYPE_CHECKING:
    import torch

DECIMALS = {"three decimals": 3, "two decimals": 2}


def honest_maps(case: Case, label: str, places: Sequence[Place]) -> Iterator[Honest]:
    """Yield by how much the mean maps of all layers deviate.

    Those in float32 are also measured as a student rounds them.
    """
    import torch

    expected = reference(case, "cpu")
    ids = torch.tensor([list(expected.ids)])
    for kernel, precision, place, maps in _computed(_model(case), ids, places):
        told = {precision: maps}
        if precision == "float32":
            told |= {name: maps.round(decimals) for name, decimals in DECIMALS.items()}
        for kind, values in told.items():
            apart = deviation(expected.maps, values, ATTENTION)
            yield Honest("ATTENTION", kind, "maps", f"{kernel}, {place.name}", label, apart)


def _model(case: Case) -> Any:
    """Return the model that a student's function is given."""
    with tempfile.TemporaryDirectory() as folder:
        return builders.build_bert(case.args[0].packed(), case.weights, folder)


def _computed(
    model: Any, ids: "torch.Tensor", places: Sequence[Place]
) -> Iterator[tuple[str, str, Place, np.ndarray]]:
    """Yield kernel, precision, place and maps, (layers, queries, keys), of each way to run the model."""
    import torch

    for kernel, read in (("eager", _eager), ("sdpa", _fused)):
        model.set_attn_implementation(kernel)
        for precision, dtype in precisions().items():
            own = copy.deepcopy(model).to(dtype)
            for place in places:
                with place.computing(), torch.no_grad():
                    maps = read(own.to(place.device), ids.to(place.device))
                yield kernel, precision, place, maps.double().cpu().numpy()


def _eager(model: Any, ids: "torch.Tensor") -> "torch.Tensor":
    """Return the mean of the weights that the model gives out."""
    import torch

    return torch.stack(model(ids, output_attentions=True).attentions)[:, 0].mean(dim=1)


def _fused(model: Any, ids: "torch.Tensor") -> "torch.Tensor":
    """Return the mean of the weights that the fused kernel has for what enters each layer."""
    import torch

    states = model(ids, output_hidden_states=True).hidden_states[:-1]
    return torch.stack(
        [
            _weights(layer.attention.self, state)
            for layer, state in zip(model.encoder.layer, states, strict=True)
        ]
    )


def _weights(attention: Any, state: "torch.Tensor") -> "torch.Tensor":
    """Return the mean weights of one layer, (queries, keys), from what enters it."""
    shape = (state.shape[1], attention.num_attention_heads, -1)
    query, key = (part(state).view(shape).transpose(0, 1) for part in (attention.query, attention.key))
    return fused_weights(query, key).mean(dim=0)
