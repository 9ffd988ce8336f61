"""Turns our checks into plain code, as an instructor would ship it: one flat package that needs no engine.

Comparisons, references and checks are our modules' own text under other names. What only an engine needs is
left out: the marks of checks become attributes, pydantic's models plain dataclasses, which validate
nothing.
"""

import ast
import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from graders.models.cache import PROJECT
from nbverdict import HOMES
from nbverdict.course.preflight import challenges_of
from tools.demo import ASSIGNMENT

PACKAGE = "plain_checks"
HEADER = """from __future__ import annotations

from dataclasses import dataclass
"""
ANNOTATIONS = """

Cell = object  # a number, a text, nothing, or what is named by its kind
Value = object  # a cell, or what holds cells


"""
SHIPPED = Path(__file__).with_name("shipped")
GRADERS, ENGINE = PROJECT / "graders", PROJECT / "src" / "nbverdict"
OF_THE_ENGINE = (
    *("errors", "compare/data", "compare/difference", "compare/figures", "compare/numbers", "compare/once"),
    *("compare/panels", "compare/tables", "compare/values", "text/expressions", "text/printable"),
    *("text/quoted", "sandbox/ends", "evidence/answers", "evidence/arguments", "evidence/building"),
    *(
        "evidence/cases",
        "evidence/collector",
        "evidence/lent",
        "evidence/process_state",
        "evidence/data_state",
        "evidence/object_state",
        "evidence/moment",
        "evidence/plots",
        "evidence/reader",
    ),
    "evidence/secret",
    "store/sharing",
)
OF_MODELS_OF_PYDANTIC = ("data", "panels")
OF_MODELS = ("catalogue", "handbuilt", "shapes", "sparse", "standins", "tokens", "weights")
OF_THE_COURSE = ("*/checks.py", "*/reference.py", "shared/*.py", *(f"models/{name}.py" for name in OF_MODELS))
LEFT_OUT = ("__init__", "device")
FLAT = {"checks": "{folder}", "reference": "{folder}_reference", "arguments": "{folder}_arguments"}


def write_plain_checks(folder: Path, graders: Path = GRADERS) -> None:
    """Write the package of plain checks into a folder."""
    package = folder / PACKAGE
    shutil.rmtree(package, ignore_errors=True)
    shutil.copytree(SHIPPED, package, ignore=shutil.ignore_patterns("__pycache__"))
    for module, path in _modules(graders):
        name = _flat(module)
        if not (package / f"{name}.py").exists():  # else what is shipped takes its place
            text = path.read_text("utf-8")
            (package / f"{name}.py").write_text(_as_shipped(name, text), "utf-8")
    for data in ("catalogue.json", "words.txt"):
        shutil.copy(graders / "models" / data, package / data)


def _modules(graders: Path) -> Iterator[tuple[str, Path]]:
    """Yield the dotted name and the file of each module."""
    for name in OF_THE_ENGINE:
        yield f"nbverdict.{name.replace('/', '.')}", ENGINE / f"{name}.py"
    asked = challenges_of(PROJECT / "source" / ASSIGNMENT).values()
    graded = {"shared", "models", *(name for challenges in asked for name in challenges)}
    for path in (path for pattern in OF_THE_COURSE for path in sorted(graders.glob(pattern))):
        if path.stem not in LEFT_OUT and path.parent.name in graded:
            yield f"graders.{path.parent.name}.{path.stem}", path


def _flat(module: str) -> str:
    """Return what a module is called in a flat package: with its folder, if several have one of that name."""
    folder, _, name = module.partition(".")[2].rpartition(".")
    return FLAT.get(name, name).format(folder=folder)


def _as_shipped(name: str, text: str) -> str:
    return _renamed(_plain(text) if name in OF_MODELS_OF_PYDANTIC else text)


def _renamed(text: str) -> str:
    """Return a module whose imports of ours are of its neighbours."""
    text = re.sub(r"^from nbverdict import (.*)$", _at_home, text, flags=re.MULTILINE)
    text = re.sub(r"^from graders\.models import", "from . import", text, flags=re.MULTILINE)
    return re.sub(
        r"^from ((?:graders|nbverdict)\.[\w.]+) import",
        lambda found: f"from .{_flat(found[1])} import",
        text,
        flags=re.MULTILINE,
    )


def _at_home(found: re.Match[str]) -> str:
    """Return imports of public names, each from where it is defined."""
    return "\n".join(f"from nbverdict.{HOMES[name]} import {name}" for name in found[1].split(", "))


def _plain(text: str) -> str:
    """Return a module's models of pydantic as dataclasses, without what validates their fields."""
    body = ast.parse(text).body
    needed = [ast.unparse(node) for node in body if _is_standard(node)]
    classes = [node for node in body if isinstance(node, ast.ClassDef) and node.name != "Frozen"]
    for found in classes:
        found.bases = [base for base in found.bases if ast.unparse(base) != "Frozen"]
        found.decorator_list = [ast.parse("dataclass(frozen=True)", mode="eval").body]
        found.body = [node for node in found.body if not _validates(node)]
    written = "\n\n\n".join(ast.unparse(found) for found in classes)
    return HEADER + "\n".join(needed) + ANNOTATIONS + written + "\n"


def _is_standard(node: ast.stmt) -> bool:
    """Say whether a statement imports what plain classes need as well: what is Python's own."""
    return isinstance(node, ast.ImportFrom) and str(node.module) in sys.stdlib_module_names


def _validates(node: ast.stmt) -> bool:
    decorated = node.decorator_list if isinstance(node, ast.FunctionDef) else []
    return any("model_validator" in ast.unparse(one) for one in decorated)
