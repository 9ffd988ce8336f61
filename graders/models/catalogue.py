"""Every model that the course names, with its true configuration and where that was read.

A revision, and the sha256 of the weights, stand here only where a public source states them. For a
model without a revision `python -m graders.models pull` takes the hub's latest, and writes down which one.
"""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

CATALOGUE = Path(__file__).with_name("catalogue.json")


@dataclass(frozen=True)
class Model:
    """One published model: its hub id, configuration and where both were read."""

    name: str
    config: dict[str, Any]
    source: str
    revision: str | None
    pinned_by: str | None
    weights_sha256: str | None = None


@cache
def catalogue() -> dict[str, Model]:
    """Every model of the course by its hub id."""
    entries = json.loads(CATALOGUE.read_text("utf-8"))
    return {name: Model(name=name, **entry) for name, entry in entries.items()}
