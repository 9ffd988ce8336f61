"""A student's HTML keeps what tells something, and nothing that acts."""

import time

import pytest

from nbverdict.cleaning.safe import ELSEWHERE, clean, clean_formula, without_turns

KEPT = [
    "<p>a <em>b</em> &lt; <code>c</code></p>",
    '<table><thead><tr><th scope="col">A</th></tr></thead></table>',
    '<table><tbody><tr><td colspan="2">1</td></tr></tbody></table>',
    '<img src="data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA7" alt="a map">',
    "<details><summary>more</summary>x</details>",
    '<img src="data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA7" width="50%" height="300" alt="a map">',
    '<ol start="3"><li>c</li></ol>',
]
GONE = {
    "<script>run()</script>": "",
    "<img src=x onerror=run()>": ELSEWHERE,
    "<img src='https://a.example/pixel.png'>": ELSEWHERE,
    "<img src='data:image/svg+xml;base64,AAAA'>": ELSEWHERE,
    "<svg onload=run()><script>run()</script></svg>": "",
    "<iframe srcdoc='<script>run()</script>'></iframe>": "",
    "<p style='position:fixed' class='total' id='made-of' onclick=run()>10 of 10</p>": "<p>10 of 10</p>",
    "<style>p{display:none}</style>": "",
    "<form action='https://a.example'><button>send</button></form>": "send",
    "<a href='JaVaScRiPt:run()'>x</a>": "x",
    "<a href='data:text/html,x'>x</a>": "x",
    "<a href='/formgrader?path=autograded/ME/hw'>ada</a>": "ada",
    "<a href='#queue'>ada</a> <a name='x'>b</a>": "ada b",
    "<a href='https://a.example/?a&b'>ada</a>": "ada <code>https://a.example/?a&amp;b</code>",
    "<a href='https://a/\"><img src=x onerror=run()>'>b</a>": (
        "b <code>https://a/&quot;&gt;&lt;img src=x onerror=run()&gt;</code>"
    ),
    "<a href='https://a/'>b<a href='https://c/'><p>d</p></a>": (
        "b <code>https://a/</code><p>d</p> <code>https://c/</code>"
    ),
    "<base href='https://a.example/'><meta http-equiv=refresh content=0>": "",
    "<math><mtext><table><mglyph><style><img src=x onerror=run()>": "",
    "<!-- a comment -->": "",
    "<q>a</q>": "a",  # browsers count all of them anew at each
}


@pytest.mark.parametrize("html", KEPT)
def test_what_tells_something_stays(html: str) -> None:
    """Text, tables, pictures that lie in the page."""
    assert clean(html) == html


@pytest.mark.parametrize("html", GONE)
def test_what_acts_is_gone(html: str) -> None:
    """Scripts, handlers, frames, forms, styles, names, and whatever is loaded from elsewhere."""
    assert clean(html) == GONE[html]


def test_links_of_staff_lead_where_they_say() -> None:
    """A teacher's comment may point to a page; never to a script."""
    told = clean("<a href='https://a.example/b'>c</a> <a href='javascript:run()'>d</a>", links=True)

    rel = 'rel="noopener noreferrer nofollow"'
    assert told == f'<a href="https://a.example/b" {rel}>c</a> <a {rel}>d</a>'


def test_a_picture_without_a_description_gets_one() -> None:
    """A screen reader would else read its bytes."""
    assert 'alt="A picture without a description"' in clean(
        '<img src="data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA7">'
    )


@pytest.mark.parametrize("html", ["<div>" * 200_000, "&" * 2_000_000, "<b>" * 50_000])
def test_what_is_too_large_is_shown_as_text(html: str) -> None:
    """Taking it apart would take a minute, here or in a browser."""
    started = time.process_time()

    assert clean(html).startswith("<pre>&")
    assert time.process_time() - started < 2


@pytest.mark.parametrize(
    "html",
    [
        "<details><summary>" * 300,
        "<summary>" * 9_000,
        "<div><pre>x" * 3_000,
        f"<table><tr>{'<td>x' * 5_000}{'<tr><td>x' * 2_400}</table>",
        f"<table><tr>{'<td>x<table><tr><td></table>' * 900}{'<tr><td>x' * 1_000}</table>",
        f"<table><tr><td colspan=500>x{'<tr><td>x' * 900}</table>",
    ],
)
def test_what_is_slow_to_draw_is_shown_as_text(html: str) -> None:
    """Tags deep within each other, and tables with many more places than cells, hang a browser."""
    assert clean(html).startswith("<pre>&")


def test_an_honest_table_is_drawn() -> None:
    """As long or as wide as one may be whose cells are written, and with a header of several levels."""
    header = "<tr><th></th>" + '<th colspan="4">a</th>' * 25 + "</tr>"
    wide = f"<table>{header}{('<tr>' + '<td>1</td>' * 101 + '</tr>') * 45}</table>"

    assert clean(wide).count('colspan="4"') == 25
    assert clean("<table>" + "<tr><td>1</td><td>2</td></tr>" * 1_600 + "</table>").count("<tr>") == 1_600
    assert clean("<ul><li>" * 20 + "<details><summary>a</summary>" * 5 + "x").count("<details>") == 5


@pytest.mark.parametrize("span", ["colspan", "rowspan"])
def test_what_cells_span_is_bounded(span: str) -> None:
    """A row of 4,500 cells that span a thousand columns each took a browser a minute."""
    html = clean(f"<table><tr>{f'<td {span}=100>x' * 4_500}</table>")

    assert html.count(f'{span}="100"') == 5
    assert html.count("<td") == 4_500
    for odd in ("0", "-1", "100000", "2x", ""):
        assert span not in clean(f'<table><tr><td {span}="{odd}">x</td></tr></table>')


@pytest.mark.parametrize(
    "html",
    [
        '<img src="data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA7" alt="a" {}="100000">',
        '<img src="data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA7" alt="a" {}="900%">',
        '<ol start="99999999999"><li>a</li></ol>',
    ],
)
def test_sizes_have_a_largest_value(html: str) -> None:
    """A picture is not larger than a screen by much, and a list begins with a number that fits a line."""
    for size in ("width", "height"):
        assert size not in clean(html.format(size))
        assert "start" not in clean(html)


def test_a_formula_holds_no_link() -> None:
    """MathML may carry handlers and addresses too."""
    evil = "<mi href='javascript:run()'>x</mi><mtext><img src=x onerror=run()></mtext>"

    assert clean_formula(f"<math onclick='run()'>{evil}</math>") == "<math><mi>x</mi><mtext></mtext></math>"


@pytest.mark.parametrize(
    "part",
    [
        '<mpadded height="0px" depth="0px">{}</mpadded>',
        '<mpadded width="0" lspace="-20em">{}</mpadded>',
        '<mpadded voffset="40em">{}</mpadded>',
        '<mspace width="-9em"></mspace>{}',
        '<mspace width="-.5em"></mspace>{}',
        '<mspace width="calc(-9em)"></mspace>{}',
        '<mo lspace="-9em" rspace="-9em" minsize="99999em">x</mo>{}',
        '<mstyle scriptlevel="-20">{}</mstyle>',
        '<mtable rowspacing="1em -9em">{}</mtable>',
    ],
)
def test_a_formula_takes_the_room_that_it_fills(part: str) -> None:
    """No part of it lies over what stands elsewhere on the page, such as a score."""
    cleaned = clean_formula(f"<math>{part.format('<mtext>20 of 20</mtext>')}</math>")

    assert "<mtext>20 of 20</mtext>" in cleaned
    assert '="' not in cleaned


def test_a_formula_keeps_its_spaces() -> None:
    """And a sign that is struck through stays one."""
    spaced = '<mspace width="0.167em"></mspace><mo lspace="0.22em" rspace="0">a</mo><mspace width="1cm">'
    struck = '<mpadded width="0"><mtext>\u29f8</mtext></mpadded><mo>=</mo>'

    assert (
        clean_formula(f"<math>{struck}{spaced}</mspace></math>") == f"<math>{struck}{spaced}</mspace></math>"
    )


def test_tags_that_a_parser_opens_again_are_few() -> None:
    """A thousand that are left open, each of its own, stand in a thousand paragraphs: a million of them."""
    left_open = "<p>" + "".join(f"<b id={number}>" for number in range(1000)) + "</p>"
    html = clean(left_open + "<p>x" * 1000)

    assert len(html) < 50_000
    assert html.startswith("<pre>")
    assert clean('<p><code class="a">x</code></p>' * 100).count("<code>") == 100


@pytest.mark.parametrize(
    "link",
    [
        "<p><a href='http://{}'>a</p>",
        "<p><A/href=http://{}>a</p>",
        "<p><a x' href='http://>{}'>a</p>",
        '<p><a title=">" href=http://{}>a</p>',
    ],
)
def test_a_link_that_is_left_open_grows_no_page(link: str) -> None:
    """It is opened again in each paragraph, with all of its address: eight kilobytes were three megabytes."""
    html = link.format("x" * 2_000) + "<p>y" * 1_600

    assert len(clean(html)) < 10 * len(html)
    assert clean("<p><a href='http://a.example'>a</a></p>" * 500 + "<p>y</p>" * 1_000).count("<p>") > 1_000


def test_names_of_letters_are_few() -> None:
    """Half a megabyte of `&` takes a parser seconds; it is shown as it is."""
    assert clean("&" * 400_000) == f"<pre>{'&amp;' * 400_000}</pre>"


def test_marks_are_not_piled_up() -> None:
    """A million of them on one letter hang a browser; words of any language keep theirs."""
    assert without_turns("a" + "\u0301" * 1_000_000) == "a" + "\u0301" * 8
    for word in ("é", "e\u0301", "ท\u0e35\u0e48", "\u05d1\u05bc\u05b0", "👩\u200d👩\u200d👧"):
        assert without_turns(word) == word
