"""`python -m tools.calibrate`: what tolerances are derived from, measured."""

import os

from rich.console import Console
from rich.table import Table

from graders.models.cache import PROJECT, use_project_cache
from nbverdict.boundary import errors_told
from tools.calibrate.measure import measure, write_rows
from tools.calibrate.measured import Measured, bound, largest, tolerances, within
from tools.calibrate.page import NEAREST, PAGE, times, write_page
from tools.calibrate.plot import draw

ROWS = PROJECT / "build" / "calibrate" / "rows.jsonl"
IMAGE = PROJECT / "docs" / "images" / "tolerances.png"


def calibrate() -> None:
    """Measure, print what was found, and write the rows, the page and its plot."""
    console = Console()
    use_project_cache(os.environ)
    os.environ.setdefault("OMP_WAIT_POLICY", "passive")  # before torch: its threads would wait busily
    _quiet()
    with console.status("measuring") as status:
        measured = measure(lambda what: status.update(f"measuring {what}"))
    write_rows(measured, ROWS)
    draw(measured, IMAGE)
    write_page(measured)
    console.print(_table(measured))
    if measured.left_out:
        console.print(measured.left_out)
    console.print("Open:", style="bold")
    for path in (PAGE, IMAGE, ROWS):
        console.print(f"  {path.relative_to(PROJECT)}", soft_wrap=True)


def _quiet() -> None:
    """Keep transformers from telling that a checkpoint has heads which a student's model has not."""
    import transformers

    transformers.logging.set_verbosity_error()
    transformers.utils.logging.disable_progress_bar()


def _table(measured: Measured) -> Table:
    """Return a row for each kind of honest computation and, in red, each of the nearest mistakes."""
    table = Table("", "deviation", "times the tolerance", "runs or cases within")
    table.columns[0].overflow = "fold"
    for name, tolerance in tolerances().items():
        allowed = bound(tolerance)
        table.add_row(name, f"{allowed:g}", style="bold")
        for rows in measured.kinds(name):
            worst, inside = largest(rows), f"{within(rows, allowed)} of {len(rows)}"
            table.add_row(rows[0].what, f"{worst:.2g}", times(worst / allowed), inside)
        for row in measured.nearest(name)[:NEAREST]:
            inside = f"{row.within(allowed)} of {len(row.deviations)}"
            table.add_row(row.what, f"{row.nearest:.2g}", times(row.nearest / allowed), inside, style="red")
        table.add_section()
    return table


if __name__ == "__main__":
    with errors_told():
        calibrate()
