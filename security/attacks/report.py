"""What `make attack` leaves: a row for each attack and run, the page in docs/, and the last line."""

import json
import platform
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from security.attacks.attack import FAMILIES, Attack
from security.attacks.harness import RUNS, STOCK, Row
from security.attacks.walls import BUILD, WALLS

ROWS = BUILD / "rows.jsonl"


def write_rows(rows: Iterable[Row], path: Path = ROWS) -> None:
    """Write a line of JSON for each row."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(asdict(row)) + "\n" for row in rows), "utf-8")


def summary(attacks: Sequence[Attack], rows: Sequence[Row], runs: Sequence[str]) -> dict[str, Any]:
    """Return the last line: how many attacks there are, where they succeeded, whether honest work counted."""
    ours = [row for row in rows if row.run in runs]
    stock = [row for row in rows if row.run.startswith(STOCK)]
    proofs = {row.attack for row in rows if row.run not in runs and row.succeeded}
    return {
        "attacks": len(attacks),
        "succeeded": len({row.attack for row in ours if row.succeeded}),
        "proven_elsewhere": len({attack.name for attack in attacks} & proofs),
        "stock_nbgrader_tried": len(stock),
        "stock_nbgrader_succeeded": sum(row.succeeded for row in stock),
        "honest_full_marks": bool(ours) and not any("honest" in row.canaries for row in ours),
        "runs": {run: sum(row.succeeded for row in ours if row.run == run) for run in runs},
    }


ROUNDS = Path(__file__).with_name("rounds.md")  # what people found, round by round


def is_fine(told: Mapping[str, Any]) -> bool:
    """Say whether no attack succeeded here, each did elsewhere, and honest students lost nothing."""
    everywhere = told["proven_elsewhere"] == told["attacks"]
    return bool(told["succeeded"] == 0 and everywhere and told["honest_full_marks"])


def page(attacks: Sequence[Attack], rows: Sequence[Row]) -> str:
    """Return docs/attacks.md."""
    told = summary(attacks, rows, RUNS)
    machine = f"Linux {platform.release()}, {platform.machine()}, Python {platform.python_version()}"
    return "\n".join(
        [
            "# Attacks",
            "",
            "<!-- written by `make attack` -->",
            "",
            *_told(told),
            f"Measured on {datetime.now(UTC).date()}: {machine}.",
            "",
            *_walls(attacks),
            *(line for family in FAMILIES for line in _family(family, attacks, rows)),
            ROUNDS.read_text("utf-8").strip(),
            "",
        ]
    )


def _told(told: Mapping[str, Any]) -> list[str]:
    runs, stock = "on each tier, as root and as an ordinary user", told["stock_nbgrader_succeeded"]
    return [
        f"{told['attacks']} attacks lie in `security/attacks/corpus/`, one idea each, with its canary.",
        f"`make attack` lets `nbverdict grade` grade them {runs}, with honest students between them:",
        f"**{told['succeeded']} succeed**.",
        f"On stock nbgrader {stock} of the {told['stock_nbgrader_tried']} that were tried succeed;",
        "the others with the wall that they test, and what backs it up, taken away.",
    ]


def _walls(attacks: Sequence[Attack]) -> list[str]:
    lines = [
        "## The walls",
        "",
        "| wall | what it does | backed up by | attacks |",
        "| --- | --- | --- | --- |",
    ]
    for wall in WALLS.values():
        testing = sum(wall.name in attack.walls for attack in attacks)
        lines.append(f"| {wall.name} | {wall.does} | {', '.join(wall.backed_by)} | {testing} |")
    return [*lines, ""]


def _family(family: str, attacks: Sequence[Attack], rows: Sequence[Row]) -> list[str]:
    lines = [
        f"## {FAMILIES[family].capitalize()}",
        "",
        "| attack | what it tries | walls | canary | succeeds | here |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for attack in (one for one in attacks if one.family == family):
        own = [row for row in rows if row.attack == attack.name]
        proof = [row.run for row in own if row.run not in RUNS and row.succeeded]
        here = [row.run for row in own if row.run in RUNS and row.succeeded]
        cells = (
            f"`{attack.name}`",
            attack.tries,
            ", ".join(attack.walls),
            attack.canary,
            "; ".join(proof) or "nowhere",
            ", ".join(here) or "no",
        )
        lines.append(f"| {' | '.join(cells)} |")
    return [*lines, ""]
