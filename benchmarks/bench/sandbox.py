"""`make bench-sandbox`: what fork, walls and kernel cost; writes the table of docs/sandbox.md.

    python -m benchmarks.bench.sandbox

Each kernel has a row in build/bench-sandbox/rows.jsonl; the figures are medians of these rows.
"""

import asyncio
import json
import os
import platform
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from jupyter_client.manager import AsyncKernelManager
from rich.console import Console
from rich.progress import track

from graders.models.cache import PROJECT
from nbverdict.config.settings import read_config
from nbverdict.sandbox.forkserver import ForkServer
from nbverdict.sandbox.inside.plan import LANDLOCK, NAMESPACES
from nbverdict.sandbox.kernel_client import BoundedClient
from nbverdict.sandbox.kernelspec import KERNEL, offer_kernel
from nbverdict.sandbox.servers import look, serve
from nbverdict.sandbox.settings import Sandbox

KERNELS, FORKS = 15, 15
ROWS = PROJECT / "build" / "bench-sandbox" / "rows.jsonl"
PAGE = PROJECT / "docs" / "sandbox.md"
BEGIN, END = "<!-- written by `make bench-sandbox` -->", "<!-- end -->"
MOST = {"walls_ms": 30.0, "answers_ms": 250.0, "private_mb": 60.0}


@dataclass(frozen=True)
class Row:
    """One process: how long until its walls stood, or until its kernel answered and what it held."""

    tier: str
    walls_ms: float | None = None
    answers_ms: float | None = None
    private_mb: float | None = None


def main() -> int:
    """Measure every tier that this machine has; return 1 where a figure is above its limit."""
    console = Console()
    offer_kernel(os.environ)
    config = read_config(PROJECT)
    rows: list[Row] = []
    for tier in (NAMESPACES, LANDLOCK):
        config.Sandbox.tier = tier
        settings = Sandbox(config=config)
        if against := look(settings)[0].against:
            console.print(f"{tier}: not here ({against})")
            continue
        server = serve(settings)
        rows += [_fork(server) for _ in track(range(FORKS), f"{tier}: fork and walls", console=console)]
        rows += [
            asyncio.run(start_kernel(tier, config))
            for _ in track(range(KERNELS), f"{tier}: kernels", console=console)
        ]
    ROWS.parent.mkdir(parents=True, exist_ok=True)
    ROWS.write_text("".join(json.dumps(asdict(row)) + "\n" for row in rows), "utf-8")
    figures = dict(_figures(rows))
    _write(figures)
    console.print_json(json.dumps(figures))
    return int(any(one[name] > most for one in figures.values() for name, most in MOST.items()))


def _fork(server: ForkServer) -> Row:
    """Time one fork until its walls stand, as the trusted side sees it, without making its folders."""
    with tempfile.TemporaryDirectory() as work:
        started = time.perf_counter()
        walled = server.start(Path(work), script="import time; time.sleep(60)")
        elapsed = time.perf_counter() - started
        walled.close()
    return Row(server.plan.tier, walls_ms=round(elapsed * 1e3, 1))


async def start_kernel(tier: str, config: Mapping[str, object]) -> Row:
    """Time one kernel until it answers, and read what it holds for itself while it waits."""
    manager = AsyncKernelManager(kernel_name=KERNEL, config=config)
    manager.client_factory = BoundedClient
    with tempfile.TemporaryDirectory() as work:
        started = time.perf_counter()
        await manager.start_kernel(cwd=work)
        client = manager.client()
        client.start_channels()
        await client.wait_for_ready(timeout=20)
        elapsed = time.perf_counter() - started
        private = _private_mb(manager.provisioner.kernel_number)
        client.stop_channels()
        await manager.shutdown_kernel(now=True)
    return Row(tier, answers_ms=round(elapsed * 1e3, 1), private_mb=private)


def _private_mb(process: int) -> float:
    """Return the megabytes of one process that it shares with nobody."""
    lines = Path(f"/proc/{process}/smaps_rollup").read_text("utf-8").splitlines()
    kibibytes = sum(int(line.split()[1]) for line in lines if line.startswith("Private_"))
    return round(kibibytes * 1024 / 1e6, 1)


def _figures(rows: list[Row]) -> Iterator[tuple[str, dict[str, float]]]:
    for tier in dict.fromkeys(row.tier for row in rows):
        own = [asdict(row) for row in rows if row.tier == tier]
        values = {name: [row[name] for row in own if row[name] is not None] for name in MOST}
        yield tier, {name: round(statistics.median(found), 1) for name, found in values.items()}


def _write(figures: Mapping[str, Mapping[str, float]]) -> None:
    """Put the figures between their marks in the page."""
    machine = f"{os.cpu_count()} cores, {platform.machine()}, Linux {platform.release().split('-')[0]}"
    who = "root" if os.getuid() == 0 else "an ordinary user"
    table = [
        f"Medians of {KERNELS} on {datetime.now(UTC).date()}: {machine}, as {who}.",
        "",
        "| tier | fork and walls | kernel answers | private memory of an idle kernel |",
        "| --- | --- | --- | --- |",
        *(
            f"| {tier} | {one['walls_ms']:g} ms | {one['answers_ms']:g} ms | {one['private_mb']:g} MB |"
            for tier, one in figures.items()
        ),
    ]
    before, _, rest = PAGE.read_text("utf-8").partition(BEGIN)
    PAGE.write_text("\n".join([before + BEGIN, "", *table, "", END + rest.partition(END)[2]]), "utf-8")


if __name__ == "__main__":
    sys.exit(main())
