"""An autograded notebook asks nobody for anything, whoever opens it, and says what its student wrote."""

import re
from html import unescape
from typing import Any

import pytest
from bs4 import BeautifulSoup
from nbconvert.exporters import HTMLExporter
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output, new_raw_cell
from nbgrader.utils import compute_checksum

from nbverdict.cleaning import quiet
from nbverdict.cleaning.formulas import DOLLAR
from nbverdict.cleaning.quiet import UNSEEN, quiet_outputs, quiet_text, quiet_texts, unlinked
from tests import small_course
from tests.engine.feedback.test_page import grade
from tests.small_course import hand_in

HOST = "host.example"
DRAWING = (
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 1 1">'
    '{}<path id="a" d="M0 0L1 1" style="fill: #123456; stroke-width: 0.8" clip-path="url(#c)"/>'
    '<use xlink:href="#a" x="1"/><text>x &lt; 1</text></svg>'
)
WRITTEN = [
    f"![p](http://{HOST}/p)",
    f"![p](//{HOST}/p)",
    f"![p][r]\n\n[r]: http://{HOST}/p",
    f"![r]\n\n[r]: http://{HOST}/p",
    f"![r](attachment:a b)\n\n[r]: http://{HOST}/p",
    f"![a [b](attachment:x.png) ](http://{HOST}/p)",
    f"![a\\](attachment:x.png) ](http://{HOST}/p)",
    f"![a `](attachment:x.png)` ](http://{HOST}/p)",
    f"[![p](http://{HOST}/p)](x)",
    f"<img src='http://{HOST}/p'>",
    f"<IMG/src=http://{HOST}/p>",
    f"<div>\n<img\nsrc=http://{HOST}/p></div>",
    f"<b style='background: url(http://{HOST}/p)'>x</b>",
    f"<style>@import 'http://{HOST}/p'</style>",
    f"<script src=http://{HOST}/p></script>",
    f"<!-- x --!><img src=http://{HOST}/p>",
    f"<a$ onfocus=x autofocus><iframe src=http://{HOST}/p>",
    f"<svg><image href=http://{HOST}/p>",
]
DIAGRAM = f'graph TD\nA@{{{{ img: "http://{HOST}/p" }}}}'
LOADS = "img, script, iframe, style, [style], svg, image, link, object, video, audio, [onfocus]"


BREAK = quiet.BREAK
TYPESET = re.compile(r"\$[^$]+\$|\\[(\[]|\\(begin|ref|eqref)\b")  # where MathJax begins a formula
ANSI = re.compile(r"\x1b\[.*?[@-~]")  # as JupyterLab takes colours out
WEB_LINK = re.compile(  # JupyterLab's own
    r"""(?:[a-zA-Z][a-zA-Z0-9+.-]{2,40}://|data:|www\.)[^\s\x00-\x20\x7f-\x9f'"]{2,}"""
    r"""[^\s\x00-\x20\x7f-\x9f"'(){}\[\],:;.!?]""",
    re.IGNORECASE,
)
PATH_LINK = re.compile(r"(?:~|\.)?(?:/[\w.-]*)+|(?:[a-zA-Z]:|[~.])(?:\\[\w.-]*)+")


def loaded(*cells: Any) -> list[str]:
    """Return what of a notebook would be loaded or run where a server exports it."""
    exporter = HTMLExporter(template_name="basic", exclude_anchor_links=True)
    html = exporter.from_notebook_node(new_notebook(cells=list(cells)))[0]
    return [
        str(tag) for tag in BeautifulSoup(html, "html.parser").select(LOADS) if HOST in str(tag) or tag.attrs
    ]


@pytest.mark.parametrize("text", WRITTEN)
@pytest.mark.parametrize("make", [new_markdown_cell, new_raw_cell])
def test_a_text_loads_nothing(text: str, make: Any) -> None:
    """Whatever way it names a picture, or hides a tag; in a raw cell too."""
    cell = make(text)
    quiet_texts(new_notebook(cells=[cell]))

    assert loaded(cell) == []
    assert cell.source.replace("< ", "<").replace("! [", "![").replace(quiet.BREAK, "") == text


@pytest.mark.parametrize(
    "text",
    [
        "a < b, `x<3`, $a<5$, a <b>word</b><br>",
        "![p](attachment:p.png)",
        "![p](data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA7)",
        "[a link](data.csv) ! and !",
        r"$\left[x\right] (1)$, $\frac{a}{b}$",
    ],
)
def test_words_and_own_pictures_stay(text: str) -> None:
    """Nothing is touched that loads nothing."""
    assert quiet_text(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "| a |\n|---|\n| ![see http://localhost:8888/x | y](attachment:z) |",
        "| ![www.a.example | y](attachment:z) |",
        "| ![eve@a.example | y](attachment:z) |",
        "![see http://a.example/x](attachment:z)",
        "![www.a.example](attachment:z)",
        '![a](attachment:$"style="top:0px"x="$)',
        '![a](attachment:$"x) style="y" y="$)',
        "![a&#36;](attachment:z)",
        "![$x](attachment:a) $y$",
    ],
)
def test_what_may_be_no_picture_is_none(text: str) -> None:
    """A cell of a table, a formula or an attribute may end in it: then it is a link, or writes attributes."""
    shown = unlinked(quiet_text(text))

    assert "![" not in shown
    assert not WEB_LINK.search(shown)
    assert "e@a" not in shown


def test_an_output_has_no_attached_picture() -> None:
    """Nothing is attached to it, and who shows the notebook would stop there."""
    cell = put_out(text_markdown="![a](attachment:z)", text_plain="a")

    assert loaded(cell) == []


@pytest.mark.parametrize(
    "text",
    [
        f"```{{}}\n{DIAGRAM}\n```",
        f"a\n~~~~ {{}} x\n{DIAGRAM}\n~~~~",
        f"- ```\t{{}}\n  {DIAGRAM}\n  ```",
        f"> ```` {{}}\r> {DIAGRAM}\r> ````",
        "```{}",
    ],
)
def test_a_drawing_in_words_is_shown_as_its_words(text: str) -> None:
    """Jupyter draws it, and what it draws may load pictures and hold styles; code stays what it is."""
    for language in ("mermaid", "Mermaid", "vega-lite", "\ufeffmermaid"):
        assert f"text {language}" in quiet_text(text.format(language))
    assert quiet_text(text.format("python")) == text.format("python")
    assert quiet_text("```a``` ~~b~~ `c`\n```\nd\n```") == "```a``` ~~b~~ `c`\n```\nd\n```"


@pytest.mark.parametrize(
    "text",
    [
        "[a](/lab/tree/submitted/x.vg.json)",
        "[a](../x.json)",
        "[a][r]\n\n[r]: /lab/tree/x",
        "[r]\n\n[r]: <../x y>",
        "see http://localhost:8888/lab/tree/x, HTTPS://a.example and WWW.a.example",
        "[![p](data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA7)](/lab/tree/x)",
        "<a href='/lab/tree/x'>a</a> <http://localhost:8888/x>",
        "//a.example/x and ///b.example, eve@a.example",
    ],
)
def test_a_link_is_its_words(text: str) -> None:
    """Whoever follows one in Jupyter does so as themself, to whatever file or command it leads."""
    cell = new_markdown_cell(text)
    quiet_texts(new_notebook(cells=[cell]))
    exporter = HTMLExporter(template_name="basic", exclude_anchor_links=True)
    html = BeautifulSoup(exporter.from_notebook_node(new_notebook(cells=[cell]))[0], "html.parser")

    assert html.select("a") == []
    assert cell.source.replace(quiet.BREAK, "").replace("< ", "<") == text
    assert all(link not in cell.source for link in ("](/", "](.", "]:", "//", "WWW.", "eve@"))


@pytest.mark.parametrize(
    "formula",
    [
        r"\style{cursor:url(http://host.example/x)}{x}",
        r"\fcolorbox{red;cursor:url(//host.example/x),auto}{white}{x}",
        r"\mmlToken{mi}[style='x']{x}",
        r"\bbox[cursor:url(x)]{x}",
        r"\href{/lab/tree/x}{x}",
        r"\let\a\style \a{x}{y}",
        r"\def\y#1{\frac{#1}{2}}\y{a}",
        r"\begin{empheq}[box=\style]{align}x\end{empheq}",
        r"\begin\relax{align}x\end{align}",
        r"\label{a}\ref{a}",
        r"\cancel[style=x]{y}",
        r"\fractions{x}",
        r"\smash{\begin{matrix}x\\y\end{matrix}}",
        r"\hspace{-20em}x",
        r"\hspace{2000px}x",
        r"\hspace-20em x",
        r"\negthinspace x",
        r"\rlap{x}y",
        r"\!" * 101,
        "\\\0href{/x}{y}",
    ],
)
@pytest.mark.parametrize(
    "written", ["$y = {}$", "$$y = {}$$", "\\\\({}\\\\)", r"\[{}\]", r"\begin{{align}}{}\end{{align}}"]
)
def test_a_formula_with_more_than_signs_is_text(formula: str, written: str) -> None:
    """What gives a part of it a style, an address or a name, or is not known, makes all of it text."""
    quieted = quiet_text(written.format(formula))

    assert not TYPESET.search(quieted)
    assert quieted.replace(BREAK, "").replace(DOLLAR, "$") == written.format(formula).replace("\0", "")


@pytest.mark.parametrize(
    "formula",
    [
        r"$\mathrm{softmax}\left(\frac{QK^\top}{\sqrt{d_k}}\right)V$",
        r"$$\begin{pmatrix} a & b \\ c & d \end{pmatrix} \in \mathbb{R}^{2\times 2}$$",
        r"\begin{align*} \hat{y}_i &= \sum_{j=1}^n \alpha_{ij} \, x_j \end{align*}",
        r"\\(\forall \varepsilon > 0\\), $\text{if } \lVert x \rVert \leq 1$ it costs $5, `\d+\n`",
        r"$\operatorname*{argmax}_k \log p_\theta(k \mid x)$",
        r"$a \hspace{1cm} b \hspace*{.5em} c \quad \phantom{d} f\!\left(x\right)$",
    ],
)
def test_a_formula_of_signs_stays(formula: str) -> None:
    """Letters, signs and where they stand, as lessons write them."""
    assert quiet_text(formula) == formula


@pytest.mark.parametrize(
    "text",
    [
        "&#36;&#92;href{/lab/tree/x}{x}&#36;",
        "&#x24&#0000092href{/x}{x}&#36",
        "&dollar;&bsol;style{cursor:url(x)}{x}&dollar;",
        "&#104;ttp&colon;&sol;&sol;host.example",
        "[x]&lpar;/lab/tree/x&rpar; &lbrack;x&rsqb;(/x)",
    ],
)
def test_what_stands_for_a_letter_begins_nothing(text: str) -> None:
    """A browser reads it as the letter that it stands for; those of other languages it may."""
    honest = "&lt;b&gt; &amp; &quot;caf&eacute;&quot;&nbsp;&rarr; AT&T a&b"

    assert unescape(quiet_text(text)).replace(BREAK, "") == text
    assert quiet_text(honest) == honest


def test_it_is_done_once() -> None:
    """What is quiet stays as it is."""
    for text in WRITTEN:
        assert quiet_text(quiet_text(text)) == quiet_text(text)


def test_what_the_course_released_stays() -> None:
    """By its checksum nbgrader knows an answer that nobody wrote."""
    cell = new_markdown_cell(WRITTEN[0])
    cell.metadata["nbgrader"] = {"grade_id": "a", "grade": True, "solution": True, "points": 1}
    cell.metadata["nbgrader"]["cell_type"] = "markdown"
    cell.metadata["nbgrader"]["checksum"] = compute_checksum(cell)
    quiet_texts(new_notebook(cells=[cell]))

    assert cell.source == WRITTEN[0]


def test_what_a_student_calls_released_is_not() -> None:
    """A checksum alone says nothing: nbgrader takes the name of a cell that it does not know."""
    cell = new_markdown_cell(WRITTEN[0])
    cell.metadata["nbgrader"] = {"grade_id": "a", "solution": True, "cell_type": "markdown"}
    cell.metadata["nbgrader"]["checksum"] = compute_checksum(cell)
    del cell.metadata["nbgrader"]["grade_id"]
    quiet_texts(new_notebook(cells=[cell]))

    assert loaded(cell) == []


def put_out(**data: str) -> Any:
    """Return a cell of one output."""
    forms = {kind.replace("_", "/").replace("svg", "svg+xml"): text for kind, text in data.items()}
    cell = new_code_cell("", outputs=[new_output("display_data", data=forms)])
    quiet_outputs(new_notebook(cells=[cell]))
    return cell


@pytest.mark.parametrize("text", WRITTEN)
@pytest.mark.parametrize("kind", ["text_html", "text_markdown", "text_latex"])
def test_an_output_loads_nothing(text: str, kind: str) -> None:
    """HTML is cleaned, and so are the forms that a page makes HTML of; its text stays."""
    cell = put_out(**{kind: text, "text_plain": text})

    assert loaded(cell) == []
    assert cell.outputs[0].data["text/plain"].replace(BREAK, "") == text


@pytest.mark.parametrize(
    "inside",
    [
        "<script>run()</script>",
        f'<image href="http://{HOST}/p"/>',
        f"<foreignObject><img xmlns='http://www.w3.org/1999/xhtml' src='http://{HOST}/p'/></foreignObject>",
        f'<rect style="fill: url(http://{HOST}/p)"/>',
        f'<rect fill="url(p.svg)" onload="{HOST}"/>',
        f'<a href="http://{HOST}/"><text>x</text></a>',
        f"<style>@import '//{HOST}'</style>",
        f"<!-- <img src='//{HOST}'/> -->",
        f"<text><![CDATA[<img src='//{HOST}'>]]></text>",
        f"<title><img src='//{HOST}'/></title>",
    ],
)
def test_a_drawing_is_shapes_and_text(inside: str) -> None:
    """Nothing of it runs or is loaded, and its shapes are still there."""
    drawn = put_out(image_svg=DRAWING.format(inside)).outputs[0].data["image/svg+xml"]

    assert HOST not in drawn or "&lt;img" in drawn
    assert all(
        word not in drawn for word in ("<script", "<img", "<image", "foreignObject", "<a", "onload", "p.svg")
    )
    assert all(
        word in drawn for word in ('d="M0 0L1 1"', 'href="#a"', "fill: #123456", "url(#c)", "x &lt; 1")
    )


@pytest.mark.parametrize(
    "svg", ["<svg", "<svg/>", "<!DOCTYPE svg [<!ENTITY a 'b'>]><svg/>", "<g>" * 5000 + "</g>" * 5000]
)
def test_what_is_no_drawing_is_told(svg: str) -> None:
    """Or is left out beside a text."""
    assert put_out(image_svg=svg).outputs[0].data == {"text/plain": quiet.NOT_SHOWN}
    assert put_out(image_svg=svg, text_plain="a").outputs[0].data == {"text/plain": "a"}


def nested(inside: str, depth: int, times: int) -> str:
    """Return a drawing in which each level refers to the one below so many times, by what is inside."""
    levels = "".join(f'<g id="l{n}">{inside.format(f"l{n - 1}") * times}</g>' for n in range(1, depth))
    mark = '<marker id="l0"><rect width="1" height="1"/></marker><g id="l0"><rect width="1" height="1"/></g>'
    whole = DRAWING.replace("0 0 1 1", "0 0 800 600")
    return whole.format(f'<defs>{mark}{levels}</defs><use href="#l{depth - 1}"/>')


@pytest.mark.parametrize(
    "inside",
    [
        '<use href="#{}"/>',
        '<use xlink:href="#{}" xmlns:xlink="http://www.w3.org/1999/xlink"/>',
        '<rect clip-path="url(#{})"/>',
        '<rect style="fill: url(#{} )"/>',
        '<polyline points="0,0 1,1 2,2" marker-mid="url(#{})"/>',
    ],
)
def test_a_drawing_draws_only_so_much(inside: str) -> None:
    """Two kilobytes refer to themselves seven levels deep, ten times each, and keep a browser for minutes."""
    assert "svg" in str(put_out(image_svg=nested(inside, 3, 10)).outputs[0].data)
    assert put_out(image_svg=nested(inside, 7, 10)).outputs[0].data == {"text/plain": quiet.NOT_SHOWN}


@pytest.mark.parametrize("inside", ['<g id="r"><use href="#r"/></g>', '<g id="r"><g fill="url(#r)"/></g>'])
def test_a_drawing_that_draws_itself_is_told(inside: str) -> None:
    """It would go round."""
    assert put_out(image_svg=DRAWING.format(inside)).outputs[0].data == {"text/plain": quiet.NOT_SHOWN}


def test_a_drawing_of_matplotlib_stays() -> None:
    """With thousands of marks, each a reference with a clip path."""
    import io

    from matplotlib.figure import Figure

    figure = Figure()
    figure.subplots().plot(range(5000), "o")
    figure.savefig(written := io.BytesIO(), format="svg")

    assert put_out(image_svg=written.getvalue().decode()).outputs[0].data.keys() == {"image/svg+xml"}


@pytest.mark.parametrize(
    "formula", ["$\\href{/x}{y}$", "&#36;x&#36;", "\\(x\\)", "\\[x\\]", "\\begin{align}x\\end{align}"]
)
def test_in_html_nothing_is_typeset(formula: str) -> None:
    """It reads as it stands, and what lies in attributes stays."""
    picture = '<img alt="a $ b" src="data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA7">'
    html = put_out(text_html=f"<p>{formula}</p>{picture}").outputs[0].data["text/html"]
    shown = BeautifulSoup(html, "html.parser")

    assert not any(TYPESET.search(text) for text in shown.find_all(string=True))
    assert shown.p.get_text().replace(BREAK, "") == unescape(formula)
    assert shown.img["alt"] == "a $ b"


@pytest.mark.parametrize(
    "text",
    [
        f"see http://{HOST}/x, x-y.z+1://{HOST}, www.{HOST}/x and WWW.{HOST} and data:text/html,x",
        "File /srv/course/submitted/eve/hw/results.vg.json:1",
        'File "../../../submitted/eve/hw/x.vg.json", line 5, in f',
        "~/x.vg.json:9 ./x.vg.json /../x.vg.json:4 C:\\x\\y.json .\\x ///x 1/2/x.json",
        f"h\x1b[1mttp:/\x1b[0m/{HOST}/x w\x1b[31mww\x1b[!m.{HOST}",
        f"http:/x\b/{HOST}/x w\x00ww.{HOST} w\x1b\x1b[m[mww.{HOST}",
    ],
)
def test_nobody_makes_links_of_what_was_printed(text: str) -> None:
    """JupyterLab does of what reads as an address, and of paths in an error: they lead as their reader."""
    result = new_output("execute_result", data={"text/plain": text})
    error = new_output("error", ename=text, evalue=text, traceback=[text, "\x1b[31mCell In[3], line 1"])
    cell = new_code_cell("", outputs=[new_output("stream", text=text), result, error])
    quiet_outputs(new_notebook(cells=[cell]))
    texts = cell.outputs[0].text, result.data["text/plain"], error.evalue, *error.traceback
    shown = [ANSI.sub("", one) for one in texts]

    assert all(not WEB_LINK.search(one) and "In[" not in one for one in shown)
    assert {found for one in shown for found in PATH_LINK.findall(one)} <= {"/", "./", "~/"}
    assert all(
        one.replace(BREAK, "") in (ANSI.sub("", text.translate(UNSEEN)), "Cell In[3], line 1")
        for one in shown
    )


@pytest.mark.parametrize(
    "text",
    [
        "0.5",
        "tensor([[1.0, 2.5e-3]], dtype=torch.float32)",
        "   a    b\n0  1  x:y\n1  2  (3/4)",
        "\rEpoch 1/3:  10%|███ | 3/10 [00:01<00:02]",
        "<Figure size 640x480 with 1 Axes>",
        "\x1b[31mValueError\x1b[39m: 'a\\n' in <module>",
    ],
)
def test_what_leads_nowhere_is_printed_as_it_is(text: str) -> None:
    """Numbers, tables, bars of progress and names stay as they can be copied."""
    assert put_out(text_plain=text).outputs[0].data["text/plain"] == text


def test_taking_html_apart_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """What comes after too much of it is text."""
    monkeypatch.setattr(quiet, "MOST_TAGS", 3)
    assert put_out(text_html="<p><b>a</b>").outputs[0].data["text/html"] == "<p><b>a</b></p>"
    assert put_out(text_html="<p><b>a</b></p>").outputs[0].data["text/html"].startswith("<pre>&lt;p")


def test_a_graded_notebook_is_quiet(tmp_path: Any) -> None:
    """Grading saves it so, and its points are what they were."""
    shows = f"\nfrom IPython.display import HTML, display\ndisplay(HTML('<img src=http://{HOST}/p>'))"
    root = small_course.build(tmp_path)
    hand_in(root, "ada", small_course.RIGHT + shows, f"Mine ![p](http://{HOST}/p)")
    grade(root)
    saved = (root / "autograded/ada/hw/p.ipynb").read_text("utf-8")

    assert f"Mine ! [p](http://{HOST}/p)" in saved.replace(quiet.BREAK, "")
    assert f"](http://{HOST}" not in saved
    assert f"<img src=http://{HOST}/p>')" in saved  # in code
    assert saved.count("<img") == 1
