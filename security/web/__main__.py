"""`make web`, `make web-short`: feedback, report and formgrader in a real browser, with hostile students.

    python -m security.web [--short]

With --short hostile pages are opened behind no wall and behind all, and not behind each alone; there is no
class of 500, and the pictures of the docs stay as they are.

Every page that was opened has a row in build/web/rows.jsonl, and the last line, JSON, is computed from these.
Ends with 1 where something is not as it must be.
"""

import argparse
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import requests
from nbgrader.api import Gradebook
from playwright.sync_api import Browser
from rich.console import Console
from rich.progress import track

from graders.models.cache import PROJECT, use_project_cache
from nbverdict.report.course_files import CourseFiles
from nbverdict.report.page import write_report
from security.web.browser import SETTLED, chromium, look, serious
from security.web.canary import Canary, listening
from security.web.classes import HONEST, build_honest, build_hostile, student
from security.web.lab import TOKEN, jupyterlab
from security.web.large import STUDENTS, open_large
from security.web.payloads import Payload, payloads, plant
from security.web.rows import PageRow, PayloadRow, Row, compute_figures, problems, write_rows
from security.web.story import review_one
from security.web.walls import Walls, standing, write_pages
from tools.demo import ASSIGNMENT

BUILD = PROJECT / "build" / "web"
IMAGES = PROJECT / "docs" / "images"
REPORTS = (Walls.NONE, Walls.CLEANER, Walls.POLICY, Walls.BOTH)
NONE_AND_ALL = (Walls.NONE, Walls.BOTH)
LOADED = 4_000  # milliseconds in which formgrader has read a configuration
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}
KEPT = {"a table": "#notebook table td", "a formula": "#notebook math mfrac", "a heading": "#notebook h4"}


def main(*, short: bool) -> int:
    """Open everything; return 1 where something is not as it must be."""
    use_project_cache(os.environ)
    console, rows = Console(stderr=True), list[Row]()
    try:
        with chromium() as browser, listening() as canary:
            console.print("Grading an honest class ...")
            root = build_honest(BUILD / "honest")
            if not short:
                draw_pictures(root, browser)
            rows.extend(honest(root, browser, canary))
            if not short:
                console.print(f"Making a class of {STUDENTS} of it ...")
                rows.append(open_large(root, browser))
            tried = payloads(canary.address)
            console.print(f"Grading a class that tries {len(tried)} payloads ...")
            root = build_hostile(BUILD / "hostile", tried)
            rows.extend(hostile(root, tried, browser, canary, short=short))
    finally:
        write_rows(BUILD / "rows.jsonl", rows)
    found = problems(rows)
    for line in found:
        console.print(line, style="red", markup=False, soft_wrap=True)
    print(json.dumps(compute_figures(rows)))  # noqa: T201 - what the command is for
    return 1 if found else 0


def draw_pictures(root: Path, browser: Browser) -> None:
    """Draw the pictures of the README and the docs: a slip by day, on a phone by night, and the report."""
    slip = (root / "feedback" / "hal" / ASSIGNMENT / "challenges.html").as_uri()
    report = (root / "reports" / f"{ASSIGNMENT}.html").as_uri()
    for name, url, size, scheme in (
        ("feedback", f"{slip}#task-grade_attention_grid", {"width": 900, "height": 1000}, "light"),
        ("feedback-phone", f"{slip}#task-grade_attention_grid", PHONE, "dark"),
        ("feedback-top", slip, {"width": 900, "height": 520}, "light"),
        ("report", report, {"width": 1000, "height": 900}, "light"),
        ("queue", f"{report}#queue", {"width": 1000, "height": 900}, "light"),
    ):
        page = browser.new_page(viewport=size, color_scheme=scheme)
        page.goto(url)
        page.wait_for_timeout(200)
        page.screenshot(path=IMAGES / f"{name}.png")
        page.close()


def honest(root: Path, browser: Browser, canary: Canary) -> Iterator[Row]:
    """Yield what the pages of an honest class are like, on a phone by night and on a desk by day."""
    pages = [
        path for name in HONEST for path in sorted((root / "feedback" / name / ASSIGNMENT).glob("*.html"))
    ]
    for path in track([*pages, root / "reports" / f"{ASSIGNMENT}.html"], "honest pages"):
        for size, scheme in ((PHONE, "dark"), (DESK, "light")):
            context = browser.new_context(viewport=size, color_scheme=scheme)
            page = context.new_page()
            seen = look(page, path.as_uri(), canary)
            wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
            name = f"{path.relative_to(root)} ({scheme})"
            missing = ("a page that is no wider than the screen",) if wide else ()
            yield PageRow(name, tuple(serious(page)), missing, seen.elsewhere)
            context.close()
    with jupyterlab(root) as address:
        context = browser.new_context(viewport=DESK)
        yield from review_one(root, context, address)
        context.close()


def hostile(
    root: Path, tried: list[Payload], browser: Browser, canary: Canary, *, short: bool
) -> Iterator[Row]:
    """Yield what each payload does: behind no walls, behind each alone, behind both, and where staff read."""
    yield from _kept(root, browser, canary)
    students = [student(number) for number in range(len(tried))]
    for walls in NONE_AND_ALL if short else Walls:
        folder = write_pages(root, "hw", students, walls)
        for number, payload in track(list(enumerate(tried)), f"{walls}"):
            path = folder / student(number) / "hw" / "p.html"
            yield _tried((number, payload), path.as_uri(), browser, canary, page="feedback", walls=walls)
    for walls in NONE_AND_ALL if short else REPORTS:
        yield from _reported(root, tried, walls, browser, canary)
    plant(root, tried, student, canary.address)
    for walls in (Walls.BOTH,) if short else REPORTS:
        yield from in_formgrader(root, list(enumerate(tried)), walls, browser, canary)


def in_formgrader(
    root: Path, tried: list[tuple[int, Payload]], walls: Walls, browser: Browser, canary: Canary
) -> Iterator[PayloadRow]:
    """Open each submission in formgrader, behind these walls."""
    with jupyterlab(root, walls) as address:
        links = _formgrader_pages(root)
        for number, payload in track(tried, f"formgrader: {walls}"):
            url = f"{address}/formgrader/submissions/{links[student(number)]}/"
            yield _tried((number, payload), url, browser, canary, page="formgrader", walls=walls)
            back = {"token": TOKEN}  # it may have been led elsewhere
            requests.get(f"{address}/formgrader", params=back, timeout=30)


def _reported(
    root: Path, tried: list[Payload], walls: Walls, browser: Browser, canary: Canary
) -> Iterator[Row]:
    """Open the report, which holds what all of them wrote, behind these walls."""
    with standing(walls):
        report = write_report(CourseFiles(root), "hw")
    page = browser.new_page()
    seen = look(page, report.as_uri(), canary)
    for number, payload in enumerate(tried):
        ran, asked = number in seen.ran, number in seen.asked
        yield PayloadRow(number, payload.name, payload.place, "report", walls, ran, asked)
    if walls is Walls.BOTH:
        yield PageRow("the report of the hostile class", elsewhere=seen.elsewhere)
    page.close()


def _tried(
    tried: tuple[int, Payload], url: str, browser: Browser, canary: Canary, *, page: str, walls: Walls
) -> PayloadRow:
    number, payload = tried
    context = browser.new_context()
    if page == "formgrader":  # as somebody who is logged in, and whom links and pictures act for
        context.request.get(f"{url.partition('/formgrader')[0]}/lab?token={TOKEN}")
    click = payload.clicked and page != "formgrader"
    leads = "?path=" in payload.text
    seen = look(context.new_page(), url, canary, click=click, settled=LOADED if leads else SETTLED)
    context.close()
    return PayloadRow(
        number,
        payload.name,
        payload.place,
        page,
        walls,
        number in seen.ran or (leads and number in seen.asked),
        number in seen.asked,
        seen.elsewhere,
    )


def _kept(root: Path, browser: Browser, canary: Canary) -> Iterator[PageRow]:
    """Yield whether an honest student's table, formula and heading are on their page."""
    page = browser.new_page()
    seen = look(page, (root / "feedback/honest/hw/p.html").as_uri(), canary)
    missing = tuple(what for what, where in KEPT.items() if not page.locator(where).count())
    yield PageRow("an honest student among hostile ones", tuple(serious(page)), missing, seen.elsewhere)
    page.close()


def _formgrader_pages(root: Path) -> dict[str, str]:
    with Gradebook(f"sqlite:///{root}/gradebook.db", "transformers") as book:
        return {one.student.id: one.notebooks[0].id for one in book.assignment_submissions("hw")}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m security.web")
    parser.add_argument(
        "--short", action="store_true", help="open hostile pages behind no wall and behind all"
    )
    sys.exit(main(short=parser.parse_args().short))
