"""Markdown becomes HTML that needs nothing else."""

from graders.feedback.markdown import render


def test_formulas_become_mathml() -> None:
    """In a line, alone and as an environment; in code they stay as they are written."""
    html = render("a $x^2$ and `$y$`\n\n$$\\frac{a}{b}$$\n\n\\begin{align}a&=b\\end{align}")

    assert html.count("<math") == 3
    assert "<msup><mi>x</mi><mn>2</mn></msup>" in html
    assert "<code>$y$</code>" in html


def test_what_is_no_formula_is_shown_as_written() -> None:
    """Nobody loses a text because of a bracket."""
    assert "<code>\\left(</code>" in render("$\\left($")


def test_headings_stand_below_those_of_the_page() -> None:
    """A reader who goes from heading to heading finds his way."""
    assert render("# A\n\n###### B", below=2) == "<h3>A</h3>\n<h6>B</h6>\n"


def test_html_in_it_is_cleaned() -> None:
    """Also where it stands between formulas, and where private letters imitate one."""
    html = render("$x$ <img src=x onerror=run()> \ue0000\ue001 <script>run()</script>")

    assert html.count("<math") == 1
    assert "run" not in html


def test_attachments_lie_in_the_page() -> None:
    """Jupyter keeps pasted pictures in the cell."""
    html = render("![a](attachment:b.png)", attachments={"b.png": {"image/png": "AAAA"}})

    assert '<img src="data:image/png;base64,AAAA" alt="a">' in html


def test_a_text_that_cannot_be_read_is_shown_as_it_is_written() -> None:
    """A picture that is named otherwise than it is attached stops nbconvert's reader."""
    assert render("![a](<attachment:b c.png>)") == "<pre>![a](&lt;attachment:b c.png&gt;)</pre>"


def test_links_are_text_and_those_of_staff_are_links() -> None:
    """In Markdown, and where Markdown makes a link of an address."""
    assert render("[ada](https://a.example/b)") == "<p>ada <code>https://a.example/b</code></p>\n"
    assert "<a " not in render("<https://a.example> https://a.example [x](/formgrader?path=y)")
    assert '<a href="https://a.example/b"' in render("[ada](https://a.example/b)", links=True)


def test_letters_by_their_numbers_imitate_no_formula() -> None:
    """Neither one that is not there, nor one whose number is too long to be one."""
    html = render(f"$x$ &#xe000;7&#xe001; &#xe000;{'9' * 5000}&#xe001;")

    assert html.count("<math") == 1
