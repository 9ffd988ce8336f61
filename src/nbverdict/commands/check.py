"""`nbverdict check`: tests an assignment's checks before its release."""

from collections import Counter
from pathlib import Path

from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from nbverdict.config.settings import find_course
from nbverdict.selfcheck.check import Check, Checked
from nbverdict.selfcheck.kill_matrix import KillMatrix
from nbverdict.selfcheck.picture import draw
from nbverdict.selfcheck.plain import PlainCheck
from nbverdict.selfcheck.variants import VariantKind

SCRATCH = Path("build") / "check"
PICTURE = "kill-matrix.png"


def check_assignment(course_dir: Path, assignment: str) -> int:
    """Check an assignment's challenges and plain tests, and return 1 if it is refused."""
    console = Console()
    root = find_course(course_dir.resolve())
    plain = PlainCheck(root, assignment, root / SCRATCH / f"{assignment} plain")
    problems = check_plain(plain, console) if plain.is_needed else []
    if not plain.is_needed or plain.has_challenges:
        problems += check_challenges(root, assignment, console)
    for problem in problems:
        console.print(f"refused: {problem}", style="red", soft_wrap=True, markup=False)
    return 1 if problems else 0


def check_challenges(root: Path, assignment: str, console: Console) -> list[str]:
    """Grade every variant of the challenges twice, print the kill matrix, and return what is wrong."""
    checked = run_check(root, assignment, root / SCRATCH / assignment, console)
    for one in checked.matrices:
        console.print(kill_table(one))
    picture = root / SCRATCH / assignment / PICTURE
    draw(checked.matrices, picture)
    console.print(f"The kill matrix as a picture: {picture.relative_to(root)}", soft_wrap=True)
    console.print(summary(checked), soft_wrap=True)
    return list(checked.problems)


def check_plain(plain: PlainCheck, console: Console) -> list[str]:
    """Grade small changes of the solution, print which of them plain tests notice, and return problems."""
    with Progress(console=console) as progress:
        bar = progress.add_task("grading changed solutions", total=len(plain.changes) + 2)
        checked = plain.run(lambda: progress.advance(bar))
    table = Table(title="plain tests", title_justify="left")
    table.add_column("cell")
    table.add_column("points", justify="right")
    table.add_column(f"notices, of {checked.changes} changes", justify="right")
    for one in checked.tests:
        table.add_row(f"{one.notebook}: {one.cell}", f"{one.worth:g}", str(one.noticed))
    console.print(table)
    if not checked.through and not checked.problems:
        console.print("plain tests: nothing to object to")
    for through in checked.through:
        told = f"let through by every test: {through.notebook}, {through.cell}, {through.change}"
        console.print(told, soft_wrap=True, markup=False, highlight=False)
    return list(checked.problems)


def run_check(root: Path, assignment: str, scratch: Path, console: Console) -> Checked:
    """Check an assignment, with a progress bar."""
    check = Check(root, assignment, scratch)
    with Progress(console=console) as progress:
        bar = progress.add_task("grading variants", total=len(check.seats) + 1)  # and the blank student
        return check.run(lambda: progress.advance(bar))


def kill_table(one: KillMatrix) -> Table:
    """Return a table of how many mutants each check kills, with the first of them."""
    table = Table(title=one.challenge, title_justify="left")
    table.add_column("check")
    table.add_column(f"kills, of {len(one.mutants)}", justify="right")
    table.add_column("such as")
    for check in one.checks:
        killed = [mutant for mutant in one.mutants if (check, mutant) in one.kills]
        table.add_row(check, str(len(killed)), ", ".join(killed[:3]))
    return table


def summary(checked: Checked) -> str:
    """Return one line: what was graded, and whether the assignment is refused."""
    kinds: Counter[VariantKind] = Counter(one.variant.kind for one in checked.observed)
    counts = ", ".join(f"{kinds[kind]} {_words(kind)}" for kind in VariantKind if kinds[kind])
    found = len(checked.problems)
    verdict = "nothing to object to" if not found else f"refused for {found} reason{'s' if found > 1 else ''}"
    return f"{counts}: {verdict}"


def _words(kind: VariantKind) -> str:
    return {
        VariantKind.HONEST: "honest variants",
        VariantKind.UNEXPLAINED: "wrong in ways without a name",
    }.get(kind, kind)
