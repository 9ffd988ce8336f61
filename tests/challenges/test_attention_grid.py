"""The attention grid: honest variants keep every point, each mutant fails the check written for it."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.conftest import statuses

START = """
def attention_grid(model, tokenizer, sentence, layers=(1, 4, 8, 12)):
    inputs = tokenizer(sentence, return_tensors="pt")
    tokens = tokenizer.convert_ids_to_tokens(inputs["input_ids"][0])
    with torch.no_grad():
        attentions = model(**inputs, output_attentions=True).attentions
    maps = [attentions[layer - 1][0].mean(dim=0).numpy() for layer in layers]
    top = max(m.max() for m in maps)
"""
IMSHOW = """
    fig, grid = plt.subplots(2, 2)
    for ax, layer, m in zip(grid.flat, layers, maps):
        ax.imshow(m, vmin=0, vmax=1)
        ax.set_xticks(range(len(tokens)), tokens, rotation=90)
        ax.set_yticks(range(len(tokens)), tokens)
        ax.set_title(f"Layer {layer}")
    return fig
"""
HONEST = {
    "imshow": START + IMSHOW,
    "seaborn": START
    + """
    fig, grid = plt.subplots(2, 2, sharex=True, sharey=True)
    for ax, layer, m in zip(grid.flat, layers, maps):
        sns.heatmap(m, vmin=0, vmax=top, xticklabels=tokens, yticklabels=tokens, ax=ax, square=True)
        ax.set(title=f"Layer {layer}", xlabel="Key", ylabel="Query")
    return fig
""",
    "pcolormesh_bottom_up": START
    + """
    fig, grid = plt.subplots(2, 2, layout="constrained")
    for ax, layer, m in zip(grid.flat, layers, maps):
        mesh = ax.pcolormesh(m, vmin=0, vmax=top)
        ax.set_xticks([i + 0.5 for i in range(len(tokens))], tokens)
        ax.set_yticks([i + 0.5 for i in range(len(tokens))], tokens)
        ax.set_title(f"layer #{layer} of the model", loc="left")
    fig.colorbar(mesh, ax=grid)
    return fig
""",
    "mirrored_with_labels": START
    + """
    fig, grid = plt.subplots(2, 2)
    for ax, layer, m in zip(grid.flat, layers, maps):
        ax.pcolormesh(m[::-1], vmin=0, vmax=top)
        ax.set_xticks([i + 0.5 for i in range(len(tokens))], tokens)
        ax.set_yticks([i + 0.5 for i in range(len(tokens))], tokens[::-1])
        ax.set_title(f"L{layer}")
    return fig
""",
    "matshow_without_pyplot": START
    + """
    fig = Figure(figsize=(8, 8))
    for position, (layer, m) in enumerate(zip(layers, maps), start=1):
        ax = fig.add_subplot(2, 2, position)
        ax.matshow(m.astype("float64"), vmin=0, vmax=top)
        ax.set_xticks(range(len(tokens)))
        ax.set_xticklabels(tokens)
        ax.set_yticks(range(len(tokens)))
        ax.set_yticklabels(tokens)
        ax.set_title(f"Mean attention, layer {layer}")
    return fig
""",
    "outer_labels_only": START
    + """
    fig, grid = plt.subplots(2, 2)
    for ax, layer, m in zip(grid.flat, layers, maps):
        ax.imshow(m, vmin=0, vmax=top, origin="lower")
        ax.set_xticks(range(len(tokens)), tokens)
        ax.set_yticks(range(len(tokens)), tokens)
        ax.set_title(f"Layer {layer}")
        ax.label_outer()
    return fig
""",
    "subfigures_column_by_column": START
    + """
    fig = plt.figure(figsize=(10, 8))
    left, right = fig.subfigures(1, 2)
    axes = [*left.subplots(2, 1), *right.subplots(2, 1)]
    for ax, layer, m in zip(axes, layers, maps):
        ax.imshow(m.astype("float16"), vmin=0, vmax=top + 0.1)
        ax.set_xticks(range(len(tokens)), tokens)
        ax.set_yticks(range(len(tokens)), tokens)
        ax.set_title(f"Layer {layer}")
    fig.suptitle("Attention of 4 layers")
    return fig
""".replace('.astype("float16")', ""),
    "mosaic_with_a_colour_bar_axes": START
    + """
    fig, axes = plt.subplot_mosaic([["a", "b"], ["c", "d"]])
    for name, layer, m in zip("abcd", layers, maps):
        image = axes[name].imshow(m, vmin=0, vmax=top)
        axes[name].set_xticks(range(len(tokens)), tokens)
        axes[name].set_yticks(range(len(tokens)), tokens)
        axes[name].set_title(f"Layer {layer}")
    fig.colorbar(image, cax=fig.add_axes((0.93, 0.1, 0.02, 0.8)))
    return fig
""",
}
VALUES = "each_panel_shows_its_layer"
MUTANTS = {
    "counted_from_0": (START.replace("layer - 1", "min(layer, len(attentions) - 1)") + IMSHOW, VALUES),
    "one_head": (START.replace(".mean(dim=0)", "[0]") + IMSHOW, VALUES),
    "sum_over_heads": (
        START.replace(".mean(dim=0)", ".sum(dim=0)") + IMSHOW.replace("vmax=1", "vmax=20"),
        VALUES,
    ),
    "transposed": (START.replace(".mean(dim=0)", ".mean(dim=0).T") + IMSHOW, VALUES),
    "last_layer_everywhere": (START.replace("layer - 1", "-1") + IMSHOW, VALUES),
    "rows_called_keys": (
        START + IMSHOW.replace("    return", "        ax.set(xlabel='query', ylabel='key')\n    return"),
        VALUES,
    ),
    "labels_mirrored_alone": (
        START
        + IMSHOW.replace(
            "set_yticks(range(len(tokens)), tokens)", "set_yticks(range(len(tokens)), tokens[::-1])"
        ),
        VALUES,
    ),
    "three_panels": (START.replace("in layers]", "in layers[:3]]") + IMSHOW, "has_four_panels"),
    "one_row": (START + IMSHOW.replace("2, 2", "1, 4"), "panels_stand_two_by_two"),
    "titles_count_panels": (
        START + IMSHOW.replace("Layer {layer}", "Map {chr(64 + layer)}"),
        "titles_name_the_layers",
    ),
    "words_for_tokens": (START + IMSHOW.replace("tokens", "sentence.split()"), "axes_carry_the_tokens"),
    "labels_on_one_axis": (
        START + IMSHOW.replace("ax.set_yticks(range(len(tokens)), tokens)", "pass"),
        "axes_carry_the_tokens",
    ),
    "no_labels": (
        START + IMSHOW.replace("return fig", "[ax.axis('off') for ax in grid.flat]\n    return fig"),
        "axes_carry_the_tokens",
    ),
    "scale_of_its_own": (
        START + IMSHOW.replace("vmin=0, vmax=1", "vmin=0, vmax=m.max()"),
        "panels_share_one_colour_scale",
    ),
    "saturated": (
        START + IMSHOW.replace("vmin=0, vmax=1", "vmin=0, vmax=0.05"),
        "panels_share_one_colour_scale",
    ),
    "left_in_training": (
        START + IMSHOW.replace("return fig", "model.train()\n    return fig"),
        "leaves_the_model_as_found",
    ),
    "remembers_the_first_call": (
        "SEEN = {}\n"
        + START.replace("    inputs", "    if id(model) in SEEN:\n        return SEEN[id(model)]\n    inputs")
        + IMSHOW.replace("return fig", "SEEN[id(model)] = fig\n    return fig"),
        "leaves_the_model_as_found",
    ),
    "colours_of_its_own": (
        START
        + IMSHOW.replace(
            "vmin=0, vmax=1", "vmin=0, vmax=1, cmap=['viridis', 'magma', 'Blues', 'hot'][layers.index(layer)]"
        ),
        "panels_share_one_colour_scale",
    ),
    "returns_axes": (START + IMSHOW.replace("return fig", "return grid"), "draws_heatmaps"),
    "line_plots": (START + IMSHOW.replace("imshow(m, vmin=0, vmax=1)", "plot(m)"), "draws_heatmaps"),
}
IMPOSTORS = {
    "empty_frame": "def attention_grid(*_, **__):\n    return plt.subplots(2, 2)[0]\n",
    "constant": START + IMSHOW.replace("imshow(m,", "imshow(m * 0 + 1 / len(tokens),"),
    "nan": START + IMSHOW.replace("imshow(m,", "imshow(m * float('nan'),"),
    "empty_arrays": START + IMSHOW.replace("imshow(m,", "imshow(m[:0],"),
    "the_shown_example": START.replace(
        "tokenizer(sentence", "tokenizer('The quick brown fox jumps over the lazy dog.'"
    )
    + IMSHOW,
    "equals_everything": "class Anything(Figure):\n    def __eq__(self, other):\n        return True\n    __hash__ = None\n"
    "def attention_grid(*_, **__):\n    return Anything()\n",
}


@pytest.mark.parametrize("code", HONEST.values(), ids=HONEST)
def test_honest_variants_get_full_marks(code: str, assess: Callable[..., Any]) -> None:
    """What was drawn counts, not how."""
    verdict = assess("attention_grid", code)

    assert set(statuses(verdict).values()) == {"passed"}
    assert verdict.earned == verdict.worth == 10


@pytest.mark.parametrize(("code", "caught_by"), MUTANTS.values(), ids=MUTANTS)
def test_mutants_are_caught(code: str, caught_by: str, assess: Callable[..., Any]) -> None:
    """Each known mistake fails the check written for it."""
    assert statuses(assess("attention_grid", code))[caught_by] == "wrong"


def test_every_check_has_a_mutant(assess: Callable[..., Any]) -> None:
    """No check of the challenge is without a mistake that it catches."""
    verdict = assess("attention_grid", START + IMSHOW)

    assert set(statuses(verdict)) == {caught_by for _, caught_by in MUTANTS.values()}


@pytest.mark.parametrize("code", IMPOSTORS.values(), ids=IMPOSTORS)
def test_impostors_get_nothing(code: str, assess: Callable[..., Any]) -> None:
    """A frame, a constant and the shown example are worth nothing."""
    verdict = assess("attention_grid", code)

    assert (verdict.earned, verdict.pending) == (0, "")


def test_a_layout_mistake_is_charged_once(assess: Callable[..., Any]) -> None:
    """A row of four panels loses the layout's point and nothing else."""
    assert assess("attention_grid", MUTANTS["one_row"][0]).earned == 9


@pytest.mark.parametrize("submission", ["a", "b", "c", "d", "e", "f"])
def test_verdicts_do_not_depend_on_what_is_drawn(submission: str, assess: Callable[..., Any]) -> None:
    """Right stays right and wrong stays wrong, whichever hidden cases a submission gets."""
    right = assess("attention_grid", START + IMSHOW, submission=submission)
    wrong = assess("attention_grid", MUTANTS["transposed"][0], submission=submission)

    assert (right.earned, wrong.earned) == (10, 7)
    assert [one.mistake for one in wrong.diagnoses] == ["transposed"]
