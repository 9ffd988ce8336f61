"""A small course: one challenge, one plain test and one question, whose notebooks run in a moment."""

import shutil
from pathlib import Path
from typing import Any

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from graders.grading.classroom import Classroom
from graders.models.cache import PROJECT

TOLD = {"grade": False, "solution": False, "locked": False, "task": False, "schema_version": 3}
KERNEL = {"name": "python3", "display_name": "Python 3"}
RIGHT = "import numpy as np\ndef causal_mask(n):\n    return np.tril(np.ones((n, n)))"
STRICT = "import numpy as np\ndef causal_mask(n):\n    return np.tril(np.ones((n, n)), -1)"  # not at itself
TWOS = "import numpy as np\ndef causal_mask(n):\n    return 2 * np.tril(np.ones((n, n)))"
CALL = '### BEGIN HIDDEN TESTS\nfrom graders import grade\ngrade("causal_mask")\n### END HIDDEN TESTS'


def notebook(mask: str = RIGHT, why: str = "Why?", *, points: float = 2) -> Any:
    """Return a notebook with this mask and this answer."""
    cells = [
        new_code_cell(f"### BEGIN SOLUTION\n{mask}\n### END SOLUTION", id="mask"),
        new_code_cell(f"assert callable(causal_mask)\n{CALL}", id="test"),
        new_markdown_cell(why, id="why"),
    ]
    locked = {"grade": True, "locked": True, "points": points, "grade_id": "grade_causal_mask"}
    cells[0].metadata.nbgrader = {**TOLD, "solution": True, "grade_id": "causal_mask"}
    cells[1].metadata.nbgrader = {**TOLD, **locked}
    cells[2].metadata.nbgrader = {**TOLD, "grade": True, "solution": True, "points": 2, "grade_id": "why"}
    return new_notebook(cells=cells, metadata={"kernelspec": KERNEL})


def build(root: Path) -> Path:
    """Make the course in a folder, with its assignment `hw` released."""
    for name in ("course_config.py", "nbgrader_config.py"):
        shutil.copy(PROJECT / name, root / name)
    with (root / "course_config.py").open("a") as config:
        config.write('c.Sandbox.imports = ["numpy"]\n')
    shutil.copy(PROJECT / "examples/course_secret", root / "course_secret")
    (root / "source/hw").mkdir(parents=True)
    nbformat.write(notebook(), root / "source/hw/p.ipynb")
    Classroom(root).generate("hw")
    return root


def hand_in(root: Path, student: str, mask: str = RIGHT, why: str = "Why?") -> Path:
    """Put a student's notebook where submissions lie."""
    path = root / "submitted" / student / "hw/p.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook(mask, why), path)
    return path
