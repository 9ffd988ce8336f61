"""The kernel behind walls, for nbclient and nbgrader as they are."""

import os
from pathlib import Path
from typing import Any

import pytest
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_core.utils import run_sync
from nbclient import NotebookClient
from nbclient.exceptions import DeadKernelError
from nbformat.v4 import new_code_cell, new_notebook
from nbgrader.preprocessors import Execute
from traitlets.config import Config

from nbverdict.sandbox.kernelspec import KERNEL, offer_kernel


@pytest.fixture(autouse=True)
def _offered(monkeypatch: pytest.MonkeyPatch) -> None:
    """Jupyter finds the kernel, as it does with the course's configuration."""
    monkeypatch.setenv("JUPYTER_PATH", "/somewhere/else")
    offer_kernel(os.environ)


def run(*sources: str, folder: Path, **options: Any) -> list[Any]:
    """Run code cells with nbclient on the walled kernel, and return the cells."""
    notebook = new_notebook(cells=[new_code_cell(source) for source in sources])
    client = NotebookClient(
        notebook, kernel_name=KERNEL, resources={"metadata": {"path": str(folder)}}, **options
    )
    client.execute()
    return list(notebook.cells)


def text(cell: Any) -> str:
    """Return all that a cell printed."""
    return "".join(output.get("text", "") for output in cell.outputs)


def test_jupyter_finds_it_once() -> None:
    """A configuration that runs more than once names it once, before other places."""
    offer_kernel(os.environ)

    assert os.environ["JUPYTER_PATH"].count("sandbox") == 1
    assert KernelSpecManager().get_kernel_spec(KERNEL).display_name == "Python 3 (walled)"


def test_nbclient_runs_on_it_unchanged(tmp_path: Path) -> None:
    """Results, output, figures and errors come as from any kernel; the folder's files are there."""
    (tmp_path / "data.txt").write_text("42")
    sources = ("open('data.txt').read()", "import sys; print('a', file=sys.stderr)", "%time 1", "1 / 0")
    cells = run(*sources, folder=tmp_path, allow_errors=True)

    assert cells[0].outputs[0].data["text/plain"] == "'42'"
    assert cells[1].outputs[0].name == "stderr"
    assert cells[3].outputs[0].ename == "ZeroDivisionError"


def test_figures_are_drawn_inline(tmp_path: Path) -> None:
    """As in JupyterLab: matplotlib chooses its backend in the kernel, not in the server."""
    cells = run("import matplotlib.pyplot as plt\nplt.plot([1, 2])", folder=tmp_path)

    assert [output.output_type for output in cells[0].outputs] == ["execute_result", "display_data"]


def test_it_runs_behind_walls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What nbclient starts sees neither this project nor the environment of who started it."""
    monkeypatch.setenv("CANVAS_API_TOKEN", "for a test")
    found = "importlib.util.find_spec('nbverdict'), 'CANVAS_API_TOKEN' in os.environ"
    cells = run(f"import importlib.util, os; print({found})", folder=tmp_path)

    assert text(cells[0]) == "None False\n"


def test_a_kernel_that_ends_is_seen_to_have_ended(tmp_path: Path) -> None:
    """Its client says so, and its folder is gone."""
    with pytest.raises(DeadKernelError):
        run("import os; os._exit(1)", folder=tmp_path)


def test_a_timeout_interrupts_it(tmp_path: Path) -> None:
    """The cell raises KeyboardInterrupt, what it started is interrupted too, and the next cell runs."""
    sources = ("import subprocess; subprocess.run(['sleep', '60'])", "print('still here')")
    cells = run(*sources, folder=tmp_path, timeout=1, interrupt_on_timeout=True, allow_errors=True)

    assert cells[0].outputs[-1].ename == "KeyboardInterrupt"
    assert text(cells[1]) == "still here\n"


def test_nbgraders_own_execute_runs_on_it(tmp_path: Path) -> None:
    """Any nbgrader course has walls by naming the kernel in its configuration."""
    notebook = new_notebook(cells=[new_code_cell("import os; print(os.getcwd())")])
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
    execute = Execute(config=Config({"Execute": {"kernel_name": KERNEL}}))
    execute.preprocess(notebook, {"metadata": {"path": str(tmp_path)}, "nbgrader": {}})

    assert text(notebook.cells[0]) == "/home/student/work\n"


def test_a_kernel_can_be_started_again(tmp_path: Path) -> None:
    """In a new process, which knows nothing of the first."""
    notebook = new_notebook(cells=[new_code_cell("x = 1"), new_code_cell("print('x' in globals())")])
    client = NotebookClient(notebook, kernel_name=KERNEL)
    with client.setup_kernel(cwd=str(tmp_path)):
        client.execute_cell(notebook.cells[0], 0)
        run_sync(client.km.restart_kernel)(now=True)
        client.kc.stop_channels()
        run_sync(client.async_start_new_kernel_client)()
        client.execute_cell(notebook.cells[1], 1)

    assert text(notebook.cells[1]) == "False\n"


def test_each_kernel_has_random_numbers_of_its_own(tmp_path: Path) -> None:
    """Forks of one process would all draw the same."""
    draw = "import numpy, random; print(random.random(), numpy.random.rand())"
    drawn = [text(run(draw, folder=tmp_path)[0]).split() for _ in range(2)]

    assert drawn[0][0] != drawn[1][0]
    assert drawn[0][1] != drawn[1][1]
