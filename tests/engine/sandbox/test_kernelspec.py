"""Which kernel `nbgrader validate` starts in the folder of a course."""

from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from nbverdict.sandbox.kernelspec import KERNEL, WalledUnlessStaffs
from tests.small_course import build
from tests.test_class import run

REACH = "from pathlib import Path\nPath({mark!r}).write_text(Path('data.txt').read_text())"


@pytest.mark.parametrize(
    ("folder", "reaches"), [("submitted/eve/hw", False), ("autograded/eve/hw", False), ("source/hw", True)]
)
def test_what_is_validated_in_a_course_is_walled_unless_staff_wrote_it(
    folder: str, tmp_path: Path, *, reaches: bool
) -> None:
    """The command and JupyterLab's button run whatever notebook they are given, with the files beside it."""
    root, mark = tmp_path / "course", tmp_path / "outside"
    root.mkdir()
    build(root)
    place = root / folder
    place.mkdir(parents=True, exist_ok=True)
    (place / "data.txt").write_text("beside it")
    kernel = {"name": "python3", "display_name": "Python 3"}
    cell = new_code_cell(REACH.format(mark=str(mark)), id="a")
    nbformat.write(new_notebook(cells=[cell], metadata={"kernelspec": kernel}), place / "p.ipynb")
    said = run(root, "nbgrader", "validate", f"{folder}/p.ipynb")

    assert "Success!" in said.stdout, said.stderr
    assert mark.exists() == reaches


def test_it_is_shown_as_its_name(tmp_path: Path) -> None:
    """Formgrader's page of assignments shows the whole configuration."""
    assert repr(WalledUnlessStaffs(tmp_path)) == repr(KERNEL)
