"""`python -m tools.house`: how large the house is, and how many of its rooms one notebook passes through."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from graders.models.cache import PROJECT

ENGINE, GRADERS = PROJECT / "src" / "nbverdict", PROJECT / "graders"
DOORS = (  # where the way of a notebook begins: the command, what nbgrader calls, and what runs beside it
    "commands.grade",
    "execution.exporter",
    "execution.preprocessors",
    "execution.pending",
    "feedback.page",
    "judging.runner",
    "judging.worker",
    "sandbox.provisioner",
    "sandbox.inside.server",
    "evidence.collector",
)
NO_ROOMS = ("variants", "starter", "__pycache__")
LARGE_LINES = 250


@dataclass(frozen=True)
class House:
    """The measures of the code, in modules and physical lines."""

    engine_modules: int
    engine_lines: int
    course_lines: int
    notebook_modules: int
    large: tuple[tuple[str, int], ...]  # modules of more than 250 lines


def measured() -> House:
    """Measure the house as it stands."""
    engine, course = modules(ENGINE), modules(GRADERS)
    lines = {path: _length(path) for path in (*engine, *course)}
    large = sorted(
        (path.relative_to(PROJECT).as_posix(), lines[path]) for path in lines if lines[path] > LARGE_LINES
    )
    return House(
        engine_modules=len(engine),
        engine_lines=sum(lines[path] for path in engine),
        course_lines=sum(lines[path] for path in course),
        notebook_modules=len(passed_through()),
        large=tuple(one for one in large if one[1] > LARGE_LINES),
    )


def modules(folder: Path) -> list[Path]:
    """Return the modules below a folder that hold code of ours; an empty `__init__` is none."""
    found = [path for path in folder.rglob("*.py") if not {*path.relative_to(folder).parts} & {*NO_ROOMS}]
    return sorted(path for path in found if path.name != "__init__.py" or _length(path) > 1)


def _length(path: Path) -> int:
    return len(path.read_text("utf-8").splitlines())


def passed_through() -> set[str]:
    """Return the modules of the engine that grading one notebook imports, from each of its doors."""
    waiting, seen = list(DOORS), set()
    while waiting:
        name = waiting.pop()
        path = ENGINE / f"{name.replace('.', '/')}.py"
        if name in seen or not path.is_file():
            continue
        seen.add(name)
        waiting.extend(_imported(path))
    return seen


def _imported(path: Path) -> Iterator[str]:
    """Yield the modules of the engine that a module imports, also where it does so late."""
    own = path.relative_to(ENGINE).parent.as_posix().replace("/", ".")
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom):
            base = f"{own}.{node.module or ''}" if node.level else _below(node.module or "")
            yield base.strip(".")
            yield from (f"{base}.{alias.name}".strip(".") for alias in node.names)


def _below(module: str) -> str:
    return module.removeprefix("nbverdict.")


def print_house(console: Console) -> None:
    """Print the measures, folder by folder."""
    table = Table("folder", "modules", "lines", title="the engine", title_justify="left")
    for folder in sorted(path for path in ENGINE.iterdir() if path.is_dir() and path.name not in NO_ROOMS):
        held = modules(folder)
        table.add_row(folder.name, str(len(held)), str(sum(map(_length, held))))
    console.print(table)
    house = measured()
    console.print(f"engine: {house.engine_modules} modules, {house.engine_lines} lines")
    console.print(f"course: {house.course_lines} lines, without variants")
    console.print(f"one notebook passes through {house.notebook_modules} modules of the engine")
    for name, lines in house.large:
        console.print(f"{name} has {lines} lines", highlight=False)


if __name__ == "__main__":
    print_house(Console())
