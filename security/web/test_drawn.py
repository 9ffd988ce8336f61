"""Long texts in a real browser: what passes the rule is drawn in seconds."""

import shutil
import time
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser

from nbverdict.cleaning.drawn import END_OF_MARKDOWN, END_OF_PRINT, drawable, drawable_html
from security.web.browser import chromium

pytestmark = pytest.mark.skipif(shutil.which("chromium") is None, reason="no Chromium here")
SECONDS = 5.0
RUNS = {  # as many letters as take minutes, or half a minute
    "Thai": "\u0e01" * 450_000,
    "Burmese": "\u1000" * 450_000,
    "Khmer": "\u1780" * 450_000,
    "joined hearts": "\u2764\ufe0f\u200d" * 100_000,
    "Arabic": "\u0628" * 450_000,
    "blanks before brackets": "\u0e01 (" * 150_000,
    "both directions": "\u05d0a" * 150_000,
}
PRE = "<pre style='white-space: pre-wrap; overflow-wrap: anywhere'>{}</pre>"
SHOWN: dict[str, Callable[[str], str]] = {
    "HTML": lambda text: drawable_html(PRE.format(text)),
    "print": lambda text: PRE.format(drawable(text, END_OF_PRINT)),
    "Markdown": lambda text: f"<p>{drawable(text, END_OF_MARKDOWN)}</p>",
}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Return one for all texts."""
    with chromium() as found:
        yield found


@pytest.mark.parametrize("shown", SHOWN)
@pytest.mark.parametrize("run", RUNS)
def test_a_long_text_is_drawn_in_seconds(browser: Browser, run: str, shown: str) -> None:
    """Without an end of a part a browser looks for one in all of it, again and again."""
    page, html = browser.new_page(), SHOWN[shown](RUNS[run])
    began = time.perf_counter()
    try:
        page.set_content(html, timeout=1000 * SECONDS)
        page.evaluate("document.body.offsetHeight")
        page.screenshot(timeout=1000 * SECONDS)
    finally:
        page.close()

    assert time.perf_counter() - began < SECONDS
