"""A student's page tells everything that they need, and needs nothing itself."""

import re
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from nbgrader.api import Gradebook

from nbverdict.commands.regrade import regrade_class
from nbverdict.course.grade_class import Classroom
from nbverdict.feedback.page import sentence
from tests import small_course
from tests.small_course import STRICT, TWOS, hand_in

SHOWS = """
from IPython.display import HTML, display
display(HTML("<script>run()</script><table><tr><td>a cell</td></tr></table>"))
"""
SAID = "The notebook's process ended in this cell: its own code ended it."
FAR = "import numpy as np\ndef causal_mask(n):\n    return np.triu(np.ones((n, n)))"
ESSAY = "# Mine\n\nBecause $x^2$ <script>run()</script>"


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A graded class of three."""
    root = small_course.build(tmp_path_factory.mktemp("pages"))
    hand_in(root, "ada", small_course.RIGHT + SHOWS, ESSAY)
    hand_in(root, "ben", STRICT, "")
    hand_in(root, "cal", FAR)
    grade(root)
    return root


def grade(root: Path, *students: str, force: bool = False) -> None:
    """Grade these students, or all."""
    room = Classroom(root)
    whom = list(students) or room.students("hw")
    assert all(not one.error for one in room.grade("hw", whom, force=force))


def page(root: Path, student: str) -> Any:
    """Return a student's page."""
    return BeautifulSoup((root / "feedback" / student / "hw/p.html").read_text("utf-8"), "html.parser")


def words(found: Any) -> str:
    """Return a part of a page in one line."""
    return " ".join(found.get_text(" ").split())


def test_it_says_what_the_score_is_made_of(course: Path) -> None:
    """The whole, each task, and what is still to come from a person."""
    told = page(course, "ada")

    assert words(told.select_one(".total")) == "2 of 2 points so far; 2 more wait for a person"
    assert [words(one) for one in told.select(".made-of .points")] == [
        "2 of 2 points",
        "2 points, not given yet",
    ]


def test_nothing_of_a_notebook_lies_over_what_stands_above_or_below(course: Path) -> None:
    """Each part of a cell is in a box that shows nothing outside of itself, whatever the part holds."""
    told = page(course, "ada")
    style = re.sub(r"/\*.*?\*/", "", told.style.string)
    rules = re.findall(r"([^{}]+)\{([^{}]*)\}", style)
    bounded = {
        selector.strip()
        for selectors, rule in rules
        if re.search(r"overflow(-x)?: (visible clip|auto)", rule)
        for selector in selectors.split(",")
    }
    parts = [part for cell in told.select(".cell") for part in cell.find_all(recursive=False)]

    assert {".text", ".output", ".source", ".written"} <= bounded
    assert len(parts) > len(told.select(".cell"))
    assert all({"text", "output", "source", "label"} & set(part["class"]) for part in parts)


def test_it_names_the_slip_first(course: Path) -> None:
    """Then each check with its points and its message."""
    told = page(course, "ben")

    assert words(told.select_one(".slip")).startswith(
        "One slip: \N{MINUS SIGN}1. A token may not look at itself"
    )
    assert [one["class"] for one in told.select(".checks li")] == [["passed"], ["wrong"]]


def test_it_says_where_to_start(course: Path) -> None:
    """With the task that has most points to give; who lost none is told nothing."""
    started = words(page(course, "cal").select_one("header .note"))

    assert started == "Start with grade_causal_mask : most points are to be had there."
    assert page(course, "ada").select("header .note") == []


def test_it_says_once_that_the_process_ended(course: Path) -> None:
    """At the top, with the way to the cell: all else may follow from it."""
    hand_in(course, "eli", f"{small_course.RIGHT}\nimport os; os._exit(0)")
    grade(course, "eli")
    told = page(course, "eli")
    link = told.select_one("header .slip a")

    assert words(told.select_one("header .slip")).startswith(
        "Your notebook's process ended in the cell that ends with import os; os._exit(0) . After that"
    )
    assert "The notebook's process ended in this cell" in words(told.select_one(link["href"]))


def test_no_letter_turns_the_direction_of_a_page(course: Path) -> None:
    """Neither in code, nor in what it printed, nor in an answer."""
    hand_in(course, "gus", f"{small_course.RIGHT}  # \u202e\nprint('\u2067 x')", "a \u202e b")
    grade(course, "gus")
    text = (course / "feedback/gus/hw/p.html").read_text("utf-8")

    assert not {"\u202e", "\u2067"} & set(text)


def test_what_is_printed_ends_no_process(course: Path) -> None:
    """Nor does anything else that a notebook says of itself: the end is on record."""
    hand_in(course, "fay", f"{small_course.RIGHT}\nprint({SAID!r})")
    grade(course, "fay")

    assert page(course, "fay").select("header .slip") == []


def test_it_shows_where_a_map_differs_and_not_what_was_expected(course: Path) -> None:
    """A square for each value of the shown example, and words for who cannot see it."""
    drawn = page(course, "cal").select_one(".places svg")

    assert re.fullmatch(r".+: \d+ of \d+ values differ", drawn["aria-label"])
    assert drawn.select_one("path")["d"].startswith("M")


def test_nothing_of_it_runs_or_is_loaded(course: Path) -> None:
    """No script, no handler, no frame; the browser is told to run and load nothing."""
    told = page(course, "ada")
    text = str(told)

    assert told.select("script, iframe, link, object, embed, form, [onclick], [onerror]") == []
    assert "default-src 'none'" in told.select_one("meta[http-equiv=Content-Security-Policy]")["content"]
    assert not re.search(r"(src|href)=\"(?!#|data:image/|https?://[^\"]*\" rel=)", text)
    assert "a cell" in text
    assert told.select("#cell-why msup")


def test_hidden_lines_and_what_is_for_staff_stay_away(course: Path) -> None:
    """Neither the hidden call nor an expected value is in the page."""
    text = str(page(course, "cal"))

    assert "grade(" not in text
    assert "expected" not in text


def test_a_comment_is_shown_and_is_as_clean_as_an_answer(course: Path) -> None:
    """It is Markdown, and its score is a person's."""
    with Gradebook(f"sqlite:///{course}/gradebook.db", "transformers") as book:
        book.find_comment("why", "p", "hw", "ada").manual_comment = "*Good*, but <script>run()</script> $y$"
        grade_of_hers = book.find_grade("why", "p", "hw", "ada")
        grade_of_hers.manual_score, grade_of_hers.needs_manual_grade = 1.5, False
        book.db.commit()
    assert Classroom(course).api.generate_feedback("hw", "ada", force=True)["success"]
    told = page(course, "ada")

    assert words(told.select_one(".comment")) == "A comment by your teacher Good , but y"
    assert words(told.select_one("#task-why .points")) == "1.5 of 2 points, given by a person"


def test_points_that_a_person_looks_at_again_are_part_of_the_whole(course: Path) -> None:
    """They are given, and may change either way."""
    with Gradebook(f"sqlite:///{course}/gradebook.db", "transformers") as book:
        grade_of_hers = book.find_grade("why", "p", "hw", "ada")
        grade_of_hers.manual_score, grade_of_hers.needs_manual_grade = 1.5, True
        book.db.commit()
    assert Classroom(course).api.generate_feedback("hw", "ada", force=True)["success"]
    told = page(course, "ada")

    assert words(told.select_one(".total")) == (
        "3.5 of 4 points so far; a person looks once more at what gave 2 of them"
    )
    assert "given before it was graded again" in words(told.select_one("#task-why"))


@pytest.mark.parametrize(
    ("state", "shown"),
    [
        ("waits for a person", "Waits for a person."),
        ("a person will look", "A person will look."),
        ("k should be 0.3", "k should be 0.3."),
        ("pH is too low", "pH is too low."),
        ("f(2) is 3", "f(2) is 3."),
    ],
)
def test_a_symbol_at_the_start_of_a_sentence_keeps_its_letters(state: str, shown: str) -> None:
    """K is another quantity than k."""
    assert str(sentence(state)) == shown


def test_the_next_attempt_says_what_changed(course: Path) -> None:
    """How many points the last one had, and which checks are right now."""
    hand_in(course, "ben", TWOS, "")
    grade(course, "ben")
    worse = [words(one) for one in page(course, "ben").select(".news")]
    hand_in(course, "ben", small_course.RIGHT, "")
    grade(course, "ben")
    better = [words(one) for one in page(course, "ben").select(".news")]

    assert worse[0] == "Your last attempt had 1 point, this one has 0."
    assert worse[1].startswith("No longer right: ")
    assert better[0] == "Your last attempt had 0 points, this one has 2."
    assert better[1].startswith("Now right: ")


def test_the_next_attempt_says_what_a_plain_test_gives_now(tmp_path: Path) -> None:
    """It has no checks to list; the points of both attempts are there, and a later correction."""
    test = [small_course.plain("assert causal_mask(2)[1][1] == 1")]
    course = small_course.build(tmp_path, test)
    found = []
    for mask in (STRICT, small_course.RIGHT, TWOS):
        hand_in(course, "ben", mask, more=test)
        grade(course, "ben")
        found.append([words(one) for one in page(course, "ben").select("#task-plain .news")])
    assert regrade_class(course, "hw", drop="plain", reason="it was unclear") == 0
    [*_, corrected] = page(course, "ben").select("#task-plain .news")

    assert found == [
        [],
        ["Your last attempt had 0 points, this one has 2."],
        ["Your last attempt had 2 points, this one has 0."],
    ]
    assert words(corrected).endswith("(points: +2).")


def test_a_corrected_check_is_told_with_its_points(course: Path) -> None:
    """Where staff repaired a check after it was graded, and for as long as this attempt stands."""
    made = {"full_marks": "opens_itself_and_earlier_tokens", "drop": None, "reason": "it was unclear"}
    hand_in(course, "dan", STRICT, "")
    grade(course, "dan")
    before = page(course, "dan").select(".news")
    assert regrade_class(course, "hw", **made) == 0
    grade(course, "dan", force=True)
    news = [words(one) for one in page(course, "dan").select(".news")]

    assert before == []
    assert len(news) == 1
    assert news[0].startswith("Corrected after it was first graded: ")
    assert news[0].endswith("(points: +1).")


def test_headings_go_down_one_by_one(course: Path) -> None:
    """One heading for the page, one below it for each task, and a student's own below those."""
    told = page(course, "ada")

    assert len(told.select("h1")) == 1
    assert [words(one) for one in told.select("#notebook h3")] == ["Mine"]
    assert all(image.get("alt") for image in told.select("img"))
