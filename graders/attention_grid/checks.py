"""Challenge 2: a 2x2 grid of BERT attention."""

import functools
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from graders.models import standins
from graders.models.tokens import cased_vocabulary, draw_sentence, encode, vocabulary
from graders.models.weights import draw_bert, read_bert, read_tokens
from graders.shared.arguments import Bert, Pretrained, Tokenizer
from graders.shared.attention import Grid, attention
from nbverdict import Answers, Case, Wrong, check
from nbverdict.compare.difference import Difference, Differences
from nbverdict.compare.figures import HeatPanel, heat_panels, is_two_by_two, scale_fault, titled_layer
from nbverdict.compare.numbers import ATTENTION, array_difference
from nbverdict.compare.panels import Figure
from nbverdict.evidence.arguments import Same

if TYPE_CHECKING:
    import torch

CASES = 4  # raise it to draw other hidden cases
SENTENCE = "The quick brown fox jumps over the lazy dog."
LAYERS = (1, 4, 8, 12)
SHOWN = "bert-base-uncased"
CASED = "hidden 1"  # whose tokenizer knows capitals
SHORT, LONG = (6, 11), (20, 24)  # words: with more, libraries leave labels out


def shown_cases() -> list[Case]:
    """Return the sentence of the notebook, with the default layers."""
    arguments = (Pretrained("model", SHOWN), Pretrained("tokenizer", SHOWN), SENTENCE)
    return [Case("shown", "attention_grid", arguments, known={"sentence": SENTENCE, "layers": LAYERS})]


def hidden_cases(rng: np.random.Generator) -> list[Case]:
    """Return two models with other sentences.

    The first is called twice, and its tokenizer knows capitals; the second's sentence is long.
    """
    return [_case(rng, CASED, twice=True), _case(rng, "hidden 2", twice=False, length=LONG)]


def reference(case: Case, device: str) -> Grid:
    """Return what a case's grid must show."""
    import safetensors.torch

    if case.hidden:
        weights = safetensors.torch.load(case.weights)
        asked = [
            _reference(weights, case.known["config"], _vocabulary(case.name), known, device)
            for known in case.known["asked"]
        ]
        return replace(asked[0], again=asked[1] if case.again else None)
    return _shown_reference(device)


@check()
def test_draws_heatmaps(evidence: Answers) -> None:
    """`attention_grid` returns a figure with heatmaps"""
    if not heat_panels(evidence.figure):
        sentence = (
            "the figure holds no heatmap: give the values to imshow, pcolormesh or seaborn, not colours"
        )
        raise Wrong(sentence, anywhere=sentence, mistake="no_heatmap")


@check(points=1, form=True, requires="draws_heatmaps")
def test_has_four_panels(evidence: Answers, reference: Grid) -> None:
    """The figure holds four heatmaps"""
    panels = heat_panels(evidence.figure)
    if len(panels) != len(reference.layers):
        raise Wrong(
            f"the figure holds {len(panels)} heatmaps: draw one for each of the four layers",
            anywhere="the figure does not hold four heatmaps",
            mistake="another_number_of_panels",
        )


@check(points=1, form=True, requires=("draws_heatmaps", "has_four_panels"))
def test_panels_stand_two_by_two(evidence: Answers) -> None:
    """The panels stand in two rows of two"""
    panels = heat_panels(evidence.figure)
    if not is_two_by_two(panels):
        rows = len({round(panel.panel.center[1], 1) for panel in panels})
        sentence = "the panels do not stand in two rows of two"
        found = {1: ": all stand in one row", 2: ""}.get(rows, f": they stand in {rows} rows")
        raise Wrong(sentence + found, anywhere=sentence, mistake="another_layout")


@check(points=1, form=True, requires=("draws_heatmaps", "has_four_panels"))
def test_titles_name_the_layers(evidence: Answers, reference: Grid) -> None:
    """Each panel's title names its layer, each layer once"""
    titled = [titled_layer(panel.panel, reference.titles) for panel in heat_panels(evidence.figure)]
    if sorted(-1 if number is None else number for number in titled) != sorted(reference.titles):
        raise Wrong(
            "the titles do not name the four layers, each once",
            anywhere="the titles do not name the layers that were asked for",
            mistake="titles_without_layers",
        )


@check(points=2, form=True, requires="draws_heatmaps")
def test_axes_carry_the_tokens(evidence: Answers, reference: Grid) -> None:
    """Both axes of each panel carry the tokenizer's tokens, all of them, in order"""
    for number, panel in enumerate(heat_panels(evidence.figure), start=1):
        if not panel.labels_match(reference.tokens):
            raise _other_labels(panel, number, reference.tokens)


@check(points=1, form=True, requires="draws_heatmaps")
def test_panels_share_one_colour_scale(evidence: Answers) -> None:
    """All panels have the same colours and limits, wide enough for every value"""
    if fault := scale_fault(heat_panels(evidence.figure)):
        raise Wrong(fault, anywhere=fault, mistake="no_common_scale")


@check(gate=True, requires="draws_heatmaps")
def test_one_panel_is_right(evidence: Answers, reference: Grid) -> None:
    """At least one panel shows the right values on a sentence and a model that you have not seen"""
    panels = heat_panels(evidence.figure)
    if all(_difference(panel, position, reference) for position, panel in enumerate(panels)):
        raise Wrong("no panel shows the mean attention of its layer")


@check(points=3, requires="draws_heatmaps")
def test_each_panel_shows_its_layer(evidence: Answers, reference: Grid) -> None:
    """Each panel shows the mean over heads of the layer in its title, counted from 1, queries as rows"""
    _expect_layers(evidence.figure, reference)


@check(points=1, requires="each_panel_shows_its_layer")
def test_leaves_the_model_as_found(evidence: Answers, reference: Grid) -> None:
    """A second call on the same model, with another sentence, is right as well"""
    if reference.again:
        _expect_layers(evidence.figures[1], reference.again)


def _other_labels(panel: HeatPanel, number: int, tokens: Sequence[str]) -> Wrong:
    """Return what is wrong with the labels of a panel: some are missing, or they are others."""
    labels = [*panel.x_labels, *panel.y_labels]
    count = sum(map(bool, labels))
    sentence = f"panel {number}: its axes do not carry the {len(tokens)} tokens; {count} labels stand at "
    sentence += "a row or column"
    wanted = [*tokens, *tokens]
    if (
        count
        and len(labels) == len(wanted)
        and all(a in {"", b} for a, b in zip(labels, wanted, strict=True))
    ):
        anywhere = "some rows or columns have no label: set a tick for each token"
        return Wrong(sentence, anywhere=anywhere, mistake="labels_left_out")
    return Wrong(sentence, anywhere="the tick labels are not the tokenizer's tokens", mistake="other_labels")


def _expect_layers(figure: Figure, reference: Grid) -> None:
    found = [_difference(panel, at, reference) for at, panel in enumerate(heat_panels(figure))]
    Differences(tuple(difference for difference in found if difference)).raise_if_any()
    shown = {_layer_of(panel, at, reference) for at, panel in enumerate(heat_panels(figure))}
    if shown != set(reference.layers):
        raise Wrong("not every layer that was asked for has a panel", anywhere="a layer has no panel")


def _difference(panel: HeatPanel, position: int, reference: Grid) -> Difference | None:
    """Compare a panel with the layer in its title; without one, with the layer whose turn it is."""
    layer = _layer_of(panel, position, reference)
    if _rows_named(panel) not in ("", reference.rows):
        return Difference(f"the panel of layer {layer}", "rows are named keys and columns queries")
    if not panel.is_in_view:
        return Difference(f"the panel of layer {layer}", "not the whole map is in view")
    return array_difference(
        reference.mean_attention(layer),
        panel.matrix(reference.tokens),
        at=f"the panel of layer {layer}",
        tol=ATTENTION,
    )


def _rows_named(panel: HeatPanel) -> str:
    """Return what the axis labels call the rows, where they name both axes."""
    across, down = panel.panel.x_label.lower(), panel.panel.y_label.lower()
    if "key" in down and "quer" in across:
        return "keys"
    return "queries" if "quer" in down and "key" in across else ""


def _layer_of(panel: HeatPanel, position: int, reference: Grid) -> int:
    number = titled_layer(panel.panel, reference.titles)
    place = position % len(reference.layers) if number is None else reference.titles.index(number)
    return reference.layers[place]


@functools.lru_cache(maxsize=2)
def _shown_reference(device: str) -> Grid:
    config, known = standins.read_config(SHOWN) or {}, {"sentence": SENTENCE, "layers": LAYERS}
    return _reference(read_bert(SHOWN), config, read_tokens(SHOWN), known, device)


def _reference(
    weights: Mapping[str, "torch.Tensor"],
    config: Mapping[str, Any],
    vocab: Sequence[str],
    known: Mapping[str, Any],
    device: str,
) -> Grid:
    ids_of = {token: index for index, token in enumerate(vocab)}
    ids, tokens = encode(known["sentence"], ids_of, cased=known.get("cased", False))
    looked = attention(weights, config, ids, device)
    layers, means = tuple(known["layers"]), looked.weights.mean(axis=1)
    return Grid(known["sentence"], ids, tokens, layers, looked, means, titles=layers)


def _case(rng: np.random.Generator, name: str, *, twice: bool, length: tuple[int, int] = SHORT) -> Case:
    vocab, cased = _vocabulary(name), name == CASED
    config, weights = draw_bert(rng, vocabulary_size=len(vocab))
    avoid = (12, config["num_hidden_layers"], config["num_attention_heads"])
    sentences = [draw_sentence(rng, vocab, length=length, avoid=avoid) for _ in range(2)]
    first, second = (
        {"sentence": one, "layers": _layers(rng, avoid[1], edges=edges), "cased": cased}
        for one, edges in zip(sentences, (False, twice), strict=True)
    )  # only the second call asks for the last layer: a model that the first call cut has lost it
    arguments = (Bert(config), Tokenizer(vocab, cased), first["sentence"], first["layers"])
    again = (Same(), Same(), second["sentence"], second["layers"]) if twice else ()
    known = {"config": config, "asked": [first, second] if twice else [first]}
    return Case(name, "attention_grid", arguments, again=again, weights=weights, known=known)


def _layers(rng: np.random.Generator, depth: int, *, edges: bool) -> list[int]:
    """Draw four layers in an order that is not the model's: with its first and last, or without its last.

    Who counts from 0 gets no figure of the last layer, and one of the others that shows the mistake.
    """
    fixed, free = ([1, depth], np.arange(2, depth)) if edges else ([], np.arange(1, depth))
    drawn = [*fixed, *(int(number) for number in rng.choice(free, size=4 - len(fixed), replace=False))]
    layers = [int(number) for number in rng.permutation(drawn)]
    return layers if layers != sorted(layers) else layers[::-1]


def _vocabulary(name: str) -> tuple[str, ...]:
    return tuple(cased_vocabulary() if name == CASED else vocabulary())
