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

from nbverdict.cli import app
from nbverdict.course.grade_class import Classroom
from nbverdict.errors import StaffError
from nbverdict.intake.files import LINK
from nbverdict.intake.quarantine import placeholder
from nbverdict.report import readings
from nbverdict.report.class_results import gather_class
from nbverdict.report.course_files import CourseFiles
from nbverdict.report.figures import check_figures, mistake_figures, totals
from nbverdict.report.page import write_report
from nbverdict.report.queue import Reason, Share, groups_of
from nbverdict.report.readings import Readings
from nbverdict.report.reviews import Reviews
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
def room(graded: Path) -> CourseFiles:
    """The class as staff see it."""
    return CourseFiles(graded)


def book_of(room: CourseFiles) -> Any:
    """Open its gradebook."""
    return Gradebook(room.coursedir.db_url, "transformers")


def given(room: CourseFiles, student: str) -> tuple[float | None, bool, str | None]:
    """Return what a student has for the written answer: by hand, whether it waits, the comment."""
    with book_of(room) as book:
        grade = book.find_grade("why", "p", "hw", student)
        comment = book.find_comment("why", "p", "hw", student).manual_comment
        return grade.manual_score, bool(grade.needs_manual_grade), comment


def test_it_knows_how_the_class_did(room: CourseFiles) -> None:
    """Points, how many pass each check, and the mistakes with how many made them."""
    answers = gather_class(room, "hw")
    checks = {one.line: (one.passed, one.of) for one in check_figures(answers)}
    mistakes = {one.name: one.students for one in mistake_figures(answers)}

    assert totals(answers) == {"ada": 2, "ben": 1, "cal": 1, "dov": 0, "eve": 0}
    assert set(checks.values()) == {(3, 5), (1, 5)}
    assert mistakes["a_token_hidden_from_itself"] == 2


def test_the_queue_holds_what_needs_a_person(room: CourseFiles) -> None:
    """Written answers, and what no known mistake explains; what looks the same is one group."""
    groups = groups_of(gather_class(room, "hw"))
    waiting = {(one.reason, one.cell): [a.student for a in one.answers] for one in groups}

    assert waiting[Reason.WRITTEN, "why"] == ["ada", "ben", "cal", "dov", "eve"]
    assert ["dov"] in [who for (reason, _), who in waiting.items() if reason is Reason.UNEXPLAINED]


def test_a_reviewer_has_question_and_good_answer_at_hand(room: CourseFiles) -> None:
    """Beside the written answers stands what the course's authors wrote; the page tells who took longest."""
    page = BeautifulSoup(write_report(room, "hw").read_text("utf-8"), "html.parser")
    times = " ".join(page.select_one("section[aria-labelledby=running] p").get_text().split())

    assert page.select_one("details .written").get_text(strip=True) == "Why?"
    assert re.fullmatch(
        r"5 notebooks ran, half of them for \d+\.\d s or less\. The longest: (.+ s \(p\)[,.]? ?){5}", times
    )


def test_shares_leave_nobody_out(room: CourseFiles) -> None:
    """Three people who take a third each have looked at everything once."""
    answers = gather_class(room, "hw")
    shares = [groups_of(answers, Share(number, 3)) for number in (1, 2, 3)]
    seen = sorted(a.student for groups in shares for one in groups if one.cell == "why" for a in one.answers)

    assert seen == ["ada", "ben", "cal", "dov", "eve"]


def test_the_page_leads_to_formgrader_and_runs_nothing(room: CourseFiles) -> None:
    """Each entry names its student, and shows what they wrote."""
    page = BeautifulSoup(write_report(room, "hw").read_text("utf-8"), "html.parser")
    links = [one["href"] for one in page.select(".answer a")]
    with book_of(room) as book:
        hers = book.find_submission_notebook("p", "hw", "ada").id

    assert f"http://localhost:8888/formgrader/submissions/{hers}/" in links
    assert page.select("script, [onerror]") == []
    assert "another" in page.get_text()
    assert "default-src 'none'" in str(page.select_one("meta[http-equiv]"))


def test_a_review_is_an_ordinary_manual_score_and_can_be_undone(room: CourseFiles) -> None:
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


def test_undoing_leaves_what_somebody_changed_since(room: CourseFiles) -> None:
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
    room, class_ = CourseFiles(root), Classroom(root)

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


def test_the_report_says_what_a_waiting_answer_has(tmp_path: Path) -> None:
    """It counts in the mean and in exports, so "none given yet" would hide it."""
    root = small_course.build(tmp_path)
    for student in ("ada", "ben"):
        hand_in(root, student, small_course.RIGHT, f"Because, says {student}.")
    room = Classroom(root)
    assert all(not one.error for one in room.grade("hw", room.students("hw")))
    with book_of(CourseFiles(root)) as book:
        book.find_grade("why", "p", "hw", "ada").manual_score = 1.5
        book.db.commit()
    write_report(CourseFiles(root), "hw")
    page = BeautifulSoup((root / "reports/hw.html").read_text("utf-8"), "html.parser")
    said = " ".join(page.get_text(" ").split())

    assert "1.5 of 2 points until somebody has looked at it" in said
    assert "2 points, none given yet" in said


def test_points_beyond_the_question_are_refused(room: CourseFiles) -> None:
    """And so is a group that no report shows."""
    answers = gather_class(room, "hw")

    with pytest.raises(StaffError, match="not between 0 and 2"):
        Reviews(room, "hw").give(groups_of(answers)[0], score=3, comment=None, by="tess")
    for name in ("nothing", "../readings/x"):
        with pytest.raises(StaffError, match="no report of `hw` shows a group"):
            Readings(room, "hw").find(name, answers)


def test_some_of_a_group_can_get_something_else(room: CourseFiles) -> None:
    """Written answers wait together, and seldom deserve the same."""
    answers, kept = gather_class(room, "hw"), Readings(room, "hw")
    group = next(kept.keep(one) for one in groups_of(answers) if one.reason is Reason.WRITTEN)
    some, _ = kept.find(group.name, answers, ["ben", "dov"])

    assert [one.student for one in some.answers] == ["ben", "dov"]
    assert replace(kept.find(group.name, answers, list(CLASS))[0], same=group.same) == group
    with pytest.raises(StaffError, match="are not the same"):
        kept.find(group.name, answers)
    with pytest.raises(StaffError, match="zoe does not wait"):
        kept.find(group.name, answers, ["zoe"])


def told(room: CourseFiles, page: str = "hw") -> str:
    """Return the name that a report's command has for the written answers."""
    shown = BeautifulSoup((room.root / f"reports/{page}.html").read_text("utf-8"), "html.parser")
    group = next(one for one in shown.select(".group") if "a written answer" in one.h3.get_text())
    return str(group.select_one("code:-soup-contains('nbverdict review')").get_text().split()[3])


def review(room: CourseFiles, *arguments: str) -> str:
    """Return what `nbverdict review` says."""
    said = CliRunner().invoke(app, ["review", "hw", *arguments, "--course-dir", str(room.root)])
    return said.output + str(said.exception or "")


def named(*students: str) -> list[str]:
    """Return how a command names students."""
    return [f"--student={student}" for student in students]


def test_the_commands_preview_before_they_give(room: CourseFiles) -> None:
    """`nbverdict report` says where the page is; `nbverdict review` changes nothing unless told to."""
    write_report(room, "hw")
    name, everybody = told(room), named(*CLASS)
    looked = review(room, name, *everybody, "--score", "1", "--comment", "`names[0]` fails")
    still = given(room, "ada")
    unnamed = review(room, name, "--score", "1", "--give"), given(room, "ada")
    gave = review(room, name, *everybody, "--score", "1", "--give")
    number = re.search(r"review (\d+) is given to 5 answers", gave)
    assert number is not None, gave
    again = review(room, name, *everybody, "--score", "1", "--give")
    undone = review(room, "--undo", number[1])

    assert "Nothing was changed" in looked
    assert "names[0]" in looked
    assert still[0] is None
    assert f"the answers of group `{name}` are not the same" in unnamed[0]
    assert unnamed[1][0] is None
    assert f"nothing of group `{name}` waits any longer" in again
    assert "is undone" in undone
    assert given(room, "ada")[0] is None


def test_a_command_of_a_share_gives_to_that_share(room: CourseFiles) -> None:
    """The others are somebody else's to look at."""
    place = ["--course-dir", str(room.root)]
    wrote = CliRunner().invoke(app, ["report", "hw", "--mine", "1/2", *place])
    assert (room.root / "reports/hw-1-of-2.html").is_file(), wrote.output
    mine = named("ada", "cal", "eve")
    refused = review(room, told(room, "hw-1-of-2"), *mine, *named("ben"), "--score", "1", "--give")
    gave = review(room, told(room, "hw-1-of-2"), *mine, "--score", "1", "--give")
    others = given(room, "ben"), given(room, "dov")
    number = re.search(r"review (\d+) is given to 3 answers", gave)
    assert number is not None, gave
    review(room, "--undo", number[1])

    assert "ben does not wait in group" in refused
    assert others == ((None, True, None), (None, True, None))


def test_what_was_read_is_what_points_are_given_to(tmp_path: Path) -> None:
    """Another answer that came since the report gets none of them, and it is said whose it is."""
    root = small_course.build(tmp_path)
    room, class_ = CourseFiles(root), Classroom(root)
    for student in ("ada", "ben"):
        hand_in(root, student, why=f"A reason of {student}.")
    list(class_.grade("hw", ["ada", "ben"]))
    write_report(room, "hw")
    name = told(room)
    hand_in(root, "ada", why="No reason.")
    list(class_.grade("hw", ["ada", "ben"]))
    alone = review(room, name, "--score", "2", "--give", "--student", "ada")
    gave = review(room, name, "--score", "2", "--give", *named("ada", "ben"))

    assert "these answers are others by now: ada" in alone
    assert "left as they are: ada" in gave
    assert given(room, "ada") == (None, True, None)
    assert given(room, "ben") == (2, False, None)


def test_no_two_groups_have_one_name(room: CourseFiles, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is written in their answers: a name that is taken is no name for another."""
    monkeypatch.setattr(readings, "SHORT", 1)
    answers, kept = gather_class(room, "hw"), Readings(room, "hw")
    [group] = [one for one in groups_of(answers) if one.reason is Reason.WRITTEN]
    others = [replace(one, read=f"{one.read}{n}") for n in range(30) for one in group.answers]
    groups = [kept.keep(replace(group, answers=(one,))) for one in (*group.answers, *others)]

    assert len({one.name for one in groups}) == len(groups) == 155
    assert kept.keep(groups[0]) == groups[0]
    found, _ = kept.find(groups[0].name, answers, [groups[0].answers[0].student])
    assert found.answers == groups[0].answers


def test_grading_again_keeps_what_a_review_gave(room: CourseFiles, graded: Path) -> None:
    """As it keeps every manual score."""
    group = next(one for one in groups_of(gather_class(room, "hw")) if one.reason is Reason.WRITTEN)
    review = Reviews(room, "hw").give(group, score=2, comment="kept", by="tess")
    list(Classroom(graded).grade("hw", ["ada"], force=True))
    kept = given(room, "ada")
    Reviews(room, "hw").undo(review.number)

    assert kept == (2, False, "kept")


def test_five_hundred_students_take_seconds(room: CourseFiles) -> None:
    """The figures and the queue of a large class are computed from what was written down."""
    answers = [
        replace(one, result=one.result.model_copy(update={"student": f"{one.student}{number}"}))
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
    waiting = {one.cell: one.reason for one in groups_of(gather_class(CourseFiles(root), "hw"))}

    assert waiting["why"] is Reason.UNGRADED


def test_where_nothing_was_graded_the_file_is_named(tmp_path: Path) -> None:
    """Each student's own, once for all questions, and no code: what the blank notebook holds is nobody's."""
    root = small_course.build(tmp_path)
    hand_in(root, "gus").write_text("{ cut off")
    hand_in(root, "ida").write_bytes(placeholder(LINK))
    list(Classroom(root).grade("hw", ["gus", "ida"]))
    page = BeautifulSoup(write_report(CourseFiles(root), "hw").read_text("utf-8"), "html.parser")
    answers = page.select("article.answer")

    assert not page.select("article pre")
    assert {one.code.get_text() for one in answers} == {
        "submitted/gus/hw/p.ipynb",
        "evidence/quarantine/hw/ida",
    }
    assert len(page.select(".group")) == len(answers) == 2
    commands = [one.get_text() for one in page.select(".group li code")]
    assert len({one.split()[3] for one in commands}) == len(commands) == 4
