"""`nbverdict preview`: runs an assignment's notebooks, as released and as solved."""

import ast
import json
import os
import subprocess
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbconvert import HTMLExporter
from nbformat import NotebookNode
from rich.console import Console
from rich.progress import track
from rich.table import Table

from nbverdict.config.borrowed import borrow_course
from nbverdict.config.settings import find_course, read_config
from nbverdict.course.grade_class import Classroom
from nbverdict.course.preflight import source_of
from nbverdict.evidence.answers import STUB_RAISES
from nbverdict.notebook.cells import nbgrader_metadata, syntax, without_magic
from nbverdict.notebook.submission import read_grade_cell

SCRATCH = Path("build") / "lesson"
ROWS = "timings.json"
CLOCK = "import time; print(time.process_time())"
WARM_UP = (
    "import nbverdict.execution.inline, matplotlib.pyplot as plt; plt.figure().add_subplot().plot([0, 1])"
)


@dataclass(frozen=True)
class Ran:
    """The result of running one notebook from top to bottom."""

    notebook: str
    version: str  # release or solution
    seconds: float  # wall time in a fresh process, with its imports
    cpu_seconds: float | None  # of the same cells after their imports; solutions only
    unexpected: tuple[str, ...]  # names of the cells that raised but should not, or the reverse
    page: str


def preview(course_dir: Path, assignment: str) -> int:
    """Run, time and render both versions of each notebook; return 1 if a cell raised that should not.

    Raises:
        StaffError: the course has no such assignment.
    """
    console = Console()
    course = find_course(course_dir.resolve())
    source_of(read_config(course), course, assignment)
    root = borrow_course(course, assignment, course / SCRATCH / assignment)
    Classroom(root).generate(assignment)
    work = list(_notebooks(root, assignment))
    rows = [_run(*one, below=course) for one in track(work, description="running", console=console)]
    (root / ROWS).write_text(json.dumps([asdict(row) for row in rows], indent=1), "utf-8")
    console.print(_table(rows))
    console.print("Open:", style="bold")
    for row in rows:
        console.print(f"  {row.page}", soft_wrap=True)
    return 1 if any(row.unexpected for row in rows) else 0


def _notebooks(root: Path, assignment: str) -> Iterator[tuple[Path, str]]:
    for folder, version in (("release", "release"), ("source", "solution")):
        for path in sorted((root / folder / assignment).glob("*.ipynb")):
            yield path, version


def _run(path: Path, version: str, *, below: Path) -> Ran:
    """Run a notebook in a fresh process, and a solution also in one that has its imports already."""
    notebook = nbformat.read(path, as_version=4)
    started = time.monotonic()
    _execute(notebook, path.parent)
    seconds = time.monotonic() - started
    page = path.parents[2] / "html" / version / f"{path.stem}.html"
    page.parent.mkdir(parents=True, exist_ok=True)
    page.write_text(HTMLExporter().from_notebook_node(notebook)[0], "utf-8")
    return Ran(
        path.stem,
        version,
        round(seconds, 1),
        round(_warm_seconds(path), 1) if version == "solution" else None,
        tuple(unexpected_cells(notebook, version)),
        page.relative_to(below).as_posix(),
    )


def _execute(notebook: NotebookNode, folder: Path) -> None:
    resources = {"metadata": {"path": str(folder)}}
    client = NotebookClient(notebook, allow_errors=True, kernel_name="python3", resources=resources)
    environment = {**os.environ, "NBGRADER_EXECUTION": "validate"}  # else a check may pass an open task over
    client.execute(stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment)


def _warm_seconds(path: Path) -> float:
    """Return the CPU time of a notebook's cells, after its own imports and one figure."""
    notebook = nbformat.read(path, as_version=4)
    before = nbformat.v4.new_code_cell(f"{_imports(notebook)}\n{WARM_UP}\n{CLOCK}")
    after = nbformat.v4.new_code_cell(CLOCK)
    notebook.cells = [before, *notebook.cells, after]
    _execute(notebook, path.parent)
    first, last = (_printed(cell) for cell in (before, after))
    return last - first


def _imports(notebook: NotebookNode) -> str:
    """Return the import statements of a notebook's cells."""
    cells = [without_magic(cell.source) for cell in notebook.cells if cell.cell_type == "code"]
    trees = [tree for source in cells if (tree := syntax(source))]
    nodes = [node for tree in trees for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
    return "\n".join(ast.unparse(node) for node in nodes)


def _printed(cell: NotebookNode) -> float:
    texts = [output.text for output in cell.outputs if output.get("name") == "stdout"]
    return float(texts[-1].strip().splitlines()[-1])


def unexpected_cells(notebook: NotebookNode, version: str) -> Iterator[str]:
    """Yield each cell that raised but should not, or the reverse, by nbgrader's id or its number.

    The checks of an unsolved release that are worth something must raise; its open stubs, and what calls
    them, may.
    """
    for number, cell in enumerate(notebook.cells, start=1):
        errors = [output.ename for output in cell.get("outputs", []) if output.output_type == "error"]
        told = nbgrader_metadata(cell)
        should = version == "release" and read_grade_cell(cell) is not None and bool(told.get("points"))
        is_open = version == "release" and (errors == [STUB_RAISES] or told.get("points") == 0)
        if bool(errors) != should and not is_open:
            name = told.get("grade_id") or f"cell {number}"
            yield f"{name} raises {errors[0]}" if errors else f"{name} passes"


def _table(rows: list[Ran]) -> Table:
    table = Table("notebook", "version", "wall, fresh", "CPU, warm", "unexpected")
    for row in rows:
        cpu = "" if row.cpu_seconds is None else f"{row.cpu_seconds:.1f} s"
        unexpected = ", ".join(row.unexpected) or "nothing"
        table.add_row(row.notebook, row.version, f"{row.seconds:.1f} s", cpu, unexpected)
    return table
