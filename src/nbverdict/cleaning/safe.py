"""Two walls between what a student wrote and its reader: a cleaner, and a content security policy.

Each holds alone: `make web` removes the other and opens the same pages.
"""

from collections.abc import Collection, Sequence
from html import escape, unescape
from itertools import accumulate

import nh3

from nbverdict.cleaning.pixels import is_drawable
from nbverdict.text.expressions import Expression, ExpressionMatch

# nothing is loaded, run, framed or sent: styles are ours, pictures lie in the page itself
POLICY = (
    "default-src 'none'; img-src data:; style-src 'unsafe-inline'; font-src data:; form-action 'none'; "
    "base-uri 'none'"
)
MOST, MOST_TAGS = 500_000, 10_000  # characters and tags that are cleaned; a parser nests without limit
MOST_TOLD = 1_000  # characters of a picture's description, which is drawn if the picture cannot be
MOST_NAMED = 50_000  # characters that are written as entities
# A parser reopens an unclosed formatting tag with its attributes in each later paragraph.
OPEN_AGAIN = Expression(r"<(b|big|code|em|font|i|nobr|s|small|strike|strong|tt|u)[\s/]", any_case=True)
MOST_AGAIN = 500_000  # tags that a parser may make of those
LINKED = Expression(r"<a[\s/]", any_case=True)  # which is reopened too, with its whole address
PLAIN_LINK = Expression(r"<a(?:\s+\w+=(?:\"[^\"<>]*\"|'[^'<>]*'))*\s*>", any_case=True)  # whose end is sure
MOST_ADDRESSES = 1_000_000  # characters that a parser may make of those
MOST_SPANNED = 500  # columns and rows, beyond one each, that all cells of a text span together
MOST_PLACES = 100_000  # of a text's tables: rows times columns, however few of them hold a cell
MOST_DEEP, MOST_FOLDED = 100, 10  # nested tags, and nested `details`
TURNS = dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A)))  # embeddings, overrides, isolates
PILE = Expression(r"(\p{M}{8})\p{M}+")
HEADING = Expression("(</?h)([1-6])>")  # as the cleaner writes it
PICTURE = Expression(r"data:image/(png|jpeg|gif|webp);base64,[A-Za-z0-9+/=\s]*")
LINK = Expression(r"\s*(https?://|mailto:|#)", any_case=True)
SPAN = Expression(r"[1-9][0-9]{0,3}")
SIZE = Expression(r"[0-9]{1,4}(?:px)?|(?:[0-9]{1,2}|100)%")
START = Expression(r"-?[0-9]{1,6}")
CLEANED_TAG = Expression(r'<(/?[a-z][a-z0-9]*)(?: [a-z]+="[^"]*")*>')  # as the cleaner writes it
CLEANED_LINK = Expression(r'<a(?: href="([^"]*)")?(?: rel="[^"]*")?>|</a>')  # as the cleaner writes them
TAGS = frozenset(
    """
    blockquote br dd details div dl dt figcaption figure h1 h2 h3 h4 h5 h6 hr li ol p pre summary ul
    a abbr b cite code del em i img ins kbd mark s samp small span strong sub sup u var wbr
    caption col colgroup table tbody td tfoot th thead tr
    """.split()  # noqa: SIM905 - forty words
)
ALONE = {"br", "col", "hr", "img", "wbr"}  # tags without content
SPANS = {"colspan", "rowspan"}
ATTRIBUTES = {
    "a": {"href"},
    "img": {"src", "alt", "width", "height"},
    "ol": {"start"},
    "td": SPANS,
    "th": {*SPANS, "scope"},
}
WITH_CONTENT = frozenset("script style title textarea xmp iframe noscript template svg".split())  # noqa: SIM905
FORMULA_TAGS = frozenset(
    """
    math mrow mi mn mo mtext mspace msub msup msubsup mfrac msqrt mroot munder mover munderover mtable mtr mtd
    mstyle mpadded mphantom menclose
    """.split()  # noqa: SIM905 - two dozen words
)
FORMULA_ATTRIBUTES = frozenset(
    """
    display mathvariant stretchy fence separator form lspace rspace linethickness columnalign rowspacing
    columnspacing displaystyle scriptlevel accent width height depth minsize maxsize movablelimits notation
    columnlines rowlines
    """.split()  # noqa: SIM905 - two dozen words
)
ROOM = frozenset(  # the attributes that set a size
    """
    lspace rspace linethickness rowspacing columnspacing scriptlevel width height depth minsize maxsize
    """.split()  # noqa: SIM905 - a dozen words
)
LENGTH = r"[0-9]{0,3}(?:\.[0-9]{1,4})?(?:[a-z]{2})?"
LENGTHS = Expression(f"{LENGTH}(?: {LENGTH})*|thinmathspace|thickmathspace")
STROKE = "<mtext>\u29f8</mtext>"  # of a character that is struck through: the only one that may overlap
CLEANED_PICTURE = Expression(r'<img((?: [a-z]+="[^"]*")*)>')  # as the cleaner writes them
ELSEWHERE = "<em>(a picture that lies elsewhere is not shown)</em>"
NO_ALT = "A picture without a description"


def clean(html: str, *, links: bool = False, below: int = 0, most: int = MOST) -> str:
    """Return a student's HTML with only text, tables and embedded pictures.

    Scripts, handlers, forms, frames, styles, classes and ids are removed, so that nothing runs, loads, sends
    or looks like ours. HTML that is too large to parse or to draw is shown as text. A link becomes text,
    followed by its address, unless `links`: a reader would follow it with their own rights, so only staff may
    write links. Headings are below level `below`, as those above are the page's. Characters that turn the
    direction of others are removed.
    """
    if _is_large(html, most):
        return f"<pre>{escape(html)}</pre>"
    kept = _Kept()
    cleaned = nh3.clean(
        html,
        tags=set(TAGS),
        clean_content_tags={*WITH_CONTENT, "math"},
        attributes=ATTRIBUTES,
        attribute_filter=kept,
        url_schemes={"http", "https", "mailto", "data"},
        link_rel="noopener noreferrer nofollow",
    )
    if _is_slow(cleaned, kept.spanned):
        return f"<pre>{escape(html)}</pre>"
    lowered = HEADING.replaced(cleaned, lambda found: f"{found[1]}{max(int(found[2]), min(6, below + 1))}>")
    described = CLEANED_PICTURE.replaced(without_turns(lowered), _described)
    return described if links else _without_links(described)


def _without_links(cleaned: str) -> str:
    """Return cleaned HTML in which each link is its text, followed by its address."""
    address: list[str] = []

    def shown(link: ExpressionMatch) -> str:
        if link[0] != "</a>":
            address[:] = [link[1] or ""]
            return ""
        led = escape(unescape("".join(address)))  # an attribute may hold what would be a tag in text
        return f" <code>{led}</code>" if led and not led.startswith("#") else ""

    return CLEANED_LINK.replaced(cleaned, shown)


def without_turns(text: str) -> str:
    """Return a text without the characters that turn the direction of others."""
    return text if text.isascii() else without_piles(text.translate(TURNS))


def without_piles(text: str) -> str:
    """Return a text with at most eight combining marks in a row, as browsers draw each pile of them."""
    return text if text.isascii() else PILE.replaced(text, lambda marks: marks[1])


def _is_large(html: str, most: int) -> bool:
    """Return whether parsing a text could take long, or fill memory."""
    tags = html.count("<")
    if len(html) > most or tags > MOST_TAGS or html.count("&") > MOST_NAMED:
        return True
    if tags * sum(1 for _ in OPEN_AGAIN.finditer(html)) > MOST_AGAIN:
        return True
    return sum(map(_again, LINKED.split(html)[1:])) > MOST_ADDRESSES


def _again(link: str) -> int:
    """Return how many characters a link's address may add when tags up to the next link reopen it."""
    whole = PLAIN_LINK.match(f"<a {link}")
    return link.count("<") * (len(whole[0]) if whole else len(link))


def _is_slow(cleaned: str, spanned: int) -> bool:
    """Return whether a browser takes seconds to draw a cleaned text whose cells span so much."""
    tags = [tag[1] for tag in CLEANED_TAG.finditer(cleaned)]
    if _deepest(tags, TAGS - ALONE) > MOST_DEEP or _deepest(tags, {"details"}) > MOST_FOLDED:
        return True
    return tags.count("tr") * (_widest(tags) + spanned) > MOST_PLACES


def _deepest(tags: Sequence[str], which: Collection[str]) -> int:
    """Return how deeply some tags are nested."""
    steps = (-1 if tag[0] == "/" else 1 for tag in tags if tag.removeprefix("/") in which)
    return max(accumulate(steps), default=0)


def _widest(tags: Sequence[str]) -> int:
    """Return the number of cells in the longest row."""
    cells, widest = [0], 0  # of the row at hand, in each table around it
    for tag in tags:
        match tag:
            case "table":
                cells.append(0)
            case "/table":
                cells = cells[:-1] or [0]
            case "tr":
                cells[-1] = 0
            case "td" | "th":
                cells[-1] += 1
                widest = max(widest, cells[-1])
    return widest


def joined(text: object) -> str:
    """Return a text that a notebook may store as a list of lines."""
    return "".join(map(str, text)) if isinstance(text, list) else str(text)


def clean_formula(mathml: str) -> str:
    """Return MathML with only a formula, in which parts cannot claim another size than their own."""
    cleaned = nh3.clean(
        mathml,
        tags=set(FORMULA_TAGS),
        clean_content_tags=set(WITH_CONTENT),
        attributes={"*": set(FORMULA_ATTRIBUTES)},
        attribute_filter=_kept_of_formula,
    )
    return cleaned.replace(f"<mpadded>{STROKE}</mpadded>", f'<mpadded width="0">{STROKE}</mpadded>')


def _kept_of_formula(tag: str, attribute: str, value: str) -> str | None:
    """Return an attribute's value, or None if it would draw a part of a formula over something else."""
    takes_other_room = attribute in ROOM and (tag == "mpadded" or not LENGTHS.fullmatch(value))
    return None if takes_other_room else value


class _Kept:
    """Decides which attributes of one text stay."""

    def __init__(self) -> None:
        self.spanned = 0

    def __call__(self, tag: str, attribute: str, value: str) -> str | None:
        """Return a value, or None if it would load something, is not an address, or takes too much space."""
        fits: object = True
        match tag, attribute:
            case "img", "src":
                fits = PICTURE.fullmatch(value) and is_drawable(value.partition(",")[2])
            case "img", "alt":
                value = value[:MOST_TOLD]
            case "img", "width" | "height":
                fits = SIZE.fullmatch(value)
            case "a", "href":
                fits = LINK.match(value)
            case "ol", "start":
                fits = START.fullmatch(value)
            case _, "colspan" | "rowspan":
                fits = SPAN.fullmatch(value) and self._has_room(int(value) - 1)
        return value if fits else None

    def _has_room(self, more: int) -> bool:
        """Count what a cell spans if the text's limit allows it; return whether it does."""
        fits = self.spanned + more <= MOST_SPANNED
        self.spanned += more if fits else 0
        return fits


def _described(picture: ExpressionMatch) -> str:
    """Return a picture with a description, or a sentence that it is not shown."""
    attributes = picture[1]
    if " src=" not in attributes:
        return ELSEWHERE
    return picture[0] if " alt=" in attributes else f'<img{attributes} alt="{NO_ALT}">'
