"""Runs one notebook outside nbgrader's folders, and collects its answers to its original's challenges."""

import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import nbformat

from nbverdict.config.device import device_of
from nbverdict.config.settings import Course, find_course, read_config
from nbverdict.errors import StaffError
from nbverdict.evidence.answers import Answers
from nbverdict.execution.preprocessors import ExecuteAndJudge
from nbverdict.intake.files import examine
from nbverdict.judging.discovery import challenge_names
from nbverdict.notebook.submission import read_grade_cell, readable_files


def collect_notebook(path: Path, start: Path) -> tuple[Mapping[str, list[Answers]], str]:
    """Run a notebook and return its answers by challenge, and the device to judge them on.

    `start` is a folder in the course whose secret draws the cases. The challenges are those of the course's
    notebook of the same name; for a notebook with another name they are all challenges.

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
    original = next(root.glob(f"source/*/{path.name}"), None)
    runner = ExecuteAndJudge(config=config, root=str(root))
    with _folder(path, original) as folder:
        evidence = runner.run(notebook, {"metadata": {"path": str(folder)}}, _asked(original))
    return evidence, device_of(Course(config=config))


@contextmanager
def _folder(path: Path, original: Path | None) -> Iterator[Path]:
    """Yield a folder with the files beside a notebook, overlaid with the course's own, as nbgrader does."""
    with tempfile.TemporaryDirectory() as folder:
        taken_in = examine(path.parent, original and original.parent, deepest=0).kept
        theirs = [file for file in readable_files(path.parent) if file in taken_in]
        for file in (*theirs, *(readable_files(original.parent) if original else ())):
            shutil.copy(file, folder)
        yield Path(folder)


def _asked(original: Path | None) -> list[str]:
    if original is None:
        return challenge_names()
    cells = nbformat.read(original, as_version=4).cells
    return [found.challenge for cell in cells if (found := read_grade_cell(cell)) and found.challenge]


def _read(path: Path) -> nbformat.NotebookNode:
    candidates = sorted(path.glob("*.ipynb")) if path.is_dir() else [path]
    if len(candidates) != 1 or not candidates[0].is_file():
        raise StaffError(f"{path} is not one notebook", hint="name the .ipynb file itself")
    try:
        return nbformat.reads(candidates[0].read_text("utf-8-sig"), as_version=4)
    except (nbformat.reader.NotJSONError, UnicodeDecodeError) as error:
        raise StaffError(f"{candidates[0]} cannot be read as a notebook", hint="is it truncated?") from error
