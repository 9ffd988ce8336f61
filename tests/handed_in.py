"""What the process of a graded submission was given, found out again from where staff read it."""

import shutil
import tempfile
from pathlib import Path

from nbformat import NotebookNode

from nbverdict.gradebook.placing import INERT
from nbverdict.notebook.inputs import Inputs


def digest_of(notebook: NotebookNode, autograded: Path) -> str:
    """Return what the hidden cases of an autograded notebook were drawn from."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch, "as it was")
        shutil.copytree(autograded, folder)
        for path in [*folder.rglob(f"*{INERT}")]:
            path.rename(path.with_name(path.name.removesuffix(INERT)))
        return Inputs.of(notebook, folder).digest
