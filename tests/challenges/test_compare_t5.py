"""The T5 table: honest variants keep every point, each mutant fails the check written for it."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.conftest import statuses

META = """
def compare_t5(names):
    rows = []
    for name in names:
        config = AutoConfig.from_pretrained(name)
        with torch.device("meta"):
            model = AutoModel.from_config(config)
        n = sum(p.numel() for p in model.parameters())
        rows.append([name, n / 1e6, n * 4 / 1e6, n * 2 / 1e6, n / 1e6,
                     config.num_layers, config.num_decoder_layers, config.d_model, config.num_heads])
    return pd.DataFrame(rows, columns=["Model", "Parameters (M)", "FP32 (MB)", "FP16 (MB)", "INT8 (MB)",
                                       "Encoder layers", "Decoder layers", "Hidden size", "Attention heads"])
"""
HONEST = {
    "meta": META,
    "rows_and_columns_in_another_order": META.replace("return pd.DataFrame(", "table = pd.DataFrame(")
    + "    return table.iloc[::-1, ::-1].reset_index(drop=True)\n",
    "names_in_the_index": META.replace("return pd.DataFrame(", "table = pd.DataFrame(")
    + "    return table.set_index('Model')\n",
    "near_names": META.replace('"Parameters (M)"', '"params_millions"')
    .replace('"FP32 (MB)"', '"fp32_mb"')
    .replace('"Encoder layers"', '"n_enc_layers"')
    .replace('"Hidden size"', '"d_model"')
    .replace('"Attention heads"', '"num_heads"'),
    "another_column_first": META.replace("return pd.DataFrame(", "table = pd.DataFrame(")
    + "    table.insert(0, 'Model parameters (M)', table['Parameters (M)'])\n    return table\n",
    "mebibytes_that_say_so": META.replace("n * 4 / 1e6", "n * 4 / 2**20").replace(
        '"FP32 (MB)"', '"FP32 (MiB)"'
    ),
    "gigabytes_that_say_so": META.replace("n * 2 / 1e6", "n * 2 / 1e9").replace(
        '"FP16 (MB)"', '"FP16 size in GB"'
    ),
    "raw_counts": META.replace("[name, n / 1e6", "[name, n").replace('"Parameters (M)"', '"Parameters"'),
    "rounded_to_a_tenth": META.replace("n / 1e6", "round(n / 1e6, 1)"),
    "float32": META.replace("return pd.DataFrame(", "table = pd.DataFrame(")
    + "    return table.astype({'Parameters (M)': 'float32', 'INT8 (MB)': 'float32'})\n",
}
PARAMETERS, SIZES, SHAPE = "counts_the_parameters", "sizes_follow_from_the_precision", "describes_the_shape"
MUTANTS = {
    "shared_weights_twice": (META.replace("model.parameters()", "model.state_dict().values()"), PARAMETERS),
    "encoder_only": (META.replace("model.parameters()", "model.encoder.parameters()"), PARAMETERS),
    "same_config_for_all": (META.replace("from_pretrained(name)", "from_pretrained(names[0])"), PARAMETERS),
    "width_assumed": (
        META.replace(
            "        with", "        config.d_kv = config.d_model // config.num_heads\n        with"
        ),
        PARAMETERS,
    ),
    "text_for_numbers": (META.replace("[name, n / 1e6", "[name, f'{n / 1e6:.1f}M'"), PARAMETERS),
    "mebibytes_called_megabytes": (META.replace("n * 4 / 1e6", "n * 4 / 2**20"), SIZES),
    "bits_for_bytes": (META.replace("n * 4 / 1e6", "n * 32 / 1e6"), SIZES),
    "gigabytes_called_megabytes": (META.replace("n * 2 / 1e6", "n * 2 / 1e9"), SIZES),
    "encoder_counted_twice": (META.replace("config.num_decoder_layers", "config.num_layers"), SHAPE),
    "width_of_a_head": (META.replace("config.d_model,", "config.d_kv,"), SHAPE),
    "last_row_missing": (META.replace("in names:", "in names[:-1]:"), "has_one_row_per_name"),
    "name_without_its_folder": (
        META.replace("rows.append([name", "rows.append([name.split('/')[-1] + '!'"),
        "has_one_row_per_name",
    ),
    "returns_a_list": (META.replace("pd.DataFrame(rows, columns", "list(rows); dict(columns"), "has_a_table"),
}
IMPOSTORS = {
    "empty_table": "def compare_t5(names):\n    return pd.DataFrame()\n",
    "names_alone": "def compare_t5(names):\n    return pd.DataFrame({'Model': names})\n",
    "constant": META.replace("n = sum(p.numel() for p in model.parameters())", "n = 60506624")
    .replace("config.num_layers", "6")
    .replace("config.num_decoder_layers", "6")
    .replace("config.d_model", "512")
    .replace("config.num_heads", "8"),
    "nan": META.replace("rows.append([name,", "rows.append([name] + [float('nan')] * 8 if True else [name,"),
    "equals_everything": "class Any_(float):\n    __eq__ = lambda s, o: True\n"
    "def compare_t5(names):\n    return pd.DataFrame({c: [Any_()] * len(names) for c in ['Model', 'Parameters (M)']})\n",
}


@pytest.mark.parametrize("code", HONEST.values(), ids=HONEST)
def test_honest_variants_get_full_marks(code: str, assess: Callable[..., Any]) -> None:
    """Any table with the right numbers counts, as its labels say."""
    verdict = assess("compare_t5", code)

    assert set(statuses(verdict).values()) == {"passed"}
    assert verdict.earned == verdict.worth == 7


@pytest.mark.parametrize(("code", "caught_by"), MUTANTS.values(), ids=MUTANTS)
def test_mutants_are_caught(code: str, caught_by: str, assess: Callable[..., Any]) -> None:
    """Each known mistake fails the check written for it."""
    assert statuses(assess("compare_t5", code))[caught_by] == "wrong"


def test_every_check_has_a_mutant(assess: Callable[..., Any]) -> None:
    """No check of the challenge is without a mistake that it catches."""
    assert set(statuses(assess("compare_t5", META))) == {caught_by for _, caught_by in MUTANTS.values()}


@pytest.mark.parametrize("code", IMPOSTORS.values(), ids=IMPOSTORS)
def test_impostors_get_nothing(code: str, assess: Callable[..., Any]) -> None:
    """A frame, a constant and an object that equals everything are worth nothing."""
    verdict = assess("compare_t5", code)

    assert (verdict.earned, verdict.pending) == (0, "")


def test_a_wrong_unit_costs_the_sizes_alone(assess: Callable[..., Any]) -> None:
    """Parameters, shape and form keep their points: one slip explains why no row is right from end to end."""
    assert assess("compare_t5", MUTANTS["mebibytes_called_megabytes"][0]).earned == 5


def test_the_message_holds_his_value_and_not_ours(assess: Callable[..., Any]) -> None:
    """A student reads where, how many and what he gave; the expected value is for staff."""
    verdict = assess("compare_t5", MUTANTS["mebibytes_called_megabytes"][0])
    sizes = next(check for check in verdict.checks if check.name == SIZES)

    assert sizes.sentence == "FP32 of t5-small: is not right; yours is 230.814 (and 2 more)"
    assert "242.026" in " ".join(sizes.staff)
