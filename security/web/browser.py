"""Debian's Chromium, driven by Playwright: what runs in a page, what it asks for, and whom it keeps out."""

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Error, Page, sync_playwright

from security.web.canary import Canary

RAN = re.compile(r"data-ran-(\d+)")
SETTLED = 400  # milliseconds in which what starts by itself has started
INERT = ("data", "about", "blob", "file")
CLICKABLE = "button, a[href^='javascript:' i], svg a"
MOST_CLICKS = 5


@dataclass(frozen=True)
class Seen:
    """What a page did when it was opened."""

    ran: frozenset[int]  # the payloads whose script ran
    asked: frozenset[int]  # the payloads whose files were asked for
    elsewhere: tuple[str, ...]  # every address that is not the page's own


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start a browser without a window."""
    path = shutil.which("chromium")
    assert path, "Debian's package `chromium` is not installed"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        try:
            yield browser
        finally:
            browser.close()


def look(page: Page, address: str, canary: Canary, *, click: bool = False, settled: int = SETTLED) -> Seen:
    """Open a page as a reader does, wait, click what offers itself where that is wanted; say what it did."""
    canary.take()
    requested: list[str] = []
    page.on("request", lambda request: requested.append(request.url))
    page.on("dialog", lambda dialog: dialog.dismiss())
    page.goto(address, wait_until="load")
    page.wait_for_timeout(settled)
    ran = _marks(page)
    if click:
        ran |= _click(page)
    own = urlsplit(address)
    elsewhere = tuple(
        url for url in requested if urlsplit(url).scheme not in INERT and urlsplit(url).netloc != own.netloc
    )
    return Seen(frozenset(ran), frozenset(canary.take()), elsewhere)


def serious(page: Page) -> list[str]:
    """Return what axe-core finds to be serious or worse on the page that is open."""
    found: list[dict[str, Any]] = Axe().run(page).response["violations"]
    return [
        f"{one['id']}: {node['target']}"
        for one in found
        if one["impact"] in {"serious", "critical"}
        for node in one["nodes"]
    ]


def _click(page: Page) -> set[int]:
    """Click what a payload offers; a click may lead away from the page."""
    ran: set[int] = set()
    for place in range(min(page.locator(CLICKABLE).count(), MOST_CLICKS)):
        try:
            page.locator(CLICKABLE).nth(place).click(timeout=1000, force=True, no_wait_after=True)
            page.wait_for_timeout(SETTLED)
            ran |= _marks(page)
        except Error:
            continue  # hidden, or gone with the page
    return ran


def _marks(page: Page) -> set[int]:
    try:
        names: list[str] = page.evaluate("document.documentElement.getAttributeNames()")
    except Error:  # it has gone elsewhere, which the canary knows
        return set()
    return {int(found[1]) for name in names if (found := RAN.fullmatch(name))}
