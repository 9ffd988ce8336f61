"""Finds challenges by name: each is a module of this folder that draws cases."""

import importlib
import importlib.util
from pathlib import Path
from types import ModuleType

from graders.errors import StaffError
from graders.mistakes.known import Mistake

PACKAGE = "graders.challenges"


def load_challenge(name: str) -> ModuleType:
    """Return the module of a challenge.

    Raises:
        StaffError: there is none of that name.
    """
    known = name.isidentifier() and importlib.util.find_spec(f"{PACKAGE}.{name}")
    module = importlib.import_module(f"{PACKAGE}.{name}") if known else None
    if module is None or not hasattr(module, "hidden_cases"):
        raise StaffError(
            f"there is no challenge `{name}`", hint=f"a challenge is a module graders/challenges/{name}.py"
        )
    return module


def known_mistakes(module: ModuleType) -> tuple[Mistake, ...]:
    """Return what learners get wrong in a challenge: `MISTAKES` of its namesake in mistakes/, or its own."""
    namesake = f"graders.mistakes.{challenge_of(module)}"
    found = importlib.import_module(namesake) if importlib.util.find_spec(namesake) else module
    return tuple(getattr(found, "MISTAKES", ()))


def challenge_names() -> list[str]:
    """Return the names of all challenges."""
    folder = Path(__file__).parent
    names = (path.stem for path in sorted(folder.glob("*.py")))
    return [
        name
        for name in names
        if "def hidden_cases(" in (folder / f"{name}.py").read_text("utf-8") and name != "registry"
    ]


def challenge_of(module: ModuleType) -> str:
    """Return the name of a challenge module."""
    return module.__name__.rpartition(".")[2]
