"""Fixtures: bare fork servers, which import nothing, and warm kernels."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from nbverdict.sandbox.forkserver import ForkServer
from nbverdict.sandbox.inside.plan import LANDLOCK, NAMESPACES, SandboxPlan
from nbverdict.sandbox.plans import make_plan
from nbverdict.sandbox.process import SandboxedProcess
from nbverdict.sandbox.settings import Sandbox

Start = Callable[[str], SandboxedProcess]


@pytest.fixture(params=[NAMESPACES, LANDLOCK])
def server(request: pytest.FixtureRequest) -> Iterator[ForkServer]:
    """A fork server of each tier that has imported nothing and shows nothing: its processes need no file."""
    bare = ForkServer(bare_plan(request.param))
    yield bare
    bare.close()


@pytest.fixture(params=[NAMESPACES, LANDLOCK])
def uncounted(request: pytest.FixtureRequest) -> Iterator[ForkServer]:
    """The same where the kernel counts nothing for us: /proc is all there is."""
    bare = ForkServer(replace(bare_plan(request.param), counted=False))
    yield bare
    bare.close()


def bare_plan(tier: str) -> SandboxPlan:
    """Return the plan of a server that imports nothing and shows nothing."""
    return replace(make_plan(Sandbox(memory_mb=1600), tier), imports=(), visible=())


@pytest.fixture
def start(server: ForkServer, tmp_path: Path) -> Iterator[Start]:
    """Start Python code behind walls; whatever still runs is ended."""
    work = tmp_path / "work"
    work.mkdir()
    started: list[SandboxedProcess] = []

    def starting(code: str) -> SandboxedProcess:
        started.append(server.start(work, script=f"import os, time, signal\n{code}"))
        return started[-1]

    yield starting
    for walled in started:
        walled.close()
