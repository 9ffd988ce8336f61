"""Confined processes: what they return, what ends them, and what they cannot reach."""

import errno
import os
import signal
import socket
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from nbverdict.errors import OperatorError
from nbverdict.sandbox import confined as confined_module
from nbverdict.sandbox.confined import Access, Budget, ConfinedEnd, StopCause, confined, is_confined
from nbverdict.sandbox.inside import landlock
from nbverdict.sandbox.link import Link, LinkAnswer, NotAnsweredError

SMALL = Budget(cpu_seconds=2, wall_seconds=20, memory_mb=200, disk_mb=2, reply_mb=1)
QUICK = Budget(cpu_seconds=2, wall_seconds=1, memory_mb=200, disk_mb=2, reply_mb=1)


def ended(work: Callable[[Link], bytes], *, budget: Budget = SMALL, scratch: Path | None = None) -> StopCause:
    """Return why a confined process ended."""
    with pytest.raises(ConfinedEnd) as end:
        confined(work, budget=budget, access=Access(), scratch=scratch)
    return end.value.cause


def spin(_: Link) -> bytes:
    """Compute for ever."""
    while True:
        pass


def test_it_returns_what_its_work_returns() -> None:
    """The bytes that the work returns come back, and only the forked process knows that it is confined."""
    assert confined(lambda _: b"x" * 300_000 + bytes([is_confined()]), budget=SMALL)[-1:] == b"\x01"
    assert not is_confined()


def test_cpu_time_ends() -> None:
    """Work that computes on is ended by its CPU time."""
    assert ended(spin) is StopCause.CPU


def test_wall_time_ends() -> None:
    """Work that waits is ended by its wall time."""
    began = time.monotonic()

    assert ended(lambda _: time.sleep(60) or b"", budget=QUICK) is StopCause.WALL

    assert time.monotonic() - began < 10


def test_memory_ends() -> None:
    """Work that takes more memory than it may is ended by that."""
    assert ended(lambda _: bytes(300 << 20)) is StopCause.MEMORY


def test_one_large_file_ends(tmp_path: Path) -> None:
    """A file beyond the budget is ended by its size."""
    assert _ended_by_files(tmp_path, 1, 4 << 20) is StopCause.DISK


def test_many_small_files_end(tmp_path: Path) -> None:
    """Files that are too much together are seen from outside."""
    assert _ended_by_files(tmp_path, 50, 1 << 20) is StopCause.DISK


def _ended_by_files(place: Path, number: int, size: int) -> StopCause:
    def write(_: Link) -> bytes:
        for at in range(number):
            (place / str(at)).write_bytes(bytes(size))
        time.sleep(10)
        return b""

    with pytest.raises(ConfinedEnd) as end:
        confined(write, budget=SMALL, access=Access(write=(place,)), scratch=place)
    return end.value.cause


def test_a_reply_has_an_end() -> None:
    """A reply beyond its size is not held."""
    assert ended(lambda _: bytes(5 << 20)) is StopCause.REPLY


def test_one_that_hangs_up_and_goes_on_is_waited_for_at_no_cost() -> None:
    """Whoever watches it does not ask again and again for what cannot come."""

    def hang_up(_: Link) -> bytes:
        os.closerange(3, 100)
        time.sleep(60)
        return b""

    before = time.process_time()

    assert ended(hang_up, budget=QUICK) is StopCause.WALL

    assert time.process_time() - before < 0.3


@pytest.mark.parametrize(
    "how", [lambda: os.kill(os.getpid(), signal.SIGKILL), lambda: os._exit(3), lambda: 1 / 0]
)
def test_a_process_that_dies_is_told_so(how: Callable[[], object]) -> None:
    """A crash of whatever reads a submission is a cause like any other."""
    assert ended(lambda _: bytes(bool(how()))) is StopCause.DIED


def test_what_it_started_ends_with_it() -> None:
    """No process that it started is left."""
    reading, writing = os.pipe()

    def leave(_: Link) -> bytes:
        if os.fork() == 0:
            os.write(writing, str(os.getpid()).encode())
            time.sleep(60)
        time.sleep(0.2)
        return b""

    confined(leave, budget=SMALL)

    left = int(os.read(reading, 20))
    for _ in range(50):
        if not Path(f"/proc/{left}").exists() or "Z" in Path(f"/proc/{left}/stat").read_text().split()[2]:
            break
        time.sleep(0.05)
    else:
        os.kill(left, signal.SIGKILL)
        pytest.fail("it is still there")
    os.close(reading)
    os.close(writing)


def test_it_opens_only_what_it_was_given(tmp_path: Path) -> None:
    """Files that are not named cannot be opened, and those that may only be read cannot be written."""
    given, other, own = tmp_path / "given", tmp_path / "other", tmp_path / "own"
    for path in (given, other):
        path.write_text("text")
    own.mkdir()

    def look(_: Link) -> bytes:
        return str([_opens(given), _opens(other), _opens(given, "a"), _opens(own / "new", "w")]).encode()

    told = confined(look, budget=SMALL, access=Access(read=(given,), write=(own,)))

    assert told == b"[True, False, False, True]"


def test_without_landlock_it_would_open_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The wall taken away, the file opens: so it was the wall."""
    other = tmp_path / "other"
    other.write_text("text")
    monkeypatch.setattr(landlock, "restrict", lambda *_, **__: None)

    assert confined(lambda _: str(_opens(other)).encode(), budget=SMALL, access=Access()) == b"True"


def _opens(path: Path, mode: str = "r") -> bool:
    try:
        path.open(mode).close()
    except PermissionError:
        return False
    return True


def test_it_reaches_no_network() -> None:
    """No socket of the network can be made."""

    def connect(_: Link) -> bytes:
        try:
            socket.socket(socket.AF_INET, socket.SOCK_DGRAM).close()
        except PermissionError:
            return b"refused"
        return b"made"

    assert confined(connect, budget=SMALL, access=Access()) == b"refused"


def test_it_signals_nobody_outside() -> None:
    """The process that started it cannot be signalled."""
    parent = os.getpid()

    def signal_it(_: Link) -> bytes:
        try:
            os.kill(parent, 0)
        except PermissionError:
            return b"refused"
        return b"reached"

    assert confined(signal_it, budget=SMALL, access=Access()) == b"refused"


def test_it_asks_services() -> None:
    """A service answers with plain data and descriptors; what it cannot do is an error over there."""
    reading, writing = os.pipe()

    def refuse(*_: object) -> LinkAnswer:
        raise OperatorError("not here", hint="go elsewhere")

    def ask(link: Link) -> bytes:
        given = link.ask("double", 4)
        os.write(given.descriptors[0], b"through it")
        try:
            link.ask("refuse")
        except OperatorError as error:
            return f"{given.value} {error} {error.hint}".encode()
        return b""

    services = {"double": lambda given, _: LinkAnswer(2 * given[0], (os.dup(writing),)), "refuse": refuse}

    assert confined(ask, budget=SMALL, services=services) == b"8 not here go elsewhere"
    assert os.read(reading, 20) == b"through it"
    os.close(reading)
    os.close(writing)


def test_whose_fault_it_is_that_nothing_is_answered() -> None:
    """A question that is none is its asker's; that the machine lacks something is the machine's."""

    def lack(*_: object) -> LinkAnswer:
        raise OSError(errno.ENOSPC, "no space")

    def ask(link: Link) -> bytes:
        told = []
        for service in ("of none", "misuse", "lack"):
            try:
                link.ask(service)
            except (NotAnsweredError, OperatorError) as error:
                told.append(type(error).__name__)
        return " ".join(told).encode()

    services = {"misuse": lambda given, _: LinkAnswer(given[0]), "lack": lack}

    assert (
        confined(ask, budget=SMALL, services=services) == b"NotAnsweredError NotAnsweredError OperatorError"
    )


def test_the_budget_is_what_ends_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the limits, only the wall time is left to end what computes on."""
    monkeypatch.setattr(confined_module, "_confine", lambda *_: None)

    assert ended(spin, budget=QUICK) is StopCause.WALL


def test_it_has_a_home_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What makes itself a folder in its user's home makes it there, also on a machine that never had one."""
    monkeypatch.setenv("HOME", "/nowhere")

    def make(_: Link) -> bytes:
        Path.home().joinpath(".tool").mkdir()
        return str(Path.home()).encode()

    told = confined(make, budget=SMALL, access=Access(write=(tmp_path,)), scratch=tmp_path)

    assert told.decode() == str(tmp_path)
    assert (tmp_path / ".tool").is_dir()
