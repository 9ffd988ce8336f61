"""`python -m tools.graders`: check the checks of all assignments, then grade the blind submissions.

Rows go to build/graders/rows.jsonl, the kill matrix and its figures to docs/, the last line is JSON, and the
exit code is 1 where a figure is not as it must be.
"""

import json
from collections.abc import Sequence
from itertools import chain

from rich.console import Console

from graders.models.cache import PROJECT
from nbverdict.commands.check import run_check
from nbverdict.selfcheck.check import Checked
from nbverdict.selfcheck.picture import draw
from tools.graders.blind import grade_blind
from tools.graders.figures import bad, count
from tools.graders.page import IMAGE, write_page
from tools.graders.rows import ROWS, SCRATCH, blind_rows, variant_rows, write_rows

ASSIGNMENTS = ("model_architecture", "inside_the_layer")


def main() -> int:
    """Grade everything; return 1 where a figure is not as it must be."""
    console = Console(stderr=True)
    each = [run_check(PROJECT, name, SCRATCH / "check" / name, console) for name in ASSIGNMENTS]
    checked = joined(each)
    for problem in checked.problems:
        console.print(problem, soft_wrap=True, markup=False)
    rows = [*variant_rows(checked), *blind_rows(grade_blind(SCRATCH / "blind", console))]
    write_rows(ROWS, rows)
    figures = count(rows)
    draw(checked.matrices, IMAGE)
    write_page(figures, checked.matrices)
    print(json.dumps(figures))  # noqa: T201 - what this command is for
    return 1 if bad(figures) or checked.problems else 0


def joined(each: Sequence[Checked]) -> Checked:
    """Return what was found in all assignments as one."""
    parts = [(one.observed, one.matrices, one.problems) for one in each]
    return Checked(*(tuple(chain.from_iterable(part)) for part in zip(*parts, strict=True)))


if __name__ == "__main__":
    raise SystemExit(main())
