"""A released folder by itself, without network and without a model: each notebook runs to its end."""

import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient
from nbformat import NotebookNode

from graders.models.cache import PROJECT

RELEASE = PROJECT / "release" / "model_architecture"
INSIDE = PROJECT / "release" / "inside_the_layer"
NOWHERE = "http://127.0.0.1:9"  # nobody listens there
OPEN = {
    "challenges": {
        "Task 1a is open: compare_t5 returns nothing yet.",
        "Task 1b is open: plot_t5 returns nothing yet.",
        "Task 2a is open: attention_grid returns nothing yet.",
    },
    "lesson": set[str](),
}
LAYERS = ("bert_layer", "reach", "decode", "memory_bill")  # tasks of the third notebook
AWAY = {"HF_ENDPOINT": NOWHERE, "NO_PROXY": "127.0.0.1"}
OFFLINE = {"HF_HUB_OFFLINE": "1"}

pytestmark = [pytest.mark.course, pytest.mark.slow]


def run_alone(
    notebook: NotebookNode, folder: Path, environment: dict[str, str], release: Path = RELEASE
) -> list[Any]:
    """Run a notebook in a copy of its release, with an empty cache of models; return all outputs."""
    shutil.copytree(release, folder / "release")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("HF_", "HUGGING"))}
    client = NotebookClient(
        notebook, allow_errors=True, resources={"metadata": {"path": str(folder / "release")}}
    )
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    client.execute(env={**kept, "HF_HOME": str(folder / "home"), **environment}, **quiet)
    return [output for cell in notebook.cells for output in cell.get("outputs", [])]


def printed(outputs: list[Any]) -> str:
    """Return what a notebook printed."""
    return "".join(output.text for output in outputs if output.output_type == "stream")


@pytest.mark.parametrize("environment", [AWAY, OFFLINE], ids=["unreachable", "offline"])
@pytest.mark.parametrize("name", OPEN)
def test_an_unsolved_notebook_runs_to_its_end(name: str, environment: dict[str, str], tmp_path: Path) -> None:
    """All that it has to say is which tasks are open, and which models it shows."""
    outputs = run_alone(nbformat.read(RELEASE / f"{name}.ipynb", as_version=4), tmp_path, environment)
    errors = [output.evalue for output in outputs if output.output_type == "error"]
    said = printed(outputs)

    assert errors == []
    assert {line for line in said.splitlines() if line in OPEN[name]} == OPEN[name]
    assert "all-MiniLM-L6-v2: 6 layers of 12 heads" in said


def test_the_solution_is_right_without_a_model_hub(solutions: dict[str, str], tmp_path: Path) -> None:
    """T5 has its true size, and the grid shows a real model."""
    notebook = nbformat.read(RELEASE / "challenges.ipynb", as_version=4)
    for cell in notebook.cells:
        cell.source = solutions.get(cell.metadata.get("nbgrader", {}).get("grade_id"), cell.source)
    outputs = run_alone(notebook, tmp_path, AWAY)
    said = printed(outputs)

    assert [output for output in outputs if output.output_type == "error"] == []
    assert "Stand-ins: t5-small, t5-base, t5-large (true configuration and size" in said
    assert said.count("the example is right") == 3


@pytest.mark.parametrize("solved", [False, True], ids=["unsolved", "solved"])
def test_the_layers_need_no_model(solved: bool, solutions: dict[str, str], tmp_path: Path) -> None:  # noqa: FBT001
    """The third notebook says which tasks are open, or that the examples are right."""
    notebook = nbformat.read(INSIDE / "inside_the_layer.ipynb", as_version=4)
    for cell in notebook.cells:
        name = cell.metadata.get("nbgrader", {}).get("grade_id")
        cell.source = solutions.get(name, cell.source) if solved else cell.source
    outputs = run_alone(notebook, tmp_path, OFFLINE, INSIDE)
    said = printed(outputs)

    assert [output.evalue for output in outputs if output.output_type == "error"] == []
    assert said.count("right. Grading tries other" if solved else "returns nothing yet.") == len(LAYERS)


@pytest.mark.parametrize("kind", ["AutoModel", "T5ForConditionalGeneration", "T5EncoderModel"])
def test_a_stand_in_loads_like_the_real_model(kind: str, tmp_path: Path) -> None:
    """`from_pretrained` finds all weights of what it builds, and nothing is left when the process ends."""
    code = (
        "import lesson_tools, transformers; lesson_tools.offer_models(); "
        f"print(transformers.{kind}.from_pretrained('t5-small').num_parameters())"
    )
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("HF_", "HUGGING"))}
    environment = {**kept, **AWAY, "HF_HOME": str(tmp_path), "TMPDIR": str(tmp_path)}
    found = subprocess.run(
        ["python", "-c", code], cwd=RELEASE, env=environment, capture_output=True, text=True, check=True
    )

    assert int(found.stdout) == (35_330_816 if kind == "T5EncoderModel" else 60_506_624)
    assert "newly initialized" not in found.stderr
    assert not list(tmp_path.glob("models-*"))
