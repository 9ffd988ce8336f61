"""`python -m tools.graders`: check the assignment's checks, then grade the blind submissions.

Rows go to build/graders/rows.jsonl, the kill matrix and its figures to docs/, the last line is JSON, and the
exit code is 1 where a figure is not as it must be.
"""

import json

from rich.console import Console

from graders.models.cache import PROJECT
from nbverdict.commands.check import run_check
from nbverdict.selfcheck.picture import draw
from tools.demo import ASSIGNMENT
from tools.graders.blind import grade_blind
from tools.graders.figures import bad, count
from tools.graders.page import IMAGE, write_page
from tools.graders.rows import ROWS, SCRATCH, blind_rows, variant_rows, write_rows


def main() -> int:
    """Grade everything; return 1 where a figure is not as it must be."""
    console = Console(stderr=True)
    checked = run_check(PROJECT, ASSIGNMENT, SCRATCH / "check", console)
    for problem in checked.problems:
        console.print(problem, soft_wrap=True, markup=False)
    rows = [*variant_rows(checked), *blind_rows(grade_blind(SCRATCH / "blind", console))]
    write_rows(ROWS, rows)
    figures = count(rows)
    draw(checked.matrices, IMAGE)
    write_page(figures, checked.matrices)
    print(json.dumps(figures))  # noqa: T201 - what this command is for
    return 1 if bad(figures) or checked.problems else 0


if __name__ == "__main__":
    raise SystemExit(main())
