"""Runs in a process of its own: reads untrusted pictures, and writes redrawn ones.

Imports nothing of ours. In, on stdin: for each picture its length, 4 bytes big-endian, and its bytes. Out, on
stdout, in the same order and form: a PNG of its pixels and nothing else, or nothing if it is not a picture.
"""

import io
import resource
import struct
import sys
import warnings

LENGTH = struct.Struct(">I")
PIXELS = 16_000_000  # of one picture
MEMORY, SECONDS = 1 << 30, 20  # limits of this process: bytes and CPU time
FORMATS = ("PNG", "JPEG")


def redrawn(picture: bytes) -> bytes:
    """Return a picture as a PNG of its pixels, or nothing if it is invalid or too large."""
    from PIL import Image

    try:
        with Image.open(io.BytesIO(picture), formats=FORMATS) as found:
            if found.width * found.height > PIXELS:
                return b""
            seen = found.convert("RGBA" if found.has_transparency_data else "RGB")
        drawn = Image.frombytes(seen.mode, seen.size, seen.tobytes())  # no text, profile or second frame
        out = io.BytesIO()
        drawn.save(out, "PNG")
    except Exception:  # noqa: BLE001 - whatever Pillow says of it, it is no picture
        return b""
    return out.getvalue()


def main() -> None:
    """Redraw the pictures on stdin one by one, within limits."""
    for kind, most in (
        (resource.RLIMIT_CORE, min(1, resource.getrlimit(resource.RLIMIT_CORE)[1] % (1 << 64))),  # 0 is piped
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_FSIZE, 0),
    ):
        resource.setrlimit(kind, (most, most))
    warnings.simplefilter("ignore")
    while len(head := sys.stdin.buffer.read(LENGTH.size)) == LENGTH.size:
        drawn = redrawn(sys.stdin.buffer.read(*LENGTH.unpack(head)))
        sys.stdout.buffer.write(LENGTH.pack(len(drawn)) + drawn)
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
