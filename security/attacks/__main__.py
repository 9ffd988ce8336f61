"""`make attack`: run the corpus, print what succeeded, and end with one line of JSON."""

import argparse
import json
import os
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from rich.console import Console
from rich.progress import Progress

from graders.models.cache import PROJECT
from security.attacks.attack import Attack, read_corpus
from security.attacks.folders import scratch
from security.attacks.harness import RUNS, Harness, Row, elsewhere
from security.attacks.report import is_fine, page, summary, write_rows

AT_ONCE = 2


def main(arguments: Sequence[str]) -> int:
    """Run what was asked for; return 1 where an attack succeeded, or is shown to succeed nowhere."""
    asked = _asked(arguments)
    if os.getuid() != 0:
        sys.stderr.write("attacks are run by root, who can become somebody else and bound what they take\n")
        return 2
    attacks = [attack for attack in read_corpus() if not asked.only or attack.name in asked.only]
    console = Console(stderr=True, soft_wrap=True)
    with scratch() as work:
        rows = _run(Harness(work), attacks, asked, console)
    write_rows(rows)
    told = summary(attacks, rows, asked.runs)
    if not asked.only and asked.proof and tuple(asked.runs) == RUNS:
        (PROJECT / "docs" / "attacks.md").write_text(page(attacks, rows), "utf-8")
    sys.stdout.write(json.dumps(told) + "\n")
    return 0 if is_fine(told) else 1


def _asked(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m security.attacks", description=__doc__)
    parser.add_argument("--only", nargs="+", metavar="NAME", help="only these attacks")
    parser.add_argument("--runs", nargs="*", choices=RUNS, default=list(RUNS), help="only these runs")
    parser.add_argument("--no-proof", dest="proof", action="store_false", help="do not show them to succeed")
    return parser.parse_args(arguments)


def _run(
    harness: Harness, attacks: Sequence[Attack], asked: argparse.Namespace, console: Console
) -> list[Row]:
    rows: list[Row] = []
    with Progress(console=console) as progress, ThreadPoolExecutor(AT_ONCE) as pool:
        if asked.proof:
            task = progress.add_task("where they succeed", total=len(attacks))
            for where in {elsewhere(attack).run for attack in attacks}:
                harness.usual(where)
            for row in pool.map(lambda attack: harness.prove(attack, elsewhere(attack)), attacks):
                rows.append(row)
                progress.update(task, advance=1)
                if not row.succeeded:
                    console.print(f"not shown to succeed: {row.attack} on {row.run}: {row.canaries}")
        task = progress.add_task("graded", total=len(asked.runs))
        for run in asked.runs:
            rows += harness.grade_class(attacks, run)
            progress.update(task, advance=1)
            for row in (one for one in rows if one.run == run and one.succeeded):
                console.print(f"succeeded: {row.attack} on {run}: {[t.detail for t in row.touched][:3]}")
    return rows


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
