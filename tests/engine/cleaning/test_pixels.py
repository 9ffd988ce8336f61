"""A picture whose file is small may have pixels that no browser decodes in time: it is not shown."""

import base64
import io
import zlib

import pytest
from markupsafe import Markup
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook, new_output
from PIL import Image

from nbverdict.cleaning import bounded
from nbverdict.cleaning.bounded import Bounded
from nbverdict.cleaning.inert import NOT_SHOWN, inert_outputs
from nbverdict.cleaning.markdown import render
from nbverdict.cleaning.pixels import MOST_PIXELS, SCAN, is_drawable, pixels_of
from nbverdict.cleaning.quiet import quiet_text
from nbverdict.cleaning.safe import clean
from nbverdict.feedback.cells import show_cell
from tests.pictures import PIXEL, picture


def claimed(width: int, height: int) -> str:
    """Return a PNG of hardly a hundred bytes that says it has so many pixels."""
    made = bytearray(base64.b64decode(PIXEL))
    made[16:24] = width.to_bytes(4, "big") + height.to_bytes(4, "big")
    made[29:33] = zlib.crc32(made[12:29]).to_bytes(4, "big")
    return base64.b64encode(made).decode()


HUGE = claimed(15_000, 15_000)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP"])
def test_a_picture_of_each_kind_is_counted(kind: str) -> None:
    """Width times height, as its file says."""
    assert pixels_of(picture(30, 20, kind=kind)) == 600


def test_what_no_browser_should_decode_is_not_drawable() -> None:
    """Too many pixels, whatever the file weighs, and what is no picture that can be counted."""
    assert is_drawable(claimed(8_000, 5_000))
    assert not is_drawable(claimed(8_001, 5_000))
    assert not is_drawable(HUGE)
    assert pixels_of("AAAA") > MOST_PIXELS


def test_each_pass_over_a_picture_counts() -> None:
    """A progressive JPEG has ten; one of few bytes may have thousands."""
    made = io.BytesIO()
    Image.new("L", (2000, 1500)).save(made, "JPEG", progressive=True)
    whole = made.getvalue()
    last = whole[whole.rindex(SCAN) : -2]
    longer = base64.b64encode(whole[:-2] + last * 1000 + whole[-2:]).decode()

    assert pixels_of(base64.b64encode(whole).decode()) == 3_000_000
    assert not is_drawable(longer)


def test_it_is_left_out_of_outputs_texts_and_tables() -> None:
    """Wherever a picture may stand that lies in the notebook itself."""
    [output] = inert_outputs([new_output("display_data", data={"image/png": HUGE})])
    address = f"data:image/png;base64,{HUGE}"

    assert output["data"] == {"text/plain": NOT_SHOWN}
    assert "<img" not in render(f"![a]({address})")
    assert "<img" not in clean(f'<table><tr><td><img src="{address}" width="1"></td></tr></table>')
    assert address in quiet_text(f"![a]({address})").replace("! [", "![")
    assert quiet_text(f"![a]({address})").startswith("! [")
    assert "<img" in render(f"![a](data:image/png;base64,{PIXEL})")


def test_a_page_has_room_for_so_many_pixels(monkeypatch: pytest.MonkeyPatch) -> None:
    """Many pictures that may each be shown are too many together, in outputs and in a text."""
    monkeypatch.setattr(bounded, "OF_A_PAGE", 250)
    small = picture(10, 10)
    page = Bounded()
    shown = [show_cell(_draws(small), page, below=1).outputs[0] for _ in range(3)]
    text = Bounded()(f"![a](data:image/png;base64,{small})" * 3, lambda: "", "")
    many = Bounded()("x", lambda: f'<img src="data:image/png;base64,{small}">' * 3)

    assert ["<img" in one for one in map(Markup, shown)] == [True, True, False]
    assert text == ""
    assert many == "<pre>x</pre>"


def _draws(packed: str) -> NotebookNode:
    shows = new_output("display_data", data={"image/png": packed, "text/plain": "a figure"})
    cell = new_code_cell("draw()", outputs=[shows])
    return new_notebook(cells=[cell]).cells[0]
