"""The floor: the CPU time of the same cells and the same hidden calls, each once, where all is imported.

    python -m benchmarks.bench.grading.floor FOLDER

`FOLDER` holds one job a notebook. The process imports what the fork server imports and draws one figure,
then forks a child for each; what the child uses, as Linux counts it for who waits, is that notebook's.
Cells run in IPython as in a kernel, which renders what they show; there is no kernel, no grader and no check.
"""

import gc
import json
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from graders.shared import builders
from nbverdict.evidence import building, collector
from nbverdict.sandbox.inside import server

INLINE = "module://matplotlib_inline.backend_inline"  # what a kernel draws with
JOB, FRAMES, BESIDE = "job.json", "calls", "beside"


@dataclass(frozen=True)
class Job:
    """One notebook: the sources of its code cells, and the frames of its hidden calls."""

    student: str
    notebook: str
    whole: bool
    sources: Sequence[str]
    calls: int


def measure(folder: Path, imports: Sequence[str]) -> Iterator[dict[str, Any]]:
    """Yield the CPU time of each job in a folder."""
    shell = _warm_up(imports)
    for path in sorted(folder.glob(f"*/{JOB}")):
        job = Job(**json.loads(path.read_text("utf-8")))
        frames = [_frame(path.parent / FRAMES, number) for number in range(job.calls)]
        process = os.fork()
        if process == 0:
            _run(shell, job, frames, path.parent / BESIDE)
        _, status, used = os.wait4(process, 0)
        yield {
            "whole": job.whole,
            "student": job.student,
            "notebook": job.notebook,
            "cpu_seconds": round(used.ru_utime + used.ru_stime, 4),
            "cells": len(job.sources),
            "calls": job.calls,
            "status": status,
        }


def _warm_up(imports: Sequence[str]) -> Any:
    """Import what the fork server imports, draw what it draws, and return a shell without a history."""
    from IPython.core.interactiveshell import InteractiveShell
    from traitlets.config import Config

    os.environ["MPLBACKEND"] = INLINE
    building.COURSE_BUILDERS = builders.COURSE_BUILDERS
    for name in imports:
        server._import(name)
    server._draw()
    config = Config()
    config.HistoryManager.enabled = False
    shell = InteractiveShell.instance(config=config)
    gc.collect()
    gc.freeze()  # as the fork server does
    return shell


def _run(shell: Any, job: Job, frames: Sequence[tuple[bytes, bytes]], beside: Path) -> None:
    """Run every cell, answer every case, and end: called in the child."""
    status = 1
    try:
        os.chdir(beside)
        sys.path.insert(0, "")
        nothing = os.open(os.devnull, os.O_WRONLY)
        for number in (1, 2):
            os.dup2(nothing, number)
        for source in job.sources:
            shell.run_cell(source, store_history=True)
        for message, weights in frames:
            collector.answer(message, weights, shell.user_ns)
        status = 0
    finally:
        os._exit(status)


def _frame(folder: Path, number: int) -> tuple[bytes, bytes]:
    weights = folder / f"{number}.safetensors"
    return (folder / f"{number}.json").read_bytes(), weights.read_bytes() if weights.is_file() else b""


def main() -> None:
    """Print a line of JSON for each job."""
    from graders.models.cache import PROJECT
    from nbverdict.config.settings import read_config

    for row in measure(Path(sys.argv[1]), list(read_config(PROJECT).Sandbox.imports)):
        print(json.dumps(row), flush=True)  # noqa: T201 - read by who started this


if __name__ == "__main__":
    main()
