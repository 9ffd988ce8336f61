"""Starts a grading in a world of its own, and gives back what could be seen of it."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

from graders.models.cache import PROJECT, PROJECT_CACHE
from security.attacks.cage import cage
from security.attacks.canaries import HOME, TEACHER, Tokens
from security.attacks.contained import UNSHARE
from security.attacks.folders import scratch
from security.attacks.warden import Seen, Task


def run_contained(
    course: Path,
    commands: list[list[str]],
    *,
    user: str,
    tokens: Tokens,
    seconds: float,
    engine: Path = PROJECT / "src",
) -> Seen:
    """Run commands in a course, as `root` or `user`, with the engine that lies in this folder.

    Raises:
        NoCageError: this machine cannot bound what attacks take.
        RuntimeError: the world could not be made.
    """
    if user == "user":
        _give_to_teacher(course)
    with scratch() as folder, cage() as groups:
        (world := folder / "world").mkdir()
        task = Task(
            course=str(course),
            commands=commands,
            user=user,
            environment=_environment(tokens, engine),
            needed=[str(path) for path in _needed(engine)],
            hidden=str(PROJECT / "build"),
            seconds=seconds,
            scratch=str(world),
            groups=groups,
            tokens=asdict(tokens),
        )
        (folder / "task.json").write_text(json.dumps(asdict(task)), "utf-8")
        files = [f"{folder}/task.json", f"{folder}/seen.json"]
        warden = subprocess.run(
            [*UNSHARE, sys.executable, "-m", "security.attacks.warden", *files],
            cwd=PROJECT,
            env={**os.environ, "PYTHONPATH": str(PROJECT), "PYTHONDONTWRITEBYTECODE": "1"},
            capture_output=True,
            text=True,
            check=False,
        )
        if warden.returncode:
            raise RuntimeError(f"the world of {course.name} could not be made:\n{warden.stderr[-2000:]}")
        return Seen(**json.loads((folder / "seen.json").read_text("utf-8")))


def _environment(tokens: Tokens, engine: Path) -> Mapping[str, str]:
    """Return the environment of whoever grades: with a token that no student may see."""
    return {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.defpath}",
        "HOME": HOME,
        "USER": "teacher",
        "LANG": "C.UTF-8",
        "PYTHONPATH": str(engine),
        "PYTHONDONTWRITEBYTECODE": "1",
        "CANVAS_API_TOKEN": tokens.environment,
    }


def _needed(engine: Path) -> list[Path]:
    """Return the folders that grading reads: the interpreter, this repository and its models."""
    return list(
        dict.fromkeys((Path(sys.base_prefix), Path(sys.prefix), PROJECT, engine, PROJECT_CACHE.resolve()))
    )


def _give_to_teacher(course: Path) -> None:
    subprocess.run(["chown", "-hR", f"{TEACHER}:{TEACHER}", str(course)], check=True)
