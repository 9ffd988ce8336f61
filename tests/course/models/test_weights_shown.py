"""Which models' weights a course loads, and which of them its students write about."""

from pathlib import Path

import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell

from graders.models.cache import PROJECT
from graders.models.weights_shown import Shown, asked_about, weights_loaded
from tests.course.models.test_pull import course_of

ANSWER = {"nbgrader": {"grade": True, "solution": True}}
TASK = {"nbgrader": {"grade": False, "solution": False, "task": True}}
CHECK = {"nbgrader": {"grade": True, "solution": False}}
LOADED = 'model = AutoModel.from_pretrained("gpt2")'


@pytest.mark.parametrize(
    ("code", "names"),
    [
        (LOADED, {"gpt2"}),
        ("T5ForConditionalGeneration.from_pretrained('t5-small', device_map='cpu')", {"t5-small"}),
        ("NAME = 'gpt2'\nAutoModelForCausalLM.from_pretrained(NAME).eval()", {"gpt2"}),
        ("%matplotlib inline\n!ls\n" + LOADED, {"gpt2"}),
        ("model, tokenizer, name = tools.load_bert()", {"bert-base-uncased"}),
        ("AutoConfig.from_pretrained('gpt2'); AutoTokenizer.from_pretrained('gpt2')", set()),
        ("this is no code: AutoModel.from_pretrained('gpt2')", set()),
    ],
)
def test_what_a_cell_loads(code: str, names: set[str], tmp_path: Path) -> None:
    """Classes of models bring weights; configurations and tokenizers do not."""
    assert weights_loaded(course_of(tmp_path, new_code_cell(code))) == names


@pytest.mark.parametrize(
    ("cells", "asked"),
    [
        ([new_markdown_cell("What does `gpt2` do?"), new_markdown_cell("It", metadata=ANSWER)], True),
        ([new_markdown_cell("What does `gpt2` do?"), new_code_cell("x", metadata=ANSWER)], True),
        ([new_markdown_cell("Describe `gpt2`.", metadata=TASK)], True),
        ([new_markdown_cell("What does `gpt2` do?"), new_code_cell("x", metadata=CHECK)], False),
        ([new_markdown_cell("What does `gpt2-medium` do?"), new_markdown_cell("It", metadata=ANSWER)], False),
        (
            [
                new_markdown_cell("We use `gpt2`."),
                new_code_cell("1"),
                new_markdown_cell("Why?"),
                new_markdown_cell("It", metadata=ANSWER),
            ],
            False,
        ),
    ],
)
def test_what_an_answer_is_about(cells: list[NotebookNode], asked: bool, tmp_path: Path) -> None:  # noqa: FBT001 - a table's column
    """The text right before a manually graded cell, and the cell itself, are the question."""
    root = course_of(tmp_path, new_code_cell(LOADED), *cells)

    assert asked_about(root, ["gpt2", "gpt2-medium"]) == (
        [Shown("one/lesson.ipynb", "gpt2")] if asked else []
    )


def test_the_notebooks_load_one_model() -> None:
    """T5 is counted from configurations alone."""
    assert weights_loaded(PROJECT) == {"bert-base-uncased"}


def test_nobody_is_asked_about_a_stand_in() -> None:
    """In the place of a stand-in for BERT, `load_bert` loads another real model."""
    assert asked_about(PROJECT, ["bert-base-uncased", "t5-small"]) == []
