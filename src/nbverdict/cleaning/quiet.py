"""Makes what a student wrote safe in an autograded notebook: opening it sends no request to anybody.

Jupyter loads remote pictures, so that their host learns who reads which answer, and when; pages that its
server exports run scripts in HTML; a link opens any file of the course, with its reader's rights. Jupyter
also makes links of text that looks like an address or a path. The words stay: a tag becomes the text
`< img>`, and a link becomes its source, with an invisible break in it.
"""

from html import escape, unescape

from nbformat import NotebookNode
from nbgrader.utils import compute_checksum

from nbverdict.cleaning.drawing import SVG, read_drawing, written
from nbverdict.cleaning.drawing_cost import MOST_DRAWN, cost_of
from nbverdict.cleaning.drawn import END_OF_MARKDOWN, END_OF_PRINT, END_OF_TEXT, drawable, drawable_html
from nbverdict.cleaning.formulas import BREAK, plain_formulas
from nbverdict.cleaning.inert import ATTACHED, NOT_SHOWN
from nbverdict.cleaning.pixels import is_drawable
from nbverdict.cleaning.safe import TAGS, clean, without_piles
from nbverdict.text.expressions import Expression, ExpressionMatch

MOST, MOST_TAGS = 3_000_000, 40_000  # characters and tags of a notebook's HTML that are parsed
HARMLESS = TAGS - {"a", "img"}  # tags that are harmless without attributes
TAG = Expression("<(?:/?([A-Za-z0-9]+)>|[A-Za-z/!?])")
# a picture whose address is certain, and is in the notebook: nothing before it ends a table's cell, begins a
# formula or is an address, and nothing in its name ends an attribute
OWN = rf"[^\[\]\\`<>$|@/&\n\"]*\]\((attachment:{ATTACHED}|data:image/[a-z]+;base64,[A-Za-z0-9+/=]+)\)"
PICTURE = Expression(rf"!\[(?:{OWN})?")
LINKING = Expression(rf"!\[{OWN}|\]\(|\]:|//+|(?i:www\.)|[\w.+-]@[\w-]+\.")  # what begins a link in Markdown
ENTITY = Expression("&[A-Za-z][A-Za-z0-9]*;?")
ENTITIES = ("&lt;", "&gt;", "&amp;", "&quot;", "&apos;")  # ASCII characters that cannot begin anything
BEGINNING = Expression(  # of a link, if Jupyter or an editor shows a text
    r"[:.~]\\|(?i:www\.|data:)|In *\[|<ipython-input"
)
FRACTION = Expression(rf"\d+(?:/{BREAK}\d+)+(?:[\s,;:)\]%]|$)")  # which is not a path
PARTS = ("text", "ename", "evalue")  # of an output that are shown like a terminal's
COLOUR = Expression(r"\x1b\[[^@-~\n]*[@-~]")
UNSEEN = dict.fromkeys({*range(0x20), 0x7F} - {*map(ord, "\t\n\r\x1b")})  # characters that pages leave out
TYPESET = Expression(r"""</?[A-Za-z](?:[^>"]|"[^"]*")*>|\$|\\[(\[ber]""")  # a tag, or what begins a formula
FENCE = Expression(r"(`{3,}|~{3,})([^`~\r\n][^\r\n]*)")  # the first of its line, and what follows it
LANGUAGES = frozenset(  # which Jupyter shows as code
    """
    bash c c++ console cpp css csv diff html ini ipython ipython3 java javascript js json julia latex markdown
    md none output plain plaintext py pycon pytb python python3 r rust sh shell sql tex text toml tsv txt xml
    yaml
    """.split()  # noqa: SIM905 - forty words
)
TEXTS = {"text/markdown": END_OF_MARKDOWN, "text/latex": END_OF_TEXT}


def quiet_outputs(notebook: NotebookNode) -> None:
    """Remove everything from a notebook's outputs that loads, runs or links to something."""
    left, tags, shapes = MOST, MOST_TAGS, MOST_DRAWN
    for cell in notebook.cells:
        for output in cell.get("outputs", ()):
            output |= {part: unlinked_print(output[part]) for part in PARTS if part in output}
            if "traceback" in output:
                output.traceback = [*map(unlinked_print, output.traceback)]
            data = output.get("data", {})
            if html := data.get("text/html"):
                left, tags = left - len(html), tags - html.count("<") - html.count("$")
                is_small = left >= 0 <= tags
                shown = untypeset(clean(html)) if is_small else f"<pre>{escape(html)}</pre>"
                data["text/html"] = drawable_html(shown)
            if svg := data.get(SVG):
                left, tags = left - len(svg), tags - svg.count("<")
                drawing = read_drawing(svg) if left >= 0 <= tags else None
                shapes -= cost_of(drawing) if drawing is not None else 0
                _keep_drawing(data, written(drawing) if drawing is not None and shapes >= 0 else None)
            for kind in (kind for kind in TEXTS if kind in data):
                parted = drawable(data[kind], TEXTS[kind])
                nothing_attached = parted.replace("attachment:", f"attachment{BREAK}:")
                data[kind] = unlinked(quiet_text(nothing_attached))
            if "text/plain" in data:
                data["text/plain"] = unlinked_print(data["text/plain"])


def quiet_texts(notebook: NotebookNode) -> None:
    """Remove remote pictures, links and active tags from a student's texts.

    A cell that is as released stays as it is, because nbgrader recognises unanswered cells by that.
    """
    for cell in notebook.cells:
        if cell.cell_type != "code" and not _is_released(cell):
            cell.source = unlinked(quiet_text(drawable(cell.source, END_OF_MARKDOWN)))


def quiet_text(text: str) -> str:
    """Return Markdown without remote pictures and drawings, whose tags have no attributes.

    Its formulas are plain, and entities cannot stand for characters that begin something.
    """
    text = without_piles(text.translate(UNSEEN)).replace("&#", f"&{BREAK}#")
    text = plain_formulas(TAG.replaced(ENTITY.replaced(text, _unless_it_begins), _parted))
    return FENCE.replaced(PICTURE.replaced(text, _unless_inside), _as_code)


def unlinked(text: str) -> str:
    """Return quiet Markdown in which links are shown as their source; its own pictures stay."""
    return LINKING.replaced(text, lambda one: one[0] if one[0][0] == "!" else _apart(one))


def unlinked_print(text: str) -> str:
    """Return printed text in which Jupyter and editors do not find addresses or paths to link to.

    A break separates the parts of a path; fractions stay. If a colour code hides the beginning of a link, all
    colours are removed.
    """
    text = drawable(without_piles(text.translate(UNSEEN)), END_OF_PRINT)
    broken = _broken(text)
    if "\x1b" in text and BEGINNING.search(COLOUR.replaced(broken, lambda _: "")):
        return _broken(COLOUR.replaced(text, lambda _: "").replace("\x1b", ""))
    return broken


def untypeset(html: str) -> str:
    """Return cleaned HTML in which Jupyter does not find formulas: each sign that may begin one is apart."""
    return TYPESET.replaced(html, _alone)


def _apart(link: ExpressionMatch) -> str:
    return BREAK.join(link[0]) if link[0][0] == "/" else f"{link[0][0]}{BREAK}{link[0][1:]}"


def _broken(text: str) -> str:
    parted = FRACTION.replaced(text.replace("/", f"/{BREAK}"), lambda one: one[0].replace(BREAK, ""))
    return BEGINNING.replaced(parted, _apart)


def _alone(sign: ExpressionMatch) -> str:
    match sign[0][0]:
        case "<":
            return sign[0]
        case "$":
            return "<span>$</span>"
    return f"\\{BREAK}{sign[0][1:]}"


def _unless_it_begins(entity: ExpressionMatch) -> str:
    """Return an entity, but as text if it stands for an ASCII character that may begin something."""
    chars = unescape(entity[0])
    stays = chars == entity[0] or not any(map(str.isascii, chars)) or entity[0] in ENTITIES
    return entity[0] if stays else _apart(entity)


def _is_released(cell: NotebookNode) -> bool:
    """Return whether a cell is as released, by its checksum in nbgrader's metadata."""
    metadata = cell.metadata.get("nbgrader", {})
    try:
        return "grade_id" in metadata and metadata.get("checksum") == compute_checksum(cell)
    except (KeyError, TypeError, ValueError):  # it lacks fields that the checksum covers
        return False


def _parted(tag: ExpressionMatch) -> str:
    return tag[0] if tag[1] and tag[1].lower() in HARMLESS else f"< {tag[0][1:]}"


def _unless_inside(picture: ExpressionMatch) -> str:
    is_own = picture[1] and "www." not in picture[0].casefold()
    if is_own and picture[1].startswith("data:"):
        is_own = is_drawable(picture[1].partition(",")[2])
    return picture[0] if is_own else f"! {picture[0][1:]}"


def _as_code(fence: ExpressionMatch) -> str:
    """Return the first line of a code block, with the language `text` unless it is a known one."""
    marks, words = fence[1], fence[2].split()
    is_within_a_line = marks.startswith("`") and "`" in fence[2]
    if not words or is_within_a_line or words[0].casefold() in LANGUAGES:
        return fence[0]
    return f"{marks}text {fence[2].lstrip()}"


def _keep_drawing(data: NotebookNode, drawing: str | None) -> None:
    """Replace the drawing, or remove it; if nothing else is left, say that it is not shown."""
    del data[SVG]
    if drawing is not None:
        data[SVG] = drawing
    elif not data:
        data["text/plain"] = NOT_SHOWN
