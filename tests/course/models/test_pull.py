"""Pulling: nothing takes a stand-in's place before it is complete and is what hub and catalogue say it is."""

import errno
import json
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

import nbformat
import pytest
from huggingface_hub import HfApi
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook
from transformers import AutoConfig, AutoModel

from graders.models import standins
from graders.models.hub import fetching
from nbverdict.errors import OperatorError
from tests.hub import Hub
from tests.small_bert import NAME, publish, small_model

WEIGHTS = "model.safetensors"
PART = 10 * 2**20  # huggingface_hub writes down, and resumes from, parts of this size
COMMAND = """
import os, sys
from pathlib import Path
from graders.models import cache, catalogue
catalogue.CATALOGUE, cache.PROJECT_CACHE = Path(sys.argv[1]), Path(sys.argv[2])
sys.argv = ["models", "pull", *sys.argv[3:]]
{before}
import runpy
runpy.run_module("graders.models", run_name="__main__", alter_sys=False)
"""


class Pulling:
    """`python -m graders.models pull`, with a catalogue of one small model and its stand-in in a cache."""

    def __init__(self, root: Path, **pins: Any) -> None:
        self.root, self.cache, model = root, root / "cache", small_model(**pins)
        entry = {key: value for key, value in asdict(model).items() if key != "name"}
        (root / "catalogue.json").write_text(json.dumps({NAME: entry}), "utf-8")
        standins._write(model, self.cache)
        self.folder = standins.model_folder(NAME, self.cache)

    def run(self, hub: Hub, *names: str, before: str = "") -> subprocess.CompletedProcess[str]:
        """Run the command in a process that was told to stay offline, as ours are."""
        files = (str(self.root / "catalogue.json"), str(self.cache))
        command = [sys.executable, "-c", COMMAND.format(before=before), *files, *(names or [NAME])]
        environment = {**hub.environment(self.root / "home"), "HF_HUB_OFFLINE": "1"}
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)

    def is_real(self) -> bool:
        """Say whether `from_pretrained` gives the published weights; a stand-in's are zero."""
        stand_in = hasattr(AutoConfig.from_pretrained(NAME, cache_dir=self.cache), "stand_in")
        model = AutoModel.from_pretrained(NAME, cache_dir=self.cache)
        assert stand_in != bool(model.embeddings.word_embeddings.weight.any())
        return not stand_in


@pytest.fixture
def pulling(tmp_path: Path) -> Pulling:
    """The command with a small model that no catalogue pins."""
    return Pulling(tmp_path)


@pytest.fixture
def published(tmp_path: Path) -> Path:
    """The folder of the small model, as the hub serves it."""
    return publish(tmp_path / "published")


def course_of(root: Path, *cells: NotebookNode) -> Path:
    """Write a course of one notebook; return its root."""
    (root / "source" / "one").mkdir(parents=True)
    (root / "nbgrader_config.py").touch()
    nbformat.write(new_notebook(cells=list(cells)), root / "source" / "one" / "lesson.ipynb")
    return root


def said(outcome: subprocess.CompletedProcess[str]) -> str:
    """Return the sentence and the hint of a pull that failed as an operator's matter."""
    assert outcome.returncode == 3, outcome.stdout + outcome.stderr
    assert "Traceback" not in outcome.stderr
    return outcome.stderr[outcome.stderr.index("error: ") :]


def test_a_good_model_takes_the_stand_ins_place(pulling: Pulling, published: Path) -> None:
    """Afterwards `from_pretrained` loads it offline, and `prepare` does not write the stand-in again."""
    (pulling.folder / "blobs").mkdir()
    (pulling.folder / "blobs" / "x.incomplete").touch()  # of a pull that was killed
    with Hub({NAME: published}) as hub:
        outcome = pulling.run(hub)

    assert f"{NAME} is the real one now" in outcome.stdout, outcome.stderr
    assert "All models are the real ones." in outcome.stdout
    assert pulling.is_real()
    assert standins.is_prepared(NAME, pulling.cache)
    assert [path.name for path in (pulling.folder / "snapshots").iterdir()] == [hub.commit(NAME)]
    assert not list(pulling.folder.rglob("*.incomplete"))


def test_a_transfer_that_breaks_off_goes_on_where_it_was(pulling: Pulling, tmp_path: Path) -> None:
    """The library itself asks for the rest, from the last part that it wrote down."""
    with Hub({NAME: publish(tmp_path / "large", ballast=PART)}) as hub:
        hub.faults.cut[WEIGHTS] = [PART + 1000]
        outcome = pulling.run(hub)

    assert outcome.returncode == 0, outcome.stderr
    assert hub.transfers(WEIGHTS) == [0, PART]
    assert pulling.is_real()


def test_an_interrupted_pull_changes_nothing_and_the_next_completes(
    pulling: Pulling, published: Path
) -> None:
    """The stand-in stays in use; files that had arrived are not fetched again."""
    with Hub({NAME: published}) as hub:
        hub.faults.cut[WEIGHTS] = [1000] * 6  # the library tries five times more
        sentence = said(pulling.run(hub))
        assert f"error: the transfer of `{WEIGHTS}` of `{NAME}` was interrupted\n" in sentence
        assert f"hint: run `python -m graders.models pull {NAME}` again" in sentence
        assert not pulling.is_real()

        assert pulling.run(hub).returncode == 0
        assert pulling.is_real()
        assert (len(hub.transfers("config.json")), len(hub.transfers(WEIGHTS))) == (1, 7)


@pytest.mark.parametrize("file", [WEIGHTS, "tokenizer.json"])
def test_a_file_with_other_bytes_is_caught_and_deleted(file: str, pulling: Pulling, published: Path) -> None:
    """Its length is right and its hash is not, be it git's or a sha256; the next pull fetches it alone."""
    with Hub({NAME: published}) as hub:
        hub.faults.garbled.add(file)
        assert f"error: `{file}` of `{NAME}` is not what the hub describes, and is deleted" in said(
            pulling.run(hub)
        )
        assert not pulling.is_real()

        hub.faults.garbled.clear()
        assert pulling.run(hub).returncode == 0
        assert pulling.is_real()
        assert sorted(len(hub.transfers(path.name)) for path in published.iterdir()) == [1, 1, 1, 2]


def test_a_model_of_another_shape_is_caught(pulling: Pulling, tmp_path: Path) -> None:
    """The hub is of one mind with itself, and its model is not the one that grading knows."""
    layers = small_model().config["num_hidden_layers"]
    with Hub({NAME: publish(tmp_path / "other", num_hidden_layers=layers - 1)}) as hub:
        sentence = said(pulling.run(hub))

    assert f"says num_hidden_layers {layers - 1}, and the catalogue says {layers}" in sentence
    assert not pulling.is_real()


def test_weights_must_be_those_of_the_catalogue(tmp_path: Path, published: Path) -> None:
    """A hub that serves another file at the pinned commit, and describes it truly, is caught too."""
    pulling = Pulling(tmp_path, revision="a" * 40, pinned_by="a test", weights_sha256="b" * 64)
    with Hub({NAME: published}, {NAME: "a" * 40}) as hub:
        assert "and the catalogue states bbbbbbbbbbbb…" in said(pulling.run(hub))

    assert not pulling.is_real()


def test_a_pinned_commit_is_asked_for(tmp_path: Path, published: Path) -> None:
    """The hub's latest is another one, which nobody gets."""
    pulling = Pulling(tmp_path, revision="a" * 40, pinned_by="a test")
    with Hub({NAME: published}) as hub:
        assert "does not have the commit" in said(pulling.run(hub))
        hub.revisions[NAME] = "a" * 40
        assert pulling.run(hub).returncode == 0

    assert (pulling.folder / "refs" / "main").read_text() == "a" * 40


def test_an_unpinned_commit_is_written_down(pulling: Pulling, published: Path) -> None:
    """The first pull takes the latest and says so; the next asks for the same."""
    with Hub({NAME: published}) as hub:
        assert f"the catalogue pins no commit of {NAME}" in pulling.run(hub).stdout
        pulling.run(hub)
        asked = [one.path.rsplit("/", 1)[1] for one in hub.asked if "/revision/" in one.path]

    assert asked == ["main", hub.commit(NAME)]


@pytest.mark.parametrize(
    ("part", "answer", "sentence"),
    [
        ("/resolve/", (403, "GatedRepo"), f"gives `{NAME}` only to those who accepted its terms"),
        ("/api/models", (404, "RepoNotFound"), f"does not have the commit of `{NAME}`"),
        ("/api/models", (500, ""), f"answers 500 to what was asked of `{NAME}`"),
    ],
)
def test_a_hub_that_refuses_is_told(
    part: str, answer: tuple[int, str], sentence: str, pulling: Pulling, published: Path
) -> None:
    """Each refusal is one sentence, and what to do."""
    with Hub({NAME: published}) as hub:
        hub.faults.refused[part] = answer
        assert sentence in said(pulling.run(hub))


def test_a_hub_out_of_reach_is_told(pulling: Pulling, published: Path) -> None:
    """The sentence names the address, the hint the variable."""
    with Hub({NAME: published}) as hub:
        pass
    sentence = said(pulling.run(hub))

    assert f"error: no model hub answers at {hub.url}\n" in sentence
    assert "HF_ENDPOINT" in sentence


def test_pickled_weights_are_not_fetched(pulling: Pulling, published: Path) -> None:
    """A model without safetensors is refused before anything is transferred."""
    (published / WEIGHTS).rename(published / "pytorch_model.bin")
    with Hub({NAME: published}) as hub:
        assert f"the hub has no `{WEIGHTS}` of `{NAME}`" in said(pulling.run(hub))

    assert [one for one in hub.asked if "/resolve/" in one.path] == []


def test_an_unknown_name_gets_the_names_that_exist(pulling: Pulling, published: Path) -> None:
    """Nothing is fetched, not even the models that were named right."""
    with Hub({NAME: published}) as hub:
        sentence = said(pulling.run(hub, NAME, "nonsense"))

    assert sentence == f"error: the catalogue has no model `nonsense`\n\nhint: its models are {NAME}\n"
    assert hub.asked == []


def test_without_names_the_models_of_the_notebooks_are_pulled(pulling: Pulling, published: Path) -> None:
    """A course that loads a model's weights needs no list of names."""
    course = course_of(pulling.root, new_code_cell(f"AutoModel.from_pretrained({NAME!r})"))
    with Hub({NAME: published}) as hub:
        assert pulling.run(hub, "--course-dir", str(course)).returncode == 0

    assert pulling.is_real()


def test_a_course_that_loads_no_weights_asks_for_a_name(pulling: Pulling, published: Path) -> None:
    """Pulling nothing without a word would look like success."""
    course = course_of(pulling.root, new_code_cell(f"AutoConfig.from_pretrained({NAME!r})"))
    with Hub({NAME: published}) as hub:
        assert "python -m graders.models pull NAME" in said(pulling.run(hub, "--course-dir", str(course)))


def test_a_full_disk_is_told(tmp_path: Path) -> None:
    """The sentence names the place."""
    with (
        pytest.raises(OperatorError, match=f"no space is left for `{WEIGHTS}` of `{NAME}` in {tmp_path}"),
        fetching(HfApi(), NAME, WEIGHTS, tmp_path),
    ):
        raise OSError(errno.ENOSPC, "No space left on device")
