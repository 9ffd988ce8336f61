"""The fork servers of this process, one for each plan, and the tier that this machine has."""

import json
import os
import stat
from dataclasses import asdict, dataclass, replace
from functools import cache
from pathlib import Path

from nbverdict.errors import OperatorError
from nbverdict.sandbox.connection import ServerConnection
from nbverdict.sandbox.forkserver import ForkServer
from nbverdict.sandbox.inside.plan import LANDLOCK, NAMESPACES, NOTHING, SandboxPlan
from nbverdict.sandbox.plans import make_plan
from nbverdict.sandbox.probe import missing_walls
from nbverdict.sandbox.settings import AUTO, Sandbox

REFUSED = "this machine has no sandbox, so students' code would run as you"
HINT = "`nbverdict doctor` says what is missing; `--unsafe-no-sandbox` grades anyway"
_running: dict[str, ServerConnection] = {}


@dataclass(frozen=True)
class Looked:
    """The result of probing one tier: why it cannot be used, or an empty reason."""

    tier: str
    against: str = ""


def serve(settings: Sandbox) -> ServerConnection:
    """Return a connection to the fork server of a course; start the server if none runs.

    Raises:
        OperatorError: this machine has no sandbox, and the course does not allow grading without one.
    """
    plan = make_plan(settings, choose_tier(settings))
    running = _running.get(_key(plan))
    if running is None or not running.alive():
        running = _running[_key(plan)] = ForkServer(plan)
    if isinstance(running, ForkServer):
        running.warm()
    return running


def start_ahead(settings: Sandbox) -> ForkServer:
    """Start the fork server of a course, or return the running one, without waiting for its imports.

    Raises:
        OperatorError: this machine has no sandbox, and the course does not allow grading without one.
    """
    plan = make_plan(settings, choose_tier(settings))
    running = _running.get(_key(plan))
    if not isinstance(running, ForkServer) or not running.alive():
        running = _running[_key(plan)] = ForkServer(plan, wait=False)
    return running


def use(line: ServerConnection) -> None:
    """Use a connection that this process inherited instead of a server of its own."""
    _running[_key(line.plan)] = line


def _key(plan: SandboxPlan) -> str:
    return json.dumps(asdict(plan), sort_keys=True)


def choose_tier(settings: Sandbox) -> str:
    """Return the best tier whose walls all hold here.

    Raises:
        OperatorError: none holds, and the course does not allow grading without a sandbox.
    """
    looked = look(settings)
    for one in looked:
        if not one.against:
            return one.tier
    if settings.unsafe_no_sandbox:
        return NOTHING
    reasons = "; ".join(f"{one.tier}: {one.against}" for one in looked)
    raise OperatorError(f"{REFUSED} ({reasons})", hint=HINT)


def look(settings: Sandbox) -> list[Looked]:
    """Probe the tiers that the course allows, best first, until one holds; return the results."""
    tiers = (NAMESPACES, LANDLOCK) if settings.tier == AUTO else (settings.tier,)
    found: list[Looked] = []
    for tier in tiers:
        plan = replace(make_plan(settings, tier), imports=())
        found.append(_look(_key(plan)))
        if not found[-1].against:
            break
    return found


@cache
def _look(described: str) -> Looked:
    """Probe one tier; the result is cached in this process."""
    plan = SandboxPlan.of(json.loads(described))
    if plan.tier == LANDLOCK and os.getuid() == 0 and (closed := _closed_to_others(plan)):
        return Looked(plan.tier, f"only root may enter {closed}, where the environment lies")
    try:
        server = ForkServer(plan)
        try:
            missing = missing_walls(server)
        finally:
            server.close()
    except OperatorError as error:
        return Looked(plan.tier, str(error))
    return Looked(plan.tier, f"not true here: {', '.join(missing)}" if missing else "")


def _closed_to_others(plan: SandboxPlan) -> Path | None:
    """Return a folder above a visible path that only its owner may traverse, if any."""
    folders = (folder for path in plan.visible for folder in (Path(path), *Path(path).parents))
    return next((one for one in folders if not one.stat().st_mode & stat.S_IXOTH), None)
