"""Markdown becomes HTML that needs nothing else."""

import pytest

from nbverdict.cleaning import markdown
from nbverdict.cleaning.markdown import render
from tests.pictures import PIXEL, picture


def test_formulas_become_mathml() -> None:
    """In a line, alone and as an environment; in code they stay as they are written."""
    html = render("a $x^2$ and `$y$`\n\n$$\\frac{a}{b}$$\n\n\\begin{align}a&=b\\end{align}")

    assert html.count("<math") == 3
    assert "<msup><mi>x</mi><mn>2</mn></msup>" in html
    assert "<code>$y$</code>" in html


@pytest.mark.parametrize(
    "formula",
    [
        r"\smash{\text{20 of 20}}",
        r"\hspace{-20em}\text{20 of 20}",
        r"\llap{20 of 20}",
        r"\xrightarrow{x}\text{20 of 20}",
        r"\raise{9em}{\text{20 of 20}}",
        r"\sideset{_1}{_2}\sum\text{20 of 20}",
        r"\LaTeX\text{20 of 20}",
        r"\hphantom{x}\text{20 of 20}",
    ],
)
def test_a_formula_lies_over_nothing(formula: str) -> None:
    """Nothing in it has a size of its own choice, or less than none."""
    html = render(f"${formula}$")

    assert "20&nbsp;of&nbsp;20" in html or "20 of 20" in html
    assert "<mpadded " not in html
    assert '="-' not in html


def test_what_is_no_formula_is_shown_as_written() -> None:
    """Nobody loses a text because of a bracket."""
    assert "<code>\\left(</code>" in render("$\\left($")


def test_headings_stand_below_those_of_the_page() -> None:
    """A reader who goes from heading to heading finds their way."""
    assert render("# A\n\n###### B", below=2) == "<h3>A</h3>\n<h6>B</h6>\n"


def test_html_in_it_is_cleaned() -> None:
    """Also where it stands between formulas, and where private letters imitate one."""
    html = render("$x$ <img src=x onerror=run()> \ue0000\ue001 <script>run()</script>")

    assert html.count("<math") == 1
    assert "run" not in html


def test_attachments_lie_in_the_page() -> None:
    """Jupyter keeps pasted pictures in the cell."""
    html = render("![a](attachment:b.png)", attachments={"b.png": {"image/png": PIXEL}})

    assert f'<img src="data:image/png;base64,{PIXEL}" alt="a">' in html


def test_a_text_that_cannot_be_read_is_shown_as_it_is_written() -> None:
    """A picture that is named otherwise than it is attached stops nbconvert's reader."""
    assert render("![a](<attachment:b c.png>)") == "<pre>![a](&lt;attachment:b c.png&gt;)</pre>"


def test_links_are_text_and_those_of_staff_are_links() -> None:
    """In Markdown, and where Markdown makes a link of an address."""
    assert render("[ada](https://a.example/b)") == "<p>ada <code>https://a.example/b</code></p>\n"
    assert "<a " not in render("<https://a.example> https://a.example [x](/formgrader?path=y)")
    assert '<a href="https://a.example/b"' in render("[ada](https://a.example/b)", links=True)


def test_what_imitates_a_formula_is_none() -> None:
    """Whatever a student writes stands for no formula: by its letters, or by their numbers."""
    imitated = "\ue0000\ue001 &#57344;0&#57345; &#xe000;0&#xe001; " + "&#57344;0&#57345;" * 100
    html = render(f"$x$ {imitated} aaaaaaaaaaaaaaaaaaaaaaaa0z")

    assert html.count("<math") == 1


def test_an_attribute_holds_no_formula() -> None:
    """A picture's description is a text: what was written stands there."""
    html = render("![see $x$](data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA7) and $y$")

    assert 'alt="see x"' in html
    assert html.count("<math") == 1


def test_formulas_have_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """Those that come after too much was made of others are shown as they are written."""
    monkeypatch.setattr(markdown, "MOST_MADE", 300)
    html = render("$x$ " * 50)

    assert 1 <= html.count("<math") <= 5
    assert html.count("<code>x</code>") == 50 - html.count("<math")


def test_an_attached_picture_is_not_shown_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """A text names it in a few letters, as often as it likes."""
    monkeypatch.setattr(markdown, "MOST_PICTURES", 5000)
    attached = {"b.png": {"image/png": picture(more=700)}}
    html = render("![a](attachment:b.png) " * 1000, attachments=attached)

    assert html.count("<img") == 4
    assert html.count("too large") == 996


def test_a_large_picture_is_a_picture() -> None:
    """A picture of a screen has more letters than a text may have."""
    html = render("![a](attachment:b.png)", attachments={"b.png": {"image/png": picture(more=450_000)}})

    assert html.startswith("<p><img ")


@pytest.mark.parametrize(
    "heading", ["# Score", "<h1>Score</h1>", "<h2>Score</h2>", "x\n\n<div><H1 class=a>Score</H1>"]
)
def test_no_heading_stands_beside_those_of_the_page(heading: str) -> None:
    """However it is written."""
    html = render(heading, below=2)

    assert "<h3>Score</h3>" in html
    assert "<h1" not in html
    assert "<h2" not in html


def test_nothing_turns_the_direction_of_a_text() -> None:
    """By its letter or by its number."""
    html = render("a \u202e b &#x202e; c &#8238; d \u2067 e `\u202d` $\u202e x$")

    assert not {"\u202e", "\u2067", "\u202d"} & set(html)
