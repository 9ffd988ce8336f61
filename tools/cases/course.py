"""A course in a scratch folder, whose commands are run as an instructor runs them."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from graders.models.cache import CHOSEN_BY_USER, PROJECT
from tools.scratch import write_settings

CONFIG = 'c.Sandbox.imports = ["numpy"]\n'
TRACEBACK = "Traceback (most recent call last)"
GROUP = 65100  # of the accounts that share a course
# The interpreter may lie in a home that only root enters: there the others get it alone.
AS_ANOTHER = """
python=$1 home=$2; shift 2
if [ "${python#/root/}" != "$python" ]; then
    mkdir -p "$home/python"; mount --bind "$python" "$home/python"
    mount -t tmpfs -o mode=755 none /root; mkdir -p "$python"; mount --bind "$home/python" "$python"
fi
umask 022; exec "$@"
"""
LONGEST = 240  # seconds of one command
MARKUP = re.compile(r"<style.*?</style>|<script.*?</script>|<[^>]*>", re.DOTALL)


@dataclass
class Course:
    """A scratch course and what its commands printed."""

    root: Path
    said: list[str] = field(default_factory=list)
    rc: int = 0
    assignment: str = "hw"

    def make(
        self,
        notebooks: Mapping[str, NotebookNode],
        *,
        settings: str = "",
        release: bool = True,
        assignment: str = "hw",
    ) -> str:
        """Write the configuration and an assignment's source, and release it; return what was printed."""
        if not (self.root / "nbgrader_config.py").exists():
            write_settings(self.root, CONFIG + settings)
            shutil.copy(PROJECT / "examples/course_secret", self.root / "course_secret")
        folder = self.root / "source" / assignment
        folder.mkdir(parents=True, exist_ok=True)
        for name, notebook in notebooks.items():
            nbformat.write(notebook, folder / f"{name}.ipynb")
        return self.run("nbgrader", "generate_assignment", assignment) if release else ""

    def hand_in(self, student: str, content: Any, name: str = "p.ipynb") -> Path:
        """Put a notebook, a text or bytes where this student's submission lies."""
        path = self.root / "submitted" / student / self.assignment / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, bytes):
            path.write_bytes(content)
        elif isinstance(content, str):
            path.write_text(content, "utf-8")
        else:
            nbformat.write(content, path)
        return path

    def run(self, *command: str) -> str:
        """Run a command here; return all that it printed, and keep it."""
        done = subprocess.run(
            command,
            cwd=self.root,
            env=environment(),
            capture_output=True,
            text=True,
            check=False,
            timeout=LONGEST,
            stdin=subprocess.DEVNULL,
        )
        self.rc = done.returncode
        self.said.append(done.stdout + done.stderr)
        return self.said[-1]

    def run_as(self, account: int, *command: str) -> str:
        """Run a command as another account, which shares the group `GROUP` with its colleagues."""
        home = self.root.parent / f"{self.root.name}-home-{account}"
        home.mkdir(exist_ok=True)
        os.chown(home, account, account)
        user = ("setpriv", f"--reuid={account}", f"--regid={account}", f"--groups={GROUP}")
        python = Path(os.path.realpath(sys.executable)).parents[3]
        return self.run(
            *("unshare", "--mount", "bash", "-ec", AS_ANOTHER, "as-another", str(python), str(home)),
            *("env", f"HOME={home}", *user, *command),
        )

    def share(self, account: int) -> None:
        """Give all of the course to an account and the group, as `groupshared` asks for it."""
        for path in (self.root, *self.root.rglob("*")):
            os.chown(path, account, GROUP)
            path.chmod(path.stat().st_mode | (0o2070 if path.is_dir() else 0o060))

    def grade(self, *more: str, ok: bool = True) -> str:
        """Grade the assignment."""
        told = self.run("nbverdict", "grade", self.assignment, *more)
        if ok:
            assert self.rc == 0, f"grade ended with {self.rc}: {told[-1500:]}"
        return told

    def scores(self, course: str = "transformers") -> dict[tuple[str, str, str], tuple[float, bool]]:
        """Return score and whether a person must look, by student, notebook and cell."""
        from nbgrader.api import Gradebook

        with Gradebook(f"sqlite:///{self.root}/gradebook.db", course) as book:
            return {
                (handed_in.student.id, notebook.name, grade.name): (grade.score, grade.needs_manual_grade)
                for handed_in in book.assignment_submissions(self.assignment)
                for notebook in handed_in.notebooks
                for grade in notebook.grades
            }

    def score(self, student: str, cell: str = "test", notebook: str = "p") -> tuple[float, bool] | None:
        """Return a student's score of a cell, and whether a person must look."""
        return self.scores().get((student, notebook, cell))

    def page(self, student: str, notebook: str = "p") -> str:
        """Return a student's page as they read it."""
        return self.read(f"feedback/{student}/{self.assignment}/{notebook}.html")

    def read(self, page: str) -> str:
        """Return the words of a page."""
        path = self.root / page
        text = path.read_text("utf-8") if path.is_file() else ""
        return " ".join(unescape(MARKUP.sub(" ", text)).split())

    def release(self, notebook: str = "p") -> NotebookNode:
        """Return what was released."""
        return nbformat.read(self.root / "release" / self.assignment / f"{notebook}.ipynb", as_version=4)


def environment() -> dict[str, str]:
    """Return this environment with the project's commands first, and no cache that anybody chose."""
    kept = {name: value for name, value in os.environ.items() if name not in CHOSEN_BY_USER}
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return {**kept, "PATH": path, "COLUMNS": "200"}


def flat(told: str) -> str:
    """Return what was printed on one line, without the frames of tables."""
    return " ".join(re.sub(r"[│┃─━├┤┼┌┐└┘]", " ", told).split())


def says(told: str, *parts: str) -> None:
    """Ensure that something that was printed, or a page, says these words."""
    text = flat(told)
    missing = [part for part in parts if part.casefold() not in text.casefold()]
    assert not missing, f"does not say {missing}: {text[-700:]}"


def says_none(told: str, *parts: str) -> None:
    """Ensure that something that was printed, or a page, does not say these words."""
    text = flat(told)
    found = [part for part in parts if part.casefold() in text.casefold()]
    assert not found, f"says {found}: {text[-700:]}"


def with_traceback(said: Sequence[str]) -> bool:
    """Return whether any command ended in a traceback."""
    return any(TRACEBACK in told for told in said)
