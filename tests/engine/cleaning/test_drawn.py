"""A long text has places at which a browser goes on anew, and an honest one is what it was."""

import pytest
from nbformat.v4 import new_notebook

from nbverdict.cleaning.bounded import Bounded
from nbverdict.cleaning.drawn import (
    END_OF_MARKDOWN,
    END_OF_PRINT,
    END_OF_TEXT,
    FAR,
    MOST_TURNED,
    drawable,
    drawable_html,
)
from nbverdict.cleaning.safe import clean
from nbverdict.feedback.cells import show_cells
from tests.engine.cleaning.test_quiet import put_out

ENDS = (END_OF_PRINT, END_OF_TEXT, END_OF_MARKDOWN)
LONG = 50 * FAR
LETTERS = "ก" * LONG
RUNS = {
    "Thai": "\u0e01",
    "Lao": "\u0e81",
    "Burmese": "\u1000",
    "Khmer": "\u1780\u17d2",
    "Tibetan": "\u0f40\u0f90",
    "Arabic": "\u0628",
    "joined hearts": "\u2764\ufe0f\u200d",
    "blanks that break no line": "\u0e01\u00a0",
    "blanks before brackets": "\u0e01 (",
    "a letter among ASCII's": "\u0e01abc",
}
HONEST = (
    "ภาษาไทยเขียนติดกันเป็นวลี แล้วเว้นวรรค " * 40,
    "ភាសាខ្មែរសរសេរជាប់គ្នា ហើយដកឃ្លា " * 40,
    "བོད་ཡིག་ནི་ཚེག་གིས་དབྱེ། " * 60,
    "العربية تكتب من اليمين إلى اليسار، word. " * 40,
    "עברית נכתבת מימין לשמאל (model 3). " * 40,
    "注意力的权重之和为一。" * 100,
)


def farthest(text: str, end: str) -> int:
    """Return how long the longest part is that holds a letter which is not ASCII's."""
    return max(len(part) for part in text.split(end) if not part.isascii())


@pytest.mark.parametrize("run", RUNS.values(), ids=RUNS)
@pytest.mark.parametrize("inside", ["<p>{}</p>", "<pre>{}</pre>", "<p><b>{}</b></p>"])
def test_no_part_is_long(run: str, inside: str) -> None:
    """Whatever the script, and whether blanks stand in it; nothing else is changed."""
    text = run * (LONG // len(run))
    html = drawable_html(inside.format(text))

    assert farthest(html, "<wbr>") <= FAR + len("<p><b></b></p>")
    assert html.replace("<wbr>", "") == inside.format(text)
    for end in ENDS:
        shown = drawable(text, end)
        assert farthest(shown, end) <= FAR
        assert shown.replace(end, "") == text
        assert len(shown.split(end)) <= 2 * LONG // FAR + 1


def test_tags_within_a_paragraph_end_no_part() -> None:
    """A browser draws what stands in them together; another paragraph begins anew."""
    html = f"<p>{('ก' * 90 + '<b>') * 100}</p>"
    paragraphs = f"<p>{'ก' * (FAR - 10)}</p>" * 10

    assert farthest(drawable_html(html).replace("<b>", ""), "<wbr>") <= FAR + len("<p></p>")
    assert drawable_html(paragraphs) == paragraphs


def test_a_part_ends_between_words() -> None:
    """If there are any: nobody sees it there, and no letter loses its marks."""
    text = "ก่าข้อความ " * (LONG // 11)

    assert all(part.endswith(" ") for part in drawable(text, END_OF_TEXT).split(END_OF_TEXT)[:-1])
    assert all(part[0].isalpha() for part in drawable("น้ำที่" * LONG, END_OF_TEXT).split(END_OF_TEXT))


@pytest.mark.parametrize("text", HONEST)
def test_an_honest_text_is_what_it_was(text: str) -> None:
    """Its paragraphs are shorter, many of them together too."""
    assert all(drawable(f"{text}\n\n" * 20, end) == f"{text}\n\n" * 20 for end in ENDS)
    assert drawable(f"{text}\n" * 20, END_OF_PRINT) == f"{text}\n" * 20
    assert drawable_html(f"<p>{text}</p>\n" * 20) == f"<p>{text}</p>\n" * 20


def test_what_is_no_text_stays() -> None:
    """Pictures that lie in it, styles of a page and what ASCII writes."""
    picture = f"![a](data:image/png;base64,{'A' * LONG})"
    style = "<style>" + "a { content: '·' } " * FAR + "</style>"
    code = "x = 1  # a comment of words\n" * FAR

    assert picture in drawable(f"{'ก' * 900} {picture} {'ก' * 900}", END_OF_MARKDOWN)
    assert style in drawable_html(f"é{style}é")
    assert drawable(code, END_OF_PRINT) == code
    assert drawable_html(code) == code


def test_it_is_done_once() -> None:
    """What is drawn soon stays as it is."""
    for run in RUNS.values():
        text = run * (LONG // len(run))
        assert all(drawable(drawable(text, end), end) == drawable(text, end) for end in ENDS)
        assert drawable_html(drawable_html(text)) == drawable_html(text)


def test_a_paragraph_turns_so_often() -> None:
    """Then letters that turn it are unknown; marks and blanks between words of one direction turn nothing."""
    turning = "אa" * (MOST_TURNED + 5)
    written = "שלום, (עולם) " * MOST_TURNED
    shown = drawable_html(f"<p>{turning}</p><p>א</p>").replace("<wbr>", "")

    assert drawable(turning, END_OF_TEXT).replace(END_OF_TEXT, "") == "אa" * MOST_TURNED + "?a" * 5
    assert shown == f"<p>{'אa' * MOST_TURNED}{'?a' * 5}</p><p>א</p>"
    assert "?" not in drawable(written, END_OF_TEXT)


@pytest.mark.parametrize("kind", ["text_html", "text_markdown", "text_latex", "text_plain"])
@pytest.mark.parametrize("run", RUNS.values(), ids=RUNS)
def test_every_form_of_an_output_is_drawn_soon(kind: str, run: str) -> None:
    """In the notebook that lies in `autograded/`, for JupyterLab shows it as it is."""
    data = put_out(**{kind: run * (LONG // len(run))}).outputs[0].data[kind.replace("_", "/")]

    assert farthest(data.replace("\n", "<wbr>").replace("\u2069", "<wbr>"), "<wbr>") <= FAR + len(END_OF_TEXT)


@pytest.mark.parametrize("most", [10**6, 10], ids=["parsed", "shown as it is"])
def test_what_a_filter_makes_is_drawn_soon(most: int) -> None:
    """In formgrader too, and whether there was time to parse it."""
    text = "ก" * LONG
    made = Bounded()(text, lambda: f"<p>{text}</p>", most=most)

    assert farthest(made, "<wbr>") <= FAR + len("<pre></pre>")


def test_what_a_picture_shows_is_told_in_few_words() -> None:
    """A browser draws them where it cannot draw the picture."""
    html = clean(f"<img src='data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA7' alt='{LETTERS}'>")

    assert html.count("ก") == 1_000


def test_it_takes_little_time() -> None:
    """Once through a text, whatever it holds."""
    assert drawable("אa" * 2_000_000, END_OF_TEXT)
    assert drawable_html("<b>ก</b>" * 200_000)


def test_a_page_shows_a_printed_line_whole() -> None:
    """Where the graded notebook goes on in the next line, and a browser in the next part."""
    cell = put_out(text_plain="ก" * 3 * FAR)
    shown = str(show_cells(new_notebook(cells=[cell]), Bounded())[0].outputs[0])

    assert END_OF_PRINT in cell.outputs[0].data["text/plain"]
    assert "ก" * 3 * FAR in shown
