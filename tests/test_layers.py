"""The folders of graders/ are layers, and their imports point down."""

import ast

from graders.evidence.gather import collector_text
from graders.models.cache import PROJECT

GRADERS = PROJECT / "graders"
LAYERS = (
    "errors",
    "imports",
    "expressions",
    "printable",
    "compare",
    "models",
    "reference",
    "evidence",
    "mistakes",
    "challenges",
    "calibrate",
    "sandbox",
    "grading",
    "feedback",
    "report",
    "checking",
    "commands",
    "cli",
)


def imported(path: str) -> set[str]:
    """Return the layers that a module imports from."""
    nodes = ast.walk(ast.parse((GRADERS / path).read_text("utf-8")))
    names = [n.module for n in nodes if isinstance(n, ast.ImportFrom) and n.module]
    return {name.split(".")[1] for name in names if name.startswith("graders.")}


def test_imports_point_down() -> None:
    """No module imports from a layer above its own; graders/__init__.py alone is exempt."""
    modules = [
        p.relative_to(GRADERS)
        for p in GRADERS.rglob("*.py")
        if p.name != "__init__.py" or p.parent != GRADERS
    ]
    upward = {
        f"{module} imports {other}"
        for module in modules
        for other in imported(str(module))
        if LAYERS.index(other) > LAYERS.index(module.parts[0].removesuffix(".py"))
    }

    assert upward == set()


def test_every_folder_is_a_layer() -> None:
    """Each folder and module of graders/ has its place in the order."""
    found = {path.stem for path in GRADERS.iterdir() if path.is_dir() or path.suffix == ".py"}

    assert found - {"__init__", "__pycache__"} == set(LAYERS)


def test_the_collector_imports_nothing_of_ours() -> None:
    """What runs in a student's process stands alone."""
    nodes = list(ast.walk(ast.parse(collector_text())))
    modules = [node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)]
    modules += [alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names]

    assert [module for module in modules if module.startswith("graders")] == []
