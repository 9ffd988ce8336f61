"""The reasons to refuse an assignment before release."""

import ast
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import ModuleType

import nbformat

from nbverdict.judging.discovery import load_challenge
from nbverdict.judging.scoring import points_of
from nbverdict.notebook.submission import read_grade_cell
from nbverdict.selfcheck.kill_matrix import KillMatrix
from nbverdict.selfcheck.outcomes import ObservedVariant, read_verdicts
from nbverdict.selfcheck.variants import VariantKind
from nbverdict.text.printable import counted

LEFT = ("### BEGIN HIDDEN TESTS", "### BEGIN SOLUTION", "from nbverdict import")


def verdict_problems(observed: Sequence[ObservedVariant]) -> Iterator[str]:
    """Yield the problems of the verdicts on variants."""
    for one in observed:
        earned, worth = {seen.earned for seen in one.seen}, points_of_variant(one)
        waiting = {seen.pending for seen in one.seen} - {""}
        match one.variant.kind:
            case VariantKind.HONEST if earned != {worth}:
                failed = ", ".join(sorted(frozenset.union(*(seen.failed for seen in one.seen))))
                points = f"{min(earned):g} of {worth:g} ({failed})"
                yield f"{one.variant} is right but loses points: {points}{one.why}"
            case VariantKind.MUTANT if not all(seen.wrong for seen in one.seen):
                yield f"{one.variant} is wrong but no check catches it"
            case VariantKind.IMPOSTOR if earned != {0.0}:
                yield f"{one.variant} is not an answer but earns {max(earned):g} of {worth:g}"
        if waiting:
            yield f"{one.variant} could not be judged: {waiting.pop()}{one.why}"
        elif len(set(one.seen)) > 1:
            yield f"{one.variant}: its verdict depends on which hidden cases are drawn"


def name_problems(observed: Sequence[ObservedVariant]) -> Iterator[str]:
    """Yield the variants that are diagnosed as another mistake."""
    for one in observed:
        if one.variant.kind in (VariantKind.MUTANT, VariantKind.UNEXPLAINED):
            for called in {seen.mistakes for seen in one.seen} - {one.variant.mistakes}:
                name = " ".join(called)
                right = " ".join(one.variant.mistakes) or "nothing"
                told = f"{one.variant} should be called {right}, and is called {name or 'nothing'}"
                yield told + (
                    f": if that is right, write `# %% {one.variant.name} -> {name}`" if name else ""
                )


def check_problems(modules: Sequence[ModuleType], matrices: Sequence[KillMatrix]) -> Iterator[str]:
    """Yield the checks that no mutant kills, and those with a duplicate name."""
    for one in matrices:
        for check in one.idle:
            yield f"`{check}` of `{one.challenge}` fails on no mutant: write the mistake that it is there for"
    for module in modules:
        tree = ast.parse(Path(str(module.__file__)).read_text("utf-8"))
        names = [node.name for node in tree.body if isinstance(node, ast.FunctionDef)]
        for name in sorted({name for name in names if names.count(name) > 1}):
            yield f"{Path(str(module.__file__)).name} has two functions of the name `{name}`: rename one"


def release_problems(source: Path, release: Path, modules: Mapping[str, ModuleType]) -> Iterator[str]:
    """Yield the problems of the notebooks: points that do not add up, and text that students must not get."""
    for path in sorted(source.glob("*.ipynb")):
        for challenge, points in graded_points(path):
            worth = points_of(modules[challenge])
            if points != worth:
                yield (
                    f"{path.name}: the cell of `{challenge}` has {counted(points)}, "
                    f"and its checks add up to {worth:g}"
                )
    for path in sorted(release.glob("*.ipynb")):
        for cell in nbformat.read(path, as_version=4).cells:
            yield from (f"{path.name}: the release holds `{text}`" for text in LEFT if text in cell.source)


def graded_points(path: Path) -> Iterator[tuple[str, float]]:
    """Yield the challenges of a source notebook with their cells' points."""
    for cell in nbformat.read(path, as_version=4).cells:
        graded = read_grade_cell(cell)
        if graded and graded.challenge:
            yield graded.challenge, float(cell.metadata["nbgrader"]["points"])


def blank_problems(autograded: Path) -> Iterator[str]:
    """Yield the challenges in which the unchanged release earns points."""
    for path in sorted(autograded.glob("*.ipynb")):
        for challenge, verdict in read_verdicts(path).items():
            if verdict.earned:
                yield f"`{challenge}` gives {counted(verdict.earned)} for the release as it is"


def points_of_variant(one: ObservedVariant) -> float:
    """Return the points of a variant's challenge."""
    return points_of(load_challenge(one.variant.challenge))
