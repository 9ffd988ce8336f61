"""Staff see how a class did, and what needs a person; what they give to many at once can be taken back."""

import re
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from nbgrader.api import Gradebook
from typer.testing import CliRunner

from graders.cli import app
from graders.errors import StaffError
from graders.grading.classroom import Classroom
from graders.report.figures import check_figures, mistake_figures, totals
from graders.report.gathered import gather_class
from graders.report.page import write_report
from graders.report.queue import Reason, Share, groups_of
from graders.report.reviews import Reviews, choose_group
from graders.report.staffroom import Staffroom
from tests import small_course
from tests.small_course import STRICT, hand_in

CLASS = {
    "ada": (small_course.RIGHT, "one reason"),
    "ben": (STRICT, "<img src=x onerror=run()> another"),
    "cal": (STRICT, ""),
    "dov": ("import numpy as np\ndef causal_mask(n):\n    return np.eye(n)[::-1]", "a third"),
    "eve": ("def causal_mask(n):\n    return None", "a fourth"),
}


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A class of five, graded."""
    root = small_course.build(tmp_path_factory.mktemp("report"))
    for student, (mask, why) in CLASS.items():
        hand_in(root, student, mask, why)
    room = Classroom(root)
    assert all(not one.error for one in room.grade("hw", room.students("hw")))
    return root


@pytest.fixture
def room(graded: Path) -> Staffroom:
    """The class as staff see it."""
    return Staffroom(graded)


def book_of(room: Staffroom) -> Any:
    """Open its gradebook."""
    return Gradebook(room.coursedir.db_url, "transformers")


def given(room: Staffroom, student: str) -> tuple[float | None, bool, str | None]:
    """Return what a student has for the written answer: by hand, whether it waits, the comment."""
    with book_of(room) as book:
        grade = book.find_grade("why", "p", "hw", student)
        comment = book.find_comment("why", "p", "hw", student).manual_comment
        return grade.manual_score, bool(grade.needs_manual_grade), comment


def test_it_knows_how_the_class_did(room: Staffroom) -> None:
    """Points, how many pass each check, and the mistakes with how many made them."""
    answers = gather_class(room, "hw")
    checks = {one.line: (one.passed, one.of) for one in check_figures(answers)}
    mistakes = {one.name: one.students for one in mistake_figures(answers)}

    assert totals(answers) == {"ada": 2, "ben": 1, "cal": 1, "dov": 0, "eve": 0}
    assert set(checks.values()) == {(3, 5), (1, 5)}
    assert mistakes["a_token_hidden_from_itself"] == 2


def test_the_queue_holds_what_needs_a_person(room: Staffroom) -> None:
    """Written answers, and what no known mistake explains; what looks the same is one group."""
    groups = groups_of(gather_class(room, "hw"))
    waiting = {(one.reason, one.cell): [a.student for a in one.answers] for one in groups}

    assert waiting[Reason.WRITTEN, "why"] == ["ada", "ben", "cal", "dov", "eve"]
    assert ["dov"] in [who for (reason, _), who in waiting.items() if reason is Reason.UNEXPLAINED]


def test_a_reviewer_has_question_and_good_answer_at_hand(room: Staffroom) -> None:
    """Beside the written answers stands what the course's authors wrote; the page tells who took longest."""
    page = BeautifulSoup(write_report(room, "hw").read_text("utf-8"), "html.parser")
    times = " ".join(page.select_one("section[aria-labelledby=running] p").get_text().split())

    assert page.select_one("details .written").get_text(strip=True) == "Why?"
    assert re.fullmatch(
        r"5 notebooks ran, half of them for \d+\.\d s or less\. The longest: (.+ s \(p\)[,.]? ?){5}", times
    )


def test_shares_leave_nobody_out(room: Staffroom) -> None:
    """Three people who take a third each have looked at everything once."""
    answers = gather_class(room, "hw")
    shares = [groups_of(answers, Share(number, 3)) for number in (1, 2, 3)]
    seen = sorted(a.student for groups in shares for one in groups if one.cell == "why" for a in one.answers)

    assert seen == ["ada", "ben", "cal", "dov", "eve"]


def test_the_page_leads_to_formgrader_and_runs_nothing(room: Staffroom) -> None:
    """Each entry names its student, and shows what they wrote."""
    page = BeautifulSoup(write_report(room, "hw").read_text("utf-8"), "html.parser")
    links = [one["href"] for one in page.select(".answer a")]
    with book_of(room) as book:
        hers = book.find_submission_notebook("p", "hw", "ada").id

    assert f"http://localhost:8888/formgrader/submissions/{hers}/" in links
    assert page.select("script, [onerror]") == []
    assert "another" in page.get_text()
    assert "default-src 'none'" in str(page.select_one("meta[http-equiv]"))


def test_a_review_is_an_ordinary_manual_score_and_can_be_undone(room: Staffroom) -> None:
    """Points and comment stand in nbgrader's own places; undoing puts back what stood there."""
    group = next(one for one in groups_of(gather_class(room, "hw")) if one.reason is Reason.WRITTEN)
    before = given(room, "ada")
    reviews = Reviews(room, "hw")
    review = reviews.give(group, score=1.5, comment="well read", by="tess")
    after = given(room, "ada")
    [kept] = [one for one in reviews.all() if one.number == review.number]
    told = BeautifulSoup(write_report(room, "hw").read_text("utf-8"), "html.parser")
    left = reviews.undo(review.number)

    assert before == (None, True, None)
    assert after == (1.5, False, "well read")
    assert (kept.by, kept.at[:2], len(kept.given)) == ("tess", "20", 5)
    row = told.select_one("section[aria-labelledby=given] tbody tr").get_text(" ")
    assert "well read" in row
    assert f"--undo {review.number}" in row
    assert left == []
    assert given(room, "ada") == before


def test_undoing_leaves_what_somebody_changed_since(room: Staffroom) -> None:
    """His is the later word."""
    group = next(one for one in groups_of(gather_class(room, "hw")) if one.reason is Reason.WRITTEN)
    reviews = Reviews(room, "hw")
    review = reviews.give(group, score=1, comment=None, by="tess")
    with book_of(room) as book:
        book.find_grade("why", "p", "hw", "ben").manual_score = 2
        book.db.commit()
    left = reviews.undo(review.number)
    kept = given(room, "ben")[0]
    with book_of(room) as book:
        grade = book.find_grade("why", "p", "hw", "ben")
        grade.manual_score, grade.needs_manual_grade = None, True
        book.db.commit()

    assert (left, kept) == (["ben"], 2)
    with pytest.raises(StaffError, match="no review"):
        reviews.undo(review.number)


def test_what_is_undone_no_older_version_brings_back(tmp_path: Path) -> None:
    """Points that were laid aside for it go too, and those that wait with another answer."""
    root = small_course.build(tmp_path)
    room, class_ = Staffroom(root), Classroom(root)

    def grade(why: str) -> None:
        hand_in(root, "ada", why=why)
        list(class_.grade("hw", ["ada"]))

    grade("A good reason.")
    group = next(one for one in groups_of(gather_class(room, "hw")) if one.reason is Reason.WRITTEN)
    review = Reviews(room, "hw").give(group, score=2, comment=None, by="tess")
    grade("No reason.")
    Reviews(room, "hw").undo(review.number)
    then = given(room, "ada")
    grade("A good reason.")

    assert then == given(room, "ada") == (None, True, None)


def test_points_beyond_the_question_are_refused(room: Staffroom) -> None:
    """And so is a group that does not wait."""
    groups = groups_of(gather_class(room, "hw"))

    with pytest.raises(StaffError, match="not between 0 and 2"):
        Reviews(room, "hw").give(groups[0], score=3, comment=None, by="tess")
    with pytest.raises(StaffError, match="no group"):
        choose_group(groups, "nothing")


def test_some_of_a_group_can_get_something_else(room: Staffroom) -> None:
    """Written answers wait together, and seldom deserve the same."""
    group = next(one for one in groups_of(gather_class(room, "hw")) if one.reason is Reason.WRITTEN)
    review = Reviews(room, "hw").give(group.only(["ben", "dov"]), score=1, comment=None, by="tess")
    Reviews(room, "hw").undo(review.number)

    assert [one.student for one in review.given] == ["ben", "dov"]
    assert group.only([]) == group
    with pytest.raises(StaffError, match="zoe does not wait"):
        group.only(["zoe"])


def test_the_commands_preview_before_they_give(room: Staffroom) -> None:
    """`course report` says where the page is; `course review` changes nothing unless told to."""
    runner, place = CliRunner(), ["--course-dir", str(room.root)]
    wrote = runner.invoke(app, ["report", "hw", "--mine", "1/2", *place])
    name = next(one.name for one in groups_of(gather_class(room, "hw")) if one.cell == "why")
    asked = ["review", "hw", name, "--score", "1", "--comment", "`names[0]` fails"]
    looked = runner.invoke(app, [*asked, *place])
    still = given(room, "ada")
    gave = runner.invoke(app, ["review", "hw", name, "--score", "1", "--give", *place])
    number = re.search(r"review (\d+) is given, 5 in all", gave.output)
    assert number is not None, gave.output
    undone = runner.invoke(app, ["review", "hw", "--undo", number[1], *place])

    assert (room.root / "reports/hw-1-of-2.html").is_file(), wrote.output
    assert "Nothing was changed" in looked.output
    assert "names[0]" in looked.output
    assert still[0] is None
    assert undone.exit_code == 0
    assert given(room, "ada")[0] is None


def test_grading_again_keeps_what_a_review_gave(room: Staffroom, graded: Path) -> None:
    """As it keeps every manual score."""
    group = next(one for one in groups_of(gather_class(room, "hw")) if one.reason is Reason.WRITTEN)
    review = Reviews(room, "hw").give(group, score=2, comment="kept", by="tess")
    list(Classroom(graded).grade("hw", ["ada"], force=True))
    kept = given(room, "ada")
    Reviews(room, "hw").undo(review.number)

    assert kept == (2, False, "kept")


def test_five_hundred_students_take_seconds(room: Staffroom) -> None:
    """The figures and the queue of a large class are computed from what was written down."""
    answers = [
        replace(one, result=replace(one.result, student=f"{one.student}{number}"))
        for number in range(100)
        for one in gather_class(room, "hw")
    ]
    started = time.perf_counter()
    waiting = sum(len(group.answers) for group in groups_of(answers) if group.reason is Reason.WRITTEN)
    checked = {one.of for one in check_figures(answers)}
    most = mistake_figures(answers)[0]

    assert time.perf_counter() - started < 5
    assert (waiting, checked, most.students) == (500, {500}, 200)


def test_an_answer_in_a_notebook_that_could_not_be_read_is_no_blank_answer(tmp_path: Path) -> None:
    """It waits with the rest of its notebook, and for the same reason."""
    root = small_course.build(tmp_path)
    hand_in(root, "gus").write_text("{ cut off")
    list(Classroom(root).grade("hw", ["gus"]))
    waiting = {one.cell: one.reason for one in groups_of(gather_class(Staffroom(root), "hw"))}

    assert waiting["why"] is Reason.UNGRADED
