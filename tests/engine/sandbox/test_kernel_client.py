"""A client of a kernel connects to the sockets that were there before a cell ran, and to no others."""

import asyncio
import socket
from pathlib import Path

import pytest
import zmq
import zmq.asyncio

from nbverdict.sandbox.kernel_client import BoundedClient
from nbverdict.sandbox.provisioner import PORTS


def moved(place: Path, elsewhere: Path) -> None:
    """Put a link to another socket where one was."""
    place.rename(place.with_suffix(".old"))
    place.symlink_to(elsewhere)


async def hears(client: BoundedClient, publisher: zmq.asyncio.Socket) -> bytes:
    """Return what a client hears, as soon as it hears anything."""
    heard = client.iopub_channel.socket
    while not await heard.poll(50):
        await publisher.send(b"heard")
    return bytes(await heard.recv())


async def listens_again(folder: Path, outside: Path) -> bytes:
    """Return what is heard of a kernel's publisher after a link was put in its place."""
    context = zmq.asyncio.Context()
    publisher = context.socket(zmq.PUB)
    publisher.bind(f"ipc://{folder}/k-{PORTS['iopub_port']}")
    shell = context.socket(zmq.ROUTER)
    shell.bind(f"ipc://{folder}/k-{PORTS['shell_port']}")
    client = BoundedClient(transport="ipc", ip=f"{folder}/k", **PORTS)
    try:
        client.start_channels()
        await hears(client, publisher)
        moved(folder / f"k-{PORTS['iopub_port']}", outside)
        client.listen_again()
        return await hears(client, publisher)
    finally:
        client.stop_channels()
        context.destroy(linger=0)


def test_a_link_in_the_place_of_a_socket_leads_nowhere(tmp_path: Path) -> None:
    """It hears the kernel that it knows, and greets nobody else."""
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(tmp_path / "outside"))
        listening.listen()
        listening.settimeout(0.5)

        assert asyncio.run(asyncio.wait_for(listens_again(tmp_path, tmp_path / "outside"), 20)) == b"heard"
        with pytest.raises(TimeoutError):
            listening.accept()
