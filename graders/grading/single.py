"""One notebook outside nbgrader's folders: run it, and collect its answers to every challenge."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import nbformat

from graders.challenges.registry import challenge_names
from graders.errors import StaffError
from graders.evidence.answers import Answers
from graders.grading.execute import ExecuteAndJudge
from graders.grading.settings import Course, find_course, read_config
from graders.reference.device import choose_device

if TYPE_CHECKING:
    import torch


def collect_notebook(path: Path, start: Path) -> tuple[Mapping[str, list[Answers]], "torch.device"]:
    """Run a notebook and return its answers by challenge, and the device to judge them on.

    `start` lies in the course whose secret draws the hidden cases.

    Raises:
        StaffError: there is no such notebook, or it cannot be read.
        OperatorError: this machine cannot run it.
    """
    notebook = _read(path)
    notebook.metadata["kernelspec"] = {
        "name": "python3",
        "display_name": "Python 3",
    }  # whatever it was made with
    root = find_course(start)
    config = read_config(root)
    runner = ExecuteAndJudge(config=config, root=str(root))
    resources = {"metadata": {"path": str(path.resolve().parent)}}
    evidence = runner.run(notebook, resources, challenge_names())
    return evidence, choose_device(Course(config=config).device)


def _read(path: Path) -> nbformat.NotebookNode:
    candidates = sorted(path.glob("*.ipynb")) if path.is_dir() else [path]
    if len(candidates) != 1 or not candidates[0].is_file():
        raise StaffError(f"{path} is not one notebook", hint="name the .ipynb file itself")
    try:
        return nbformat.read(candidates[0], as_version=4)
    except (nbformat.reader.NotJSONError, UnicodeDecodeError) as error:
        raise StaffError(f"{candidates[0]} cannot be read as a notebook", hint="is it cut off?") from error
