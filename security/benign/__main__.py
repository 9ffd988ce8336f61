"""`python -m security.benign`: run the corpus, and say in how many notebooks the walls make a difference.

Rows go to build/benign/rows.jsonl, the last line is JSON, and the exit code is 1 where anything differs.
"""

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import asdict
from multiprocessing import get_context

from rich.console import Console
from rich.progress import track
from traitlets.config import Config

from security.benign.corpus import Benign, read_corpus
from security.benign.harness import SCRATCH, Row, compare

LANDLOCK = "landlock"
TIERS = ("namespaces", LANDLOCK)
WORKERS = min(os.cpu_count() or 1, 4)  # each holds its own warm process
HOME = SCRATCH / "home"  # plain kernels write there, and not into the user's own
# the first figure of a home looks for fonts, and may warn that this takes long
WARM_UP = "import matplotlib.pyplot as plt; plt.figure().savefig('/dev/null', format='png')"


def main() -> int:
    """Run what the command line names, or everything; return 1 where a notebook is not as declared."""
    parser = argparse.ArgumentParser(prog="python -m security.benign", description=__doc__)
    parser.add_argument("--tier", choices=TIERS, default=TIERS[0], help="the walls to run in")
    parser.add_argument("names", nargs="*", metavar="NAME", help="notebooks by name; none for all")
    given = parser.parse_args()
    corpus = [benign for benign in read_corpus() if not given.names or benign.name in given.names]
    console = Console(stderr=True)
    rows = list(track(_run(corpus, given.tier), "running", total=len(corpus), console=console))
    for row in sorted(rows, key=lambda row: row.name):
        if not as_declared(row, given.tier):
            console.print(f"{row.name}: " + ("; ".join(row.differences) or "refused nothing"), soft_wrap=True)
    counted = count(rows, given.tier)
    print(json.dumps(counted))  # noqa: T201 - what this command is for
    return int(counted["different"] > 0)


def as_declared(row: Row, tier: str) -> bool:
    """Say whether a notebook is the same on both sides, or differs where it says that this tier refuses it.

    A refusal shows in what cells put out and nowhere else: it costs no points and ends no process.
    """
    if tier != LANDLOCK or not row.refused:
        return not row.differences
    one, other = row.plain, row.walled
    return one.kinds != other.kinds and (one.score, one.pending, one.ended) == (
        other.score,
        other.pending,
        other.ended,
    )


def count(rows: Sequence[Row], tier: str) -> dict[str, int]:
    """Return what the last line says; what is refused as declared is counted apart."""
    wrong = [row for row in rows if not as_declared(row, tier)]
    counted = {"notebooks": len(rows), "different": len(wrong)}
    if tier == LANDLOCK:
        counted["refused_by_landlock"] = sum(bool(row.refused) for row in rows if row not in wrong)
    return counted


def _run(corpus: Sequence[Benign], tier: str) -> Iterator[Row]:
    """Compare each notebook, several at a time, and write its row as soon as it is there."""
    HOME.mkdir(parents=True, exist_ok=True)
    os.environ["HOME"] = str(HOME)
    subprocess.run([sys.executable, "-c", WARM_UP], check=True)
    walled = Config({"Sandbox": {"tier": tier}})
    with (
        (SCRATCH / "rows.jsonl").open("w", encoding="utf-8") as file,
        ProcessPoolExecutor(WORKERS, mp_context=get_context("spawn")) as pool,
    ):
        futures = [pool.submit(compare, benign, walled=walled) for benign in corpus]
        for future in as_completed(futures):
            row = future.result()
            file.write(json.dumps(asdict(row), ensure_ascii=False) + "\n")
            file.flush()
            yield row


if __name__ == "__main__":
    sys.exit(main())
