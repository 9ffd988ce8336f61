"""Keeps the figures of a submitted notebook: redrawn, for a reader, never as evidence."""

import base64
import binascii
import os
import select
import shutil
import struct
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor

from nbverdict.config.settings import Course
from nbverdict.intake import redraw
from nbverdict.notebook.cells import nbgrader_metadata
from nbverdict.sandbox.forkserver import alone
from nbverdict.text.expressions import Expression
from nbverdict.text.quoted import in_our_words

FOLDER = "handed_in"
KINDS = ("image/png", "image/jpeg")
MOST, LARGEST = 50, 5_000_000  # pictures of a notebook, and bytes of one
DRAWN = 100_000_000  # bytes of all redrawn pictures
SECONDS = 30.0
SIGNATURE, CHUNK, CHECKSUM = b"\x89PNG\r\n\x1a\n", struct.Struct(">I4s"), 4
NAME = Expression(r"[A-Za-z0-9_-]{1,64}")


class KeepFigures(NbGraderPreprocessor):
    """Keeps the pictures of a submitted notebook before its outputs are cleared."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Replace the pictures of the previous version; a failure loses only pictures."""
        told = resources["nbgrader"]
        evidence = Path(self.parent.parent.coursedir.root, str(Course(parent=self).evidence_directory))
        place = evidence / FOLDER / told["assignment"] / told["student"] / told["notebook"]
        try:
            keep_figures(nb, place)
        except (OSError, subprocess.SubprocessError) as error:
            self.log.warning("the figures of %s are not kept: %s", place, in_our_words(error, place))
        return nb, resources


def keep_figures(notebook: NotebookNode, place: Path) -> None:
    """Keep the pictures of a notebook's outputs in a folder, each named by its cell."""
    shutil.rmtree(place, ignore_errors=True)
    found = dict(islice(_pictures(notebook), MOST))
    drawn = redraw_all(list(found.values())) if found else []
    for name, picture in zip(found, drawn, strict=False):
        if picture:
            place.mkdir(parents=True, exist_ok=True)
            (place / f"{name}.png").write_bytes(picture)


def redraw_all(pictures: list[bytes]) -> list[bytes]:
    """Redraw each picture as a PNG; an invalid one becomes empty, and a timeout shortens the list."""
    with tempfile.TemporaryFile() as file:
        file.writelines(redraw.LENGTH.pack(len(one)) + one for one in pictures)
        file.seek(0)
        with _start(file.fileno()) as process:
            try:
                answer = _read(process)
            finally:
                process.kill()
    return list(_split(answer))


def _start(pictures: int) -> "subprocess.Popen[bytes]":
    """Start the process that decodes untrusted pictures: isolated, from one module, with pipes."""
    return subprocess.Popen(  # noqa: S603 - it is our own file
        alone(redraw.__file__),
        stdin=pictures,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={},
        cwd="/",
    )


def _read(process: "subprocess.Popen[bytes]") -> bytes:
    """Return the output of a process, up to a size and a timeout."""
    assert process.stdout is not None
    deadline, answer, pipe = time.monotonic() + SECONDS, bytearray(), process.stdout.fileno()
    while len(answer) < DRAWN and (left := deadline - time.monotonic()) > 0:
        if not select.select([pipe], [], [], left)[0]:
            break
        part = os.read(pipe, 1 << 20)
        if not part:
            break
        answer += part
    return bytes(answer)


def _split(answer: bytes) -> Iterator[bytes]:
    """Yield the complete pictures of an answer; one that is not a bare PNG becomes empty."""
    at, head = 0, redraw.LENGTH.size
    while len(answer) >= at + head:
        size = redraw.LENGTH.unpack_from(answer, at)[0]
        part, at = answer[at + head : at + head + size], at + head + size
        if len(part) < size:
            return
        yield part if _is_bare_png(part) else b""


def _is_bare_png(picture: bytes) -> bool:
    """Return whether bytes are a PNG of pixels alone; the process that made it had read untrusted data."""
    at, kinds = len(SIGNATURE), [b""]
    while picture.startswith(SIGNATURE) and len(picture) >= at + CHUNK.size and kinds[-1] != b"IEND":
        size, kind = CHUNK.unpack_from(picture, at)
        at += CHUNK.size + size + CHECKSUM
        kinds.append(kind)
    return at == len(picture) and kinds[1:2] == [b"IHDR"] and {*kinds[2:]} == {b"IDAT", b"IEND"}


def _pictures(notebook: NotebookNode) -> Iterator[tuple[str, bytes]]:
    """Yield the pictures of cells' outputs, each with a unique name."""
    numbers: Counter[str] = Counter()
    for index, cell in enumerate(notebook.cells):
        grade_id = str(nbgrader_metadata(cell).get("grade_id", ""))
        name = grade_id if NAME.fullmatch(grade_id) else f"cell-{index}"
        for picture in _shown(cell):
            numbers[name] += 1
            yield f"{name}-{numbers[name]}", picture


def _shown(cell: NotebookNode) -> Iterator[bytes]:
    """Yield the picture data of a cell's outputs, which may be anything."""
    outputs = cell.get("outputs")
    for output in outputs if isinstance(outputs, list) else ():
        data = output.get("data") if isinstance(output, Mapping) else None
        found = [data.get(kind) for kind in KINDS] if isinstance(data, Mapping) else []
        for text in found:
            if isinstance(text, str) and len(text) <= LARGEST * 4 // 3:
                with suppress(binascii.Error, ValueError):
                    yield base64.b64decode(text)
