"""One command gives to answers that look the same and were shown; of others it names whose they are."""

from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag
from nbformat.v4 import new_markdown_cell

from nbverdict.course.grade_class import Classroom
from nbverdict.report import answer_view
from nbverdict.report.course_files import CourseFiles
from nbverdict.report.page import write_report
from nbverdict.report.queue import Share
from tests import small_course
from tests.engine.report.test_report import named, review
from tests.small_course import RIGHT, STRICT, hand_in, manual, task

MASK = "print(causal_mask(2).sum())"  # which is another number of another mask
CLASS = {
    "ann": (RIGHT, "print('by ann')"),
    "bob": (RIGHT, "print('by bob')"),
    "cat": (RIGHT, MASK),
    "dan": (RIGHT, MASK),
    "eve": (STRICT, MASK),
}


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A class that was asked for code that a person judges, and for cells of their own."""
    root = small_course.build(tmp_path_factory.mktemp("together"), [manual("x = 1"), task()])
    for student, (mask, code) in CLASS.items():
        own = new_markdown_cell(f"The drawing of {student}.", id="own")
        hand_in(root, student, mask, f"Asked by {student}.", [manual(code), task(), own])
    room = Classroom(root)
    assert all(not one.error for one in room.grade("hw", room.students("hw")))
    return root


@pytest.fixture
def room(graded: Path) -> CourseFiles:
    """The class as staff see it."""
    return CourseFiles(graded)


def groups(room: CourseFiles, cell: str, share: Share | None = None) -> dict[str, Tag]:
    """Return the groups of one question in a report, by their students."""
    page = BeautifulSoup(write_report(room, "hw", share).read_text("utf-8"), "html.parser")
    found = [one for one in page.select(".group") if f"p: {cell}:" in one.h3.get_text()]
    return {" ".join(_student(one) for one in group.select("article")): group for group in found}


def _student(answer: Tag) -> str:
    return answer.a.get_text().partition(",")[0]


def command(group: Tag) -> str:
    """Return the command that a group offers."""
    return str(group.select_one("code:-soup-contains('nbverdict review')").get_text())


def test_code_that_a_person_judges_is_shown_and_grouped_by_what_is_seen(room: CourseFiles) -> None:
    """Who wrote and got the same is one group; the same words with another output are no part of it."""
    found = groups(room, "manual")

    assert set(found) == {"cat dan", "ann bob eve"}
    assert "--student" not in command(found["cat dan"])
    assert "--student NAME" in command(found["ann bob eve"])
    assert "by ann" in found["ann bob eve"].select("article .output")[0].get_text()
    assert found["cat dan"].select_one("article .output").get_text().strip() == "3.0"
    assert "Nothing was written" not in str(found)
    assert [one.get_text().strip() for one in found["cat dan"].select("details .source")] == ["x = 1"]


def test_a_task_shows_what_each_wrote_below_it(room: CourseFiles) -> None:
    """With its own text as the question and its mark scheme beside it, in a share too."""
    for share, who in ((None, "ann bob cat dan eve"), (Share(1, 2), "ann cat eve")):
        [(students, group)] = groups(room, "task", share).items()

        assert students == who
        assert [one.get_text().strip() for one in group.select("summary")] == [
            "The question",
            "The mark scheme",
        ]
        assert [one.get_text().strip() for one in group.select("details .written")] == [
            "Draw a mask.",
            "Good with axes.",
        ]
        assert [one.get_text().strip() for one in group.select("article .written")] == [
            f"The drawing of {student}." for student in who.split()
        ]
        assert "--student NAME" in command(group)


def test_no_command_gives_to_different_answers_unnamed(room: CourseFiles) -> None:
    """A student who is named gets what was given, and nobody else."""
    name = command(groups(room, "manual")["ann bob eve"]).split()[3]
    refused = review(room, name, "--score", "0", "--give")
    looked = review(room, name, "--score", "0", *named("bob"))

    assert f"the answers of group `{name}` are not the same" in refused
    assert "bob" in looked
    assert "ann" not in looked


def test_no_command_gives_to_what_was_not_shown(room: CourseFiles, monkeypatch: pytest.MonkeyPatch) -> None:
    """Answers that have no room in a report are given to by name, whatever they have in common."""
    monkeypatch.setattr(answer_view, "LARGEST_TOGETHER", 10)
    group = groups(room, "manual")["cat dan eve"]
    name = command(group).split()[3]

    assert "no room left" in group.article.get_text()
    assert "Not all of these 3 answers could be shown" in group.get_text()
    assert "were not all shown" in review(room, name, "--score", "0", "--give")
