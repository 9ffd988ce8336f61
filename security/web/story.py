"""A TA follows the report's queue into formgrader, gives points and a comment, and the student reads them."""

import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

from nbgrader.api import Gradebook
from playwright.sync_api import BrowserContext, Page

from nbverdict.report.course_files import CourseFiles
from nbverdict.report.page import write_report
from security.web.lab import TOKEN
from security.web.rows import StoryRow
from tests.test_class import run
from tools.demo import ASSIGNMENT

COMMENT = "You read the table well; say which size you mean."
STUDENT, CELL = "ada", "answer_table"
SAVED = 20.0  # seconds in which formgrader has written down what was given


def review_one(root: Path, context: BrowserContext, address: str) -> Iterator[StoryRow]:
    """Yield what holds, step by step."""
    report = context.new_page()
    report.goto(write_report(CourseFiles(root), ASSIGNMENT).as_uri())
    context.new_page().goto(f"{address}/lab?token={TOKEN}")  # where the TA is logged in
    page = _follow(report, context)
    yield StoryRow(
        "the queue leads to formgrader's page of that student", "/formgrader/submissions/" in page.url
    )
    box = page.locator(f".nbgrader_cell:has(#{CELL}), .nbgrader_cell:has([name='{CELL}'])").first
    box.locator("input.score").fill("1.5")
    box.locator("input.score").blur()
    box.locator("textarea.comment").fill(COMMENT)
    box.locator("textarea.comment").blur()
    deadline = time.monotonic() + SAVED
    while _given(root) != (1.5, COMMENT) and time.monotonic() < deadline:
        page.wait_for_timeout(200)
    yield StoryRow("formgrader keeps points and comment", _given(root) == (1.5, COMMENT))
    graded = run(root, "nbverdict", "grade", ASSIGNMENT, "--student", STUDENT, "--force")
    yield StoryRow("grading again keeps both", graded.returncode == 0 and _given(root) == (1.5, COMMENT))
    _ends_well(run(root, "nbgrader", "generate_feedback", ASSIGNMENT, "--student", STUDENT))
    feedback = context.new_page()
    feedback.goto((root / "feedback" / STUDENT / ASSIGNMENT / "challenges.html").as_uri())
    yield StoryRow("the student reads the comment", COMMENT in feedback.inner_text(f"#task-{CELL}"))
    yield StoryRow("and the points", "1.5 of 2 points" in feedback.inner_text(f"#task-{CELL}"))
    report.goto(write_report(CourseFiles(root), ASSIGNMENT).as_uri())
    left = report.locator(f".group:has(h3:has-text('{CELL}')) .answer a:has-text('{STUDENT}')")
    yield StoryRow("what was reviewed has left the queue", left.count() == 0)


def _follow(report: Page, context: BrowserContext) -> Page:
    """Click the student's entry among the written answers."""
    entry = report.locator(f".group:has(h3:has-text('{CELL}')) .answer a:has-text('{STUDENT}')").first
    with context.expect_page() as opened:
        entry.click()
    opened.value.wait_for_load_state("networkidle")
    return opened.value


def _given(root: Path) -> tuple[float | None, str | None]:
    with Gradebook(f"sqlite:///{root}/gradebook.db", "transformers") as book:
        about = ("challenges", ASSIGNMENT, STUDENT)
        return (
            book.find_grade(CELL, *about).manual_score,
            book.find_comment(CELL, *about).manual_comment,
        )


def _ends_well(process: "subprocess.CompletedProcess[str]") -> None:
    assert process.returncode == 0, process.stderr
