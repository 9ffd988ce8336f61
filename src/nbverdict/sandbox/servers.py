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
HINT = "`nbverdict doctor` says what is missing; `--unsafe-no-sandbox` grades all the same"
_running: dict[str, ServerConnection] = {}


@dataclass(frozen=True)
class Looked:
    """What a probe of one tier found: no reason against it, or why it cannot be used."""

    tier: str
    against: str = ""


def serve(settings: Sandbox) -> ServerConnection:
    """Return the line to the fork server of a course, started where there is none or it has ended.

    Raises:
        OperatorError: this machine has no sandbox, and the course does not say that it goes without.
    """
    plan = make_plan(settings, choose_tier(settings))
    running = _running.get(_key(plan))
    if running is None or not running.alive():
        running = _running[_key(plan)] = ForkServer(plan)
    if isinstance(running, ForkServer):
        running.warm()
    return running


def start_ahead(settings: Sandbox) -> ForkServer:
    """Start the fork server of a course, or return the one that runs; it imports while others work.

    Raises:
        OperatorError: this machine has no sandbox, and the course does not say that it goes without.
    """
    plan = make_plan(settings, choose_tier(settings))
    running = _running.get(_key(plan))
    if not isinstance(running, ForkServer) or not running.alive():
        running = _running[_key(plan)] = ForkServer(plan, wait=False)
    return running


def use(line: ServerConnection) -> None:
    """Take a line that this process inherited, in the place of a server of its own."""
    _running[_key(line.plan)] = line


def _key(plan: SandboxPlan) -> str:
    return json.dumps(asdict(plan), sort_keys=True)


def choose_tier(settings: Sandbox) -> str:
    """Return the best tier whose walls all hold here.

    Raises:
        OperatorError: none does, and the course does not say that it goes without.
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
    """Return what was found of each tier that the course would use, the best first, up to a good one."""
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
    """Probe one tier, once in this process."""
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
    """Return a folder above what must be visible that nobody but its owner may go through."""
    folders = (folder for path in plan.visible for folder in (Path(path), *Path(path).parents))
    return next((one for one in folders if not one.stat().st_mode & stat.S_IXOTH), None)
