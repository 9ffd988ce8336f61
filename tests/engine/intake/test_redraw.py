"""The process that decodes what others made: pixels come out, and nothing else."""

import io
import struct
import subprocess
import sys
from typing import Any

import pytest
from PIL import Image, PngImagePlugin

from nbverdict.intake import redraw
from nbverdict.intake.redraw import redrawn

SIZE = (40, 30)


def picture(form: str = "PNG", mode: str = "RGB", size: tuple[int, int] = SIZE, **how: Any) -> bytes:
    """Return a picture as somebody else made it."""
    out = io.BytesIO()
    Image.new(mode, size, 7).save(out, form, **how)
    return out.getvalue()


@pytest.mark.parametrize(
    ("given", "mode"),
    [
        (picture(), "RGB"),
        (picture("JPEG"), "RGB"),
        (picture("JPEG", "CMYK"), "RGB"),
        (picture(mode="P"), "RGB"),
        (picture(mode="P", transparency=7), "RGBA"),
        (picture(mode="RGBA"), "RGBA"),
        (picture(mode="1"), "RGB"),
        (picture(mode="I;16"), "RGB"),
    ],
)
def test_pixels_come_out(given: bytes, mode: str) -> None:
    """As a PNG of the same size."""
    with Image.open(io.BytesIO(redrawn(given))) as found:
        assert (found.format, found.size, found.mode) == ("PNG", SIZE, mode)


def test_nothing_else_comes_out() -> None:
    """No text, no profile, no second picture, nothing behind the end."""
    about = PngImagePlugin.PngInfo()
    about.add_text("Comment", "the hidden word", zip=False)
    frames = [Image.new("RGB", SIZE, colour) for colour in ("red", "blue")]
    given = picture(pnginfo=about, icc_profile=b"profile" * 9, save_all=True, append_images=frames)
    drawn = redrawn(given + b"<script>")

    assert b"the hidden word" in given
    assert not any(word in drawn for word in (b"hidden", b"profile", b"iCCP", b"acTL", b"<script>"))


@pytest.mark.parametrize(
    "given",
    [b"", b"<svg/>", picture()[:60], picture("GIF"), picture("BMP"), picture(mode="1", size=(4001, 4000))],
    ids=["nothing", "svg", "cut", "gif", "bmp", "large"],
)
def test_what_is_no_picture_is_nothing(given: bytes) -> None:
    """Nor what is of another kind, or too large."""
    assert redrawn(given) == b""


def test_the_process_answers_for_each_in_order() -> None:
    """Until its input ends; a bomb in between is nothing."""
    bomb = picture(mode="1", size=(30_000, 30_000))
    given = [picture(), b"none", bomb, picture("JPEG")]
    said = subprocess.run(
        [sys.executable, "-I", redraw.__file__],
        input=b"".join(struct.pack(">I", len(one)) + one for one in given),
        capture_output=True,
        check=True,
    )
    lengths, at = [], 0
    while at < len(said.stdout):
        lengths.append(struct.unpack_from(">I", said.stdout, at)[0])
        at += 4 + lengths[-1]

    assert [length > 0 for length in lengths] == [True, False, False, True]
    assert said.stderr == b""
