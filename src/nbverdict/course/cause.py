"""Why one of nbgrader's own steps failed: its last exception, and the place in the course's own files."""

import errno
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from nbverdict.text.expressions import Expression
from nbverdict.text.quoted import quoted

NO_SPACE = "no space is left on this disk"
RAISED = Expression(r"[A-Za-z_][A-Za-z0-9_.]*(Error|Exception|Interrupt|Exit|Warning|Entry): .+")
FRAME = Expression(r'File "([^"]+)", line ([0-9]+)')
NO_CAUSE = (  # what refers to a message above it
    "nbgrader.converters.base.NbGraderException: Please see",
    "jsonschema.exceptions.ValidationError: Notebook failed to validate",
)


def cause_of(outcome: Mapping[str, Any], root: Path) -> str:
    """Return why nbgrader stopped, quoted, as it may repeat a student's text: its last exception, and where.

    Only a place in the course's own files is named: there somebody can repair it.
    """
    text = f"{outcome.get('log') or ''}\n{outcome.get('error') or ''}".strip()
    if os.strerror(errno.ENOSPC) in text:
        return NO_SPACE
    lines = [line.strip() for line in text.splitlines()]
    raised = [line for line in lines if RAISED.match(line) and not line.startswith(NO_CAUSE)]
    raised = raised or [line.removeprefix("[ERROR] ") for line in lines if _tells(line)]
    own = [found for line in lines if (found := FRAME.match(line)) and Path(found[1]).parent == root]
    where = f"{Path(own[-1][1]).name}, line {own[-1][2]}: " if own else ""
    return f"{where}{quoted((raised or lines)[-1])}" if text else "no reason given"


def _tells(line: str) -> bool:
    """Return whether a line of the log is an error in nbgrader's own words, with its cause."""
    empty = ("[ERROR] There was an error", "[ERROR] Please see", "[ERROR] Traceback")
    return line.startswith("[ERROR] ") and not line.startswith(empty)
