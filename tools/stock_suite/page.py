"""docs/nbgrader.md: the section on nbgrader's own tests, between its marks."""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from graders.models.cache import PROJECT
from tools.stock_suite.reasons import REASONS, Reason
from tools.stock_suite.rows import Row, figures

PAGE = PROJECT / "docs" / "nbgrader.md"
BEGIN, END = "<!-- written by `make stock-suite` -->", "<!-- end -->"


def write_page(rows: Sequence[Row], page: Path = PAGE) -> None:
    """Put the figures and the reasons between their marks in the page."""
    before, _, rest = page.read_text("utf-8").partition(BEGIN)
    text = "\n".join([_totals(rows), "", *table(REASONS)])
    page.write_text(f"{before}{BEGIN}\n\n{text}\n\n{END}{rest.partition(END)[2]}", "utf-8")


def table(reasons: Sequence[Reason]) -> list[str]:
    """Return the lines of the table of reasons."""
    lines = [f"| `{one.test}` | {one.why} |" for one in reasons]
    return ["| test | why it fails with this configuration |", "| --- | --- |", *lines]


def _totals(rows: Sequence[Row]) -> str:
    count, ended = figures(rows), Counter(one.stock for one in rows)
    others = ", ".join(f"{number} {outcome}" for outcome, number in sorted(ended.items()))
    return (
        f"On {datetime.now(UTC).date()}, with nbgrader {version('nbgrader')} and pytest {version('pytest')}: "
        f"{count['tests']} tests ({others} on stock), of which {count['alike']} end alike with this "
        f"configuration and {count['differ']} do not."
    )
