"""Runs nbconvert's conversions, as nbgrader's own commands do, in a confined process.

Those of `nbgrader autograde` write to the course's gradebook, so only their budget confines them.
"""

import json
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from nbconvert.exporters.exporter import ResourcesDict
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from nbverdict.config.budget import Confinement
from nbverdict.errors import CourseError, OperatorError
from nbverdict.judging.worker import JUDGE_CLIENT
from nbverdict.sandbox import host
from nbverdict.sandbox.confined import Access, Budget, confined, is_confined
from nbverdict.sandbox.host import Host
from nbverdict.sandbox.link import Link
from nbverdict.sandbox.servers import serve
from nbverdict.sandbox.settings import Sandbox
from nbverdict.text.quoted import in_our_words

DATABASE, MACHINE = "database", "machine"  # kinds of failures that a conversion reports
Converted = tuple[str, Any]


def convert_confined(
    convert: Callable[[], Converted],
    resources: Any,
    *,
    config: Any,
    judges: bool = False,
    budget: Budget | None = None,
    access: Access | None = None,
) -> Converted:
    """Return the output of a conversion, and those of its resources that are plain data.

    Its budget is that of one submission, unless another is given; `access` limits the files that it opens.

    Raises:
        ConfinedEnd: the process spent its budget, or ended.
        OperatorError: this machine could not run it.
        OperationalError: the gradebook could not be used.
    """
    if is_confined():
        return convert()
    if judges:
        JUDGE_CLIENT.start()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as scratch:
        starts = Host(Sandbox(config=config), lambda: serve(Sandbox(config=config)), Path(scratch))
        try:
            reply = confined(
                lambda link: _inside(convert, link),
                budget=budget or Confinement(config=config).budget(),
                access=access,
                scratch=Path(scratch),
                services={**starts.services(), **JUDGE_CLIENT.services()},
            )
        finally:
            starts.close()
    payload = json.loads(reply)
    if DATABASE in payload:
        raise OperationalError(payload[DATABASE], None, RuntimeError(payload[DATABASE]))
    if MACHINE in payload:
        raise OperatorError(payload[MACHINE], hint=payload["hint"])
    resources = ResourcesDict() if resources is None else resources
    resources.update(payload["resources"])
    return payload["output"], resources


def _inside(convert: Callable[[], Converted], link: Link) -> bytes:
    host.ask_through(link)
    JUDGE_CLIENT.ask_through(link)
    try:
        output, resources = convert()
    except CourseError as error:
        return json.dumps({MACHINE: str(error), "hint": error.hint}).encode()
    except SQLAlchemyError as error:
        return json.dumps({DATABASE: in_our_words(error)}).encode()
    return json.dumps({"output": output, "resources": dict(resources)}, default=str).encode()
