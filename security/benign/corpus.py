"""The corpus as data: one ordinary notebook a file, in percent cells with IPython's own syntax.

The first line says what a student does there. Below it, `# landlock: refuses ...` names what the Landlock
tier refuses of it, `# challenge: NAME` is asked in the place of the usual one, and `# limits: half` tries it
with half of what the course allows, for the largest that an honest answer takes. A folder of the same name
holds the files that are handed in beside the notebook.
"""

import re
from dataclasses import dataclass
from pathlib import Path

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

FOLDER = Path(__file__).with_name("notebooks")
CHALLENGE, POINTS = "causal_mask", 2
ASKED = re.compile(r"^# challenge: (\w+)$", re.MULTILINE)
HALF = re.compile(r"^# limits: half$", re.MULTILINE)
CELL = re.compile(r"^# %%( \[markdown\])?\n", re.MULTILINE)
REFUSED = re.compile(r"^# landlock: refuses (.+)$", re.MULTILINE)
VISIBLE = """\
mask = causal_mask(2)
assert mask is not None, "causal_mask returns nothing yet"
"""
HIDDEN = """\
### BEGIN HIDDEN TESTS
from nbverdict import grade
grade("{}")
### END HIDDEN TESTS"""


@dataclass(frozen=True)
class Benign:
    """One ordinary notebook: its name, what its student does, and its cells as (kind, source)."""

    name: str
    what: str
    refused: str  # what the Landlock tier refuses of it; empty where that tier runs it whole
    cells: tuple[tuple[str, str], ...]
    beside: Path | None  # the folder of the files that are handed in with it
    challenge: str = CHALLENGE
    half: bool = False  # whether it must do with half of each limit

    def build(self) -> NotebookNode:
        """Return a fresh notebook of these cells, and the grade cell that ends each of them."""
        new = {"code": new_code_cell, "markdown": new_markdown_cell}
        cells = [new[kind](source) for kind, source in self.cells]
        told = {"grade": True, "grade_id": f"grade_{self.challenge}", "locked": True, "points": POINTS}
        told |= {"schema_version": 3, "solution": False, "task": False}
        visible = VISIBLE if self.challenge == CHALLENGE else ""
        graded = new_code_cell(visible + HIDDEN.format(self.challenge), metadata={"nbgrader": told})
        python = {"name": "python3", "display_name": "Python 3"}
        return new_notebook(cells=[*cells, graded], metadata={"kernelspec": python})


def read_corpus(folder: Path = FOLDER) -> list[Benign]:
    """Return every notebook of a folder by name."""
    return [read_benign(path) for path in sorted(folder.glob("*.ipy"))]


def read_benign(path: Path) -> Benign:
    """Read one notebook.

    Raises:
        ValueError: its first line does not say what it does.
    """
    head, *rest = CELL.split(path.read_text("utf-8"))
    what = head.partition("\n")[0]
    if not what.startswith("# ") or REFUSED.match(what):
        raise ValueError(f"{path.name}: the first line must say what its student does")
    refused, asked = REFUSED.search(head), ASKED.search(head)
    cells = zip(rest[::2], rest[1::2], strict=True)
    beside = path.with_suffix("")
    return Benign(
        path.stem,
        what.removeprefix("# "),
        refused[1] if refused else "",
        tuple(("markdown" if mark else "code", source.strip("\n")) for mark, source in cells),
        beside if beside.is_dir() else None,
        asked[1] if asked else CHALLENGE,
        bool(HALF.search(head)),
    )
