"""The channel to a student's process: bounded in time and size."""

import struct
import threading
import time

import pytest

from nbverdict.evidence.channel import LENGTHS, Channel
from nbverdict.evidence.decode import MOST_JSON, CallOutcome
from nbverdict.evidence.gather import NoAnswer


def test_a_frame_goes_out_and_comes_back() -> None:
    """Both directions carry lengths, JSON and arrays."""
    with Channel() as channel:
        channel.theirs.sendall(LENGTHS.pack(2, 3) + b"{}abc")

        assert channel.ask(b"{}", b"w", seconds=1) == (b"{}", b"abc")
        assert channel.theirs.recv(100) == LENGTHS.pack(2, 1) + b"{}w"


@pytest.mark.parametrize(
    "sent", [b"", b"\0" * 7, LENGTHS.pack(10, 0) + b"half"], ids=["nothing", "lengths", "half"]
)
def test_what_does_not_come_in_time_is_late(sent: bytes) -> None:
    """A trickle does not stretch the limit."""
    with Channel() as channel:
        channel.theirs.sendall(sent)
        start = time.monotonic()
        with pytest.raises(NoAnswer) as silence:
            channel.ask(b"{}", b"", seconds=0.3)

    assert silence.value.outcome is CallOutcome.LATE
    assert time.monotonic() - start < 2


def test_a_closed_end_is_an_ended_process() -> None:
    """No limit is waited for where nobody can answer."""
    with Channel() as channel:
        channel.started()
        with pytest.raises(NoAnswer) as silence:
            channel.ask(b"{}", b"", seconds=30)

    assert silence.value.outcome is CallOutcome.ENDED


@pytest.mark.parametrize("lengths", [(MOST_JSON + 1, 0), (0, 2**63), (2**64 - 1, 2**64 - 1)])
def test_a_frame_beyond_the_caps_is_not_read(lengths: tuple[int, int]) -> None:
    """Nothing is allocated for what was only announced."""
    with Channel() as channel:
        channel.theirs.sendall(struct.pack(">QQ", *lengths))
        with pytest.raises(NoAnswer) as silence:
            channel.ask(b"{}", b"", seconds=1)

    assert silence.value.outcome is CallOutcome.UNDECODABLE


def test_a_process_that_does_not_read_is_late() -> None:
    """A full socket does not block for ever."""
    with Channel() as channel, pytest.raises(NoAnswer) as silence:
        channel.ask(b"x" * (8 << 20), b"", seconds=0.3)

    assert silence.value.outcome is CallOutcome.LATE


def test_a_late_reply_is_dropped() -> None:
    """After an interrupt the late answer is taken off the wire, so that it answers no other case."""
    with Channel() as channel:
        threading.Timer(0.1, channel.theirs.sendall, [LENGTHS.pack(2, 0) + b"{}"]).start()

        assert channel.drain(seconds=3)
        assert not channel.drain(seconds=0.1)


def test_a_greeting_is_empty() -> None:
    """Anything said before the first case ends the conversation."""
    with Channel() as channel:
        channel.theirs.sendall(LENGTHS.pack(2, 0) + b"{}")
        with pytest.raises(NoAnswer):
            channel.greet(seconds=1)
