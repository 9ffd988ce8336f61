"""Turns our checks into plain code, as an instructor would ship it: one flat package that needs no engine.

Comparisons, references and checks are our modules' own text under other names. What only an engine needs is
left out: pytest's marks become attributes, pydantic's models plain dataclasses, and nothing is decoded.
"""

import ast
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

from graders.models.cache import PROJECT

PACKAGE = "plain_checks"
HEADER = """from __future__ import annotations

from dataclasses import dataclass

Cell = object  # a number, a text, nothing, or what is named by its kind


"""
SHIPPED = Path(__file__).with_name("shipped")
GRADERS, ENGINE = PROJECT / "graders", PROJECT / "src" / "nbverdict"
OF_THE_ENGINE = (
    *("errors", "compare/data", "compare/difference", "compare/figures", "compare/numbers", "compare/once"),
    *("compare/tables", "text/expressions", "text/printable", "text/quoted", "sandbox/ends"),
    *("evidence/answers", "evidence/cases", "evidence/collector", "evidence/lent", "evidence/reader"),
    "evidence/secret",
)
OF_MODELS = ("catalogue", "handbuilt", "shapes", "sparse", "standins", "tokens", "weights")
OF_THE_COURSE = ("*/checks.py", "*/reference.py", "shared/*.py", *(f"models/{name}.py" for name in OF_MODELS))
LEFT_OUT = ("__init__", "device")


def write_plain_checks(folder: Path, graders: Path = GRADERS) -> None:
    """Write the package of plain checks into a folder."""
    package = folder / PACKAGE
    shutil.rmtree(package, ignore_errors=True)
    shutil.copytree(SHIPPED, package, ignore=shutil.ignore_patterns("__pycache__"))
    for module, path in _modules(graders):
        name = _flat(module)
        if not (package / f"{name}.py").exists():  # else what is shipped takes its place
            text = path.read_text("utf-8")
            (package / f"{name}.py").write_text(_plain(text) if name == "data" else _renamed(text), "utf-8")
    for data in ("catalogue.json", "words.txt"):
        shutil.copy(graders / "models" / data, package / data)


def _modules(graders: Path) -> Iterator[tuple[str, Path]]:
    """Yield the dotted name and the file of each module."""
    for name in OF_THE_ENGINE:
        yield f"nbverdict.{name.replace('/', '.')}", ENGINE / f"{name}.py"
    for path in (path for pattern in OF_THE_COURSE for path in sorted(graders.glob(pattern))):
        if path.stem not in LEFT_OUT:
            yield f"graders.{path.parent.name}.{path.stem}", path


def _flat(module: str) -> str:
    """Return what a module is called in a flat package: a challenge's by its challenge."""
    _, folder, *rest = module.split(".")
    return {"checks": folder, "reference": f"{folder}_reference"}.get(
        rest[-1] if rest else "", module.rpartition(".")[2]
    )


def _renamed(text: str) -> str:
    """Return a module whose imports of ours are of its neighbours."""
    text = re.sub(r"^from graders\.models import", "from . import", text, flags=re.MULTILINE)
    return re.sub(
        r"^from ((?:graders|nbverdict)\.[\w.]+) import",
        lambda found: f"from .{_flat(found[1])} import",
        text,
        flags=re.MULTILINE,
    )


def _plain(text: str) -> str:
    """Return the classes of `compare/data.py` as dataclasses, without what validates their fields."""
    classes = [node for node in ast.parse(text).body if isinstance(node, ast.ClassDef) and _bases(node)]
    for found in classes:
        found.bases = []
        found.decorator_list = [ast.parse("dataclass(frozen=True)", mode="eval").body]
        found.body = [node for node in found.body if not _validates(node)]
    return HEADER + "\n\n\n".join(ast.unparse(found) for found in classes) + "\n"


def _bases(found: ast.ClassDef) -> bool:
    return [ast.unparse(base) for base in found.bases] == ["Frozen"]


def _validates(node: ast.stmt) -> bool:
    decorated = node.decorator_list if isinstance(node, ast.FunctionDef) else []
    return any("model_validator" in ast.unparse(one) for one in decorated)
