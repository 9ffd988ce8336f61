"""docs/graders.md: the figures between their marks."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from graders.models.cache import PROJECT
from nbverdict.selfcheck.kill_matrix import KillMatrix

PAGE = PROJECT / "docs" / "graders.md"
IMAGE = PROJECT / "docs" / "images" / "kill-matrix.png"
BEGIN, END = "<!-- written by `make graders` -->", "<!-- end -->"


def write_page(figures: Mapping[str, float], matrices: Sequence[KillMatrix]) -> None:
    """Put the figures between their marks in the page."""
    before, _, rest = PAGE.read_text("utf-8").partition(BEGIN)
    table = "\n".join([*_totals(figures), "", *_checks(matrices)])
    PAGE.write_text(f"{before}{BEGIN}\n\n{table}\n\n{END}{rest.partition(END)[2]}", "utf-8")


def _totals(figures: Mapping[str, float]) -> list[str]:
    lines = [f"On {datetime.now(UTC).date()}:", "", "| | |", "| --- | --- |"]
    return [*lines, *(f"| {name.replace('_', ' ')} | {figure:g} |" for name, figure in figures.items())]


def _checks(matrices: Sequence[KillMatrix]) -> list[str]:
    rows = [
        f"| `{one.challenge}` | `{check}` | {sum((check, mutant) in one.kills for mutant in one.mutants)} "
        f"of {len(one.mutants)} |"
        for one in matrices
        for check in one.checks
    ]
    return ["| challenge | check | mutants that it kills |", "| --- | --- | --- |", *rows]
