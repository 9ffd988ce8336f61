"""A class of 500, made of a graded one, and its report in a browser."""

import json
import os
import shutil
import time
from collections.abc import Sequence
from dataclasses import replace
from itertools import cycle
from pathlib import Path
from uuid import uuid4

import numpy as np
from playwright.sync_api import Browser

from nbverdict.gradebook.rows import Book, Page, Row, add_page
from nbverdict.report.course_files import CourseFiles
from nbverdict.report.page import write_report
from security.web.rows import LargeRow
from tools.demo import ASSIGNMENT

STUDENTS = 500
SCROLL = """async () => {
    const frames = [];
    for (let y = 0; y < document.documentElement.scrollHeight; y += innerHeight / 2) {
        const began = performance.now();
        scrollTo(0, y);
        await new Promise(requestAnimationFrame);
        frames.push(performance.now() - began);
    }
    return frames;
}"""


def open_large(graded: Path, browser: Browser) -> LargeRow:
    """Make a class of 500 of a graded one, write its report, open it, and scroll from its top to its end."""
    root = graded.with_name("large")
    shutil.rmtree(root, ignore_errors=True)
    shutil.copytree(graded, root, copy_function=os.link)
    (root / "gradebook.db").unlink()  # a link would be the other class's
    shutil.copy(graded / "gradebook.db", root)
    enlarge(root, sorted(path.name for path in (root / "autograded").iterdir()))
    began = time.perf_counter()
    report = write_report(CourseFiles(root), ASSIGNMENT)
    written = time.perf_counter()
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(report.as_uri(), wait_until="load")
    opened = time.perf_counter()
    frames = page.evaluate(SCROLL)
    page.close()
    return LargeRow(
        students=STUDENTS,
        megabytes=report.stat().st_size / 1e6,
        written_s=written - began,
        opened_s=opened - written,
        frames=len(frames),
        frame_ms=float(np.percentile(frames, 95)),
    )


def enlarge(root: Path, students: Sequence[str]) -> None:
    """Add students with the notebooks, results and points of those that are there."""
    url, whose = f"sqlite:///{root}/gradebook.db", cycle(students)
    book = Book(url, ASSIGNMENT)
    pages = {student: book.page(student) for student in students}
    book.close()
    for number in range(STUDENTS - len(students)):
        model, student = next(whose), f"student{number:03}"
        add_page(url, _of(pages[model], student))
        shutil.copytree(root / "autograded" / model, root / "autograded" / student, copy_function=os.link)
        told = json.loads((root / f"evidence/graded/{ASSIGNMENT}/{model}.json").read_text("utf-8"))
        told["results"] = [{**one, "student": student} for one in told["results"]]
        told["answers"] = {name: f"{answer}{number}" for name, answer in told["answers"].items()}
        (root / f"evidence/graded/{ASSIGNMENT}/{student}.json").write_text(json.dumps(told))


def _of(page: Page, student: str) -> Page:
    """Return a page as another student's."""
    names: dict[str, str] = {}

    def renamed(rows: Sequence[Row], *columns: str) -> list[Row]:
        names.update({row["id"]: uuid4().hex for row in rows})
        return [{**row, **{column: names[row[column]] for column in ("id", *columns)}} for row in rows]

    return replace(
        page,
        student=[{**row, "id": student} for row in page.student],
        submission=[{**row, "student_id": student} for row in renamed(page.submission)],
        notebooks=renamed(page.notebooks, "assignment_id"),
        grades=renamed(page.grades, "notebook_id"),
        comments=renamed(page.comments, "notebook_id"),
    )
